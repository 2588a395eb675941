import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./__tests__/support/longest-first.ts";

/** The SDK's notice on older versions of Node tells nothing about a test. */
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

export default defineConfig({
  test: {
    maxWorkers: "100%",
    reporters: ["default", "./__tests__/support/failures-reporter.ts"],
    sequence: { sequencer: LongestFirst },
    env,
    // for hangs alone: no test fails for being slow, on a machine that is busy with others
    testTimeout: 300_000,
    // the first one on a machine installs what it needs
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // one load of CDKTF and the provider's bindings per worker, instead of one per file
          isolate: false,
          // what did not change is not transformed again
          experimental: { fsModuleCache: true },
          // some wait for processes
          maxWorkers: availableParallelism() + 1,
          // other projects have another number of workers
          sequence: { groupOrder: 1 },
          include: ["__tests__/**/*.test.ts"],
          exclude: [
            "**/*.thorough.test.ts",
            "__tests__/e2e/**",
            "__tests__/emulator/**",
            "__tests__/local/**",
            "__tests__/delivery/**",
            "__tests__/reliability/**",
            "__tests__/tracing/**",
            "__tests__/package/**",
            "__tests__/agent/**",
            "__tests__/plan/slow/**",
            "__tests__/github/slow/**",
          ],
          setupFiles: ["__tests__/support/matchers.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "thorough",
          // of the same kind, and seconds each: many inputs, a synthesis for each setting, processes, limits of clients
          include: ["__tests__/**/*.thorough.test.ts"],
          isolate: false,
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 2 },
          setupFiles: ["__tests__/support/matchers.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "tracing",
          // they wait for each other's processes
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 3 },
          // traced against loopback servers, which are processes of their own; what tracing keeps is the process's
          include: ["__tests__/tracing/**/*.test.ts"],
          globalSetup: ["__tests__/tracing/support/built-agents.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "package",
          // packs, installs into an empty folder, and loads what is there on each Node
          include: ["__tests__/package/**/*.test.ts"],
          globalSetup: ["__tests__/package/support/installed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "agent",
          // they wait for databases and servers
          maxWorkers: availableParallelism() + 2,
          sequence: { groupOrder: 4 },
          // the installed agent: its own tests, and as a process on a real PostgreSQL with loopback servers around it
          include: ["__tests__/agent/**/*.test.ts", "examples/agent/__tests__/**/*.test.ts"],
          exclude: ["__tests__/agent/load/**"],
          globalSetup: ["__tests__/agent/support/installed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "agent load",
          // with nothing beside it, since it measures
          include: ["__tests__/agent/load/**/*.test.ts"],
          globalSetup: ["__tests__/agent/support/installed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "local",
          // real processes, signals and timeouts: slower than the unit tests, quicker than the end-to-end ones
          include: ["__tests__/local/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "emulator",
          // the local AWS's own tests, in Python
          include: ["__tests__/emulator/**/*.test.ts"],
          testTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: "plan",
          // the built command line, a browser, Terraform, and what checks workflows
          include: ["__tests__/plan/slow/**/*.test.ts", "__tests__/github/slow/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "delivery",
          // beside the end-to-end ones and broken applies (`npm run test:aws`)
          maxWorkers: 2,
          sequence: { groupOrder: 5 },
          // one production that Terraform applied; each test ships to a copy of its own
          include: ["__tests__/delivery/**/*.test.ts"],
          env: { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator" },
          globalSetup: [
            "__tests__/delivery/support/production.ts",
            "__tests__/tracing/support/built-agents.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "reliability",
          maxWorkers: 2,
          sequence: { groupOrder: 5 },
          // both environments, each applied once; each test breaks a copy of its own
          include: ["__tests__/reliability/**/*.test.ts"],
          env: { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator" },
          globalSetup: ["__tests__/reliability/support/setup.ts"],
          testTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          // two lives take a quarter of an hour each, and mostly wait; the other files fit beside them
          maxWorkers: 3,
          sequence: { groupOrder: 6 },
          env: { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator" },
          include: ["__tests__/e2e/**/*.test.ts"],
          setupFiles: ["__tests__/support/matchers.ts"],
          testTimeout: 900_000,
        },
      },
    ],
  },
});
