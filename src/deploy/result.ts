import type { Aws } from "./aws";
import type { Delivered } from "./delivery";
import { type Diagnosis, diagnose } from "./diagnosis";
import type { Outcome } from "./errors";
import type { Ending } from "./follow";
import type { Platform } from "./platform";
import type { Snapshot } from "./snapshot";

/** How a command about one deployment ended. */
export interface Result {
  readonly outcome: Outcome;
  /** One sentence: what happened, and what serves now. */
  readonly summary: string;
  readonly deploymentId?: string | undefined;
  /** ARN of the release that was to be shipped. */
  readonly release?: string | undefined;
  readonly ending?: Ending | undefined;
  readonly diagnosis?: Diagnosis | undefined;
}

/** Puts an ending into words, with what AWS tells of the reasons where it is not a good one. */
export async function conclude(
  aws: Aws,
  platform: Platform,
  release: string | undefined,
  { ending, stopped }: Delivered,
): Promise<Result> {
  const { verdict, last } = ending;
  const deploymentId = last.deployment.deploymentId;
  const isGood = verdict === "succeeded" || verdict === "traffic moved";
  return {
    outcome: isGood ? "succeeded" : (stopped ?? (verdict === "rolled back" ? "rolledBack" : "failed")),
    summary: summaryOf(ending),
    deploymentId,
    release,
    ending,
    ...(!isGood && { diagnosis: await diagnose(aws, platform, ending) }),
  };
}

function summaryOf(ending: Ending): string {
  const { verdict, last, rollback } = ending;
  const id = last.deployment.deploymentId;
  switch (verdict) {
    case "succeeded":
      return `${id} succeeded: all traffic goes to the new tasks, and the old ones are gone.`;
    case "traffic moved":
      return `All traffic goes to the new tasks; ${id} keeps the old ones until its termination wait is over.`;
    case "rolled back":
      return `${id} was rolled back by ${rollback?.deployment.deploymentId}: ${trafficWords(rollback ?? last)}.`;
    case "failed":
      if (madeNothing(ending))
        return `${id} ${wayOf(last)} before it made new tasks; what ran before serves.`;
      return `${id} ${wayOf(last)} and was not rolled back: ${trafficWords(rollback ?? last)}.`;
  }
}

function wayOf({ deployment }: Snapshot): string {
  return deployment.status === "Stopped" ? "was stopped" : "failed";
}

/** Whether a deployment ended before there was anything to roll back. */
export function madeNothing({ verdict, last }: Ending): boolean {
  return verdict === "failed" && !last.sides.some(({ role }) => role === "new");
}

/** Who serves, by the last look. */
export function trafficWords({ sides }: Snapshot): string {
  const serving = sides.filter(({ traffic }) => traffic > 0);
  if (serving.length === 0) return "what ran before serves";
  return serving
    .map(({ role, traffic, targetGroup }) => `the ${role} tasks (${targetGroup}) serve ${traffic} %`)
    .join(", ");
}
