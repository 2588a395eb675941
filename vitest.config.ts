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
          exclude: ["__tests__/e2e/**", "__tests__/local/**"],
          setupFiles: ["__tests__/support/matchers.ts"],
        },
      },
      {
        test: {
          name: "local",
          // real processes, signals and timeouts: slower than the unit tests, quicker than the end-to-end ones
          include: ["__tests__/local/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["__tests__/e2e/**/*.test.ts"],
          setupFiles: ["__tests__/support/matchers.ts"],
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
