import type { Naming } from "../naming";

/** How traffic moves, by the names of `--strategy`. */
export const STRATEGIES = ["canary-10-5", "canary-10-15", "linear-10-5"] as const;

export type Strategy = (typeof STRATEGIES)[number] | "all-at-once";

/** Name of the CodeDeploy configuration of a strategy. */
export function configurationOf(naming: Naming, strategy: Strategy): string {
  const names: Readonly<Record<Strategy, string>> = {
    "all-at-once": "CodeDeployDefault.ECSAllAtOnce",
    "canary-10-5": "CodeDeployDefault.ECSCanary10Percent5Minutes",
    "canary-10-15": "CodeDeployDefault.ECSCanary10Percent15Minutes",
    "linear-10-5": naming.linearDeploymentConfig,
  };
  return names[strategy];
}

/** Minutes from the first to the last step of a configuration, and the steps in words. */
export interface Schedule {
  readonly minutes: number;
  readonly words: string;
}

/** How long a configuration takes to move all traffic; configurations of others are not known. */
export function scheduleOf(naming: Naming, configuration: string): Schedule | undefined {
  const schedules: Readonly<Record<Strategy, Schedule>> = {
    "all-at-once": { minutes: 0, words: "all traffic at once" },
    "canary-10-5": { minutes: 5, words: "10 %, then the rest after 5 minutes" },
    "canary-10-15": { minutes: 15, words: "10 %, then the rest after 15 minutes" },
    "linear-10-5": { minutes: 45, words: "10 % every 5 minutes" },
  };
  const strategy = (Object.keys(schedules) as Strategy[]).find(
    (each) => configurationOf(naming, each) === configuration,
  );
  return strategy && schedules[strategy];
}
