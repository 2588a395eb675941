import { inject, onTestFinished, type TestContext } from "vitest";
import { LocalPlatform, type Origin } from "../../e2e/support/platform";
import type { Stages } from "./setup";

/** A test that runs beside others gives its own context: there is no current one then. */
type Test = Pick<TestContext, "onTestFinished">;

/** Staging as it was applied, all the running test's own: emulator, folder, state. */
export const appliedStaging = (test?: Test) => copyFor(test, inject("platforms").staging.applied);

/** Production as it was applied, all the running test's own. */
export const appliedProduction = (test?: Test) => copyFor(test, inject("platforms").production.applied);

/** An environment before its first apply, all the running test's own. */
export const unapplied = (test?: Test, environment: "staging" | "production" = "staging") =>
  copyFor(test, inject("platforms")[environment].empty);

/** For hooks, which stop it themselves. */
export function copyOf(environment: "staging" | "production", stage: keyof Stages): Promise<LocalPlatform> {
  return LocalPlatform.copy(inject("platforms")[environment][stage]);
}

async function copyFor(test: Test = { onTestFinished }, origin: Origin): Promise<LocalPlatform> {
  const platform = await LocalPlatform.copy(origin);
  test.onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") platform.showLogs();
    await platform.stop();
  });
  return platform;
}
