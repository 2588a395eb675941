import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          // one load of CDKTF and the provider's bindings per worker, instead of one per file
          isolate: false,
          include: ["__tests__/**/*.test.ts"],
          exclude: ["__tests__/e2e/**"],
          setupFiles: ["__tests__/support/matchers.ts"],
        },
      },
      {
        test: {
          name: "e2e",
          include: ["__tests__/e2e/**/*.test.ts"],
          setupFiles: ["__tests__/support/matchers.ts"],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
