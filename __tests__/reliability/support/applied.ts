import { inject, onTestFinished } from "vitest";
import { LocalPlatform, type Origin } from "../../e2e/support/platform";
import type { Stages } from "./setup";

/** Staging as it was applied, all the running test's own: emulator, folder, state. */
export const appliedStaging = () => forThisTest(inject("platforms").staging.applied);

/** Production as it was applied, all the running test's own. */
export const appliedProduction = () => forThisTest(inject("platforms").production.applied);

/** An environment before its first apply, all the running test's own. */
export const unapplied = (environment: "staging" | "production" = "staging") =>
  forThisTest(inject("platforms")[environment].empty);

/** For hooks, which stop it themselves. */
export function copyOf(environment: "staging" | "production", stage: keyof Stages): Promise<LocalPlatform> {
  return LocalPlatform.copy(inject("platforms")[environment][stage]);
}

async function forThisTest(origin: Origin): Promise<LocalPlatform> {
  const platform = await LocalPlatform.copy(origin);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") platform.showLogs();
    await platform.stop();
  });
  return platform;
}
