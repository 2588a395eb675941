import type { AgentsReport } from "./agents";
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
  /** The last comparison of agents on old and new tasks. @default - the tasks' log tells nothing of any */
  readonly agents?: AgentsReport | undefined;
  /** Scaling could not be given back. */
  readonly scalingLeft?: boolean | undefined;
}

/** Puts an ending into words, with what AWS tells of the reasons where it is not a good one. */
export async function conclude(
  aws: Aws,
  platform: Platform,
  release: string | undefined,
  delivered: Delivered,
): Promise<Result> {
  const { ending, scalingLeft, agents, reason } = delivered;
  const isGood = ending.verdict === "succeeded" || ending.verdict === "traffic moved";
  const outcome = outcomeOf(delivered);
  return {
    outcome: outcome === "succeeded" && scalingLeft ? "aws" : outcome,
    summary: `${summaryOf(ending)}${scalingLeft ? " Scaling is still suspended." : ""}`,
    deploymentId: ending.last.deployment.deploymentId,
    release,
    ending,
    scalingLeft,
    agents,
    ...(!isGood && { diagnosis: await diagnose(aws, platform, ending, reason) }),
  };
}

function outcomeOf({ ending, stopped }: Delivered): Outcome {
  const { verdict } = ending;
  if (verdict === "succeeded" || verdict === "traffic moved") return "succeeded";
  // what was stopped on request counts as such only where what ran before serves again
  if (stopped !== undefined && stopped !== "agents" && (verdict === "rolled back" || madeNothing(ending)))
    return stopped;
  return verdict === "rolled back" ? "rolledBack" : "failed";
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
    case "unhealthy":
      return `CodeDeploy calls ${id} a success, but not all new tasks are healthy: ${trafficWords(last)}.`;
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
function trafficWords({ sides }: Snapshot): string {
  const serving = sides.filter(({ traffic }) => traffic > 0);
  if (serving.length === 0) return "what ran before serves";
  return serving
    .map(
      ({ role, traffic, targetGroup, healthy, desired }) =>
        `the ${role} tasks (${targetGroup}, ${healthy}/${desired} healthy) serve ${traffic} %`,
    )
    .join(", ");
}
