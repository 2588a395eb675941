import type { Aws } from "./aws";
import { getDeployment, isInTerminationWait, isOver, stopDeployment } from "./deployment";
import { type Diagnosis, diagnose } from "./diagnosis";
import { DeployError, type Outcome } from "./errors";
import { explainAws } from "./explain";
import { type Ending, Follower } from "./follow";
import type { Pace } from "./pace";
import type { Platform } from "./platform";
import type { Reporter } from "./report";
import { restore, resumeScaleOut, suspend } from "./scaling";
import { isTrafficMoved, type Snapshot } from "./snapshot";
import { StartWatch } from "./start-watch";

/** How a command is steered while it follows a deployment. */
export interface Steering {
  readonly pace: Pace;
  readonly report: Reporter;
  /** "traffic": until all traffic has moved; "done": until the old task set is gone as well. */
  readonly until: "traffic" | "done";
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly stop: AbortSignal;
  /** Then the deployment is stopped, rolled back and followed to its end, or left alone. @default "roll back" */
  readonly onStop?: "roll back" | "leave";
  /** Minutes on AWS's clock, after which the deployment is stopped as well. @default - none */
  readonly timeoutMinutes?: number | undefined;
  /** Leaves dynamic scaling on. */
  readonly keepScaling: boolean;
}

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

/** Why a deployment is stopped by the command that follows it. */
type StopReason = "interrupted" | "timeout";

/** Sees a deployment through: suspends scaling, follows it, stops it when asked to, and gives scaling back. */
export async function seeThrough(
  aws: Aws,
  platform: Platform,
  deploymentId: string,
  steering: Steering,
): Promise<{ readonly ending: Ending; readonly stopped?: StopReason | undefined }> {
  const { naming } = platform;
  const { report, pace, until, stop } = steering;
  const startedAt = aws.now().getTime();
  const left = { deploymentId, scalingSuspended: false };
  report({ kind: "left", left });
  if (!steering.keepScaling) await suspendOrWarn();
  const watch = new StartWatch(aws, platform, report);
  let stopped: StopReason | undefined;
  let outResumed = false;

  async function suspendOrWarn(): Promise<void> {
    try {
      if (isInTerminationWait(await getDeployment(aws, deploymentId))) return;
      left.scalingSuspended = await suspend(aws, naming, deploymentId);
      report({ kind: "left", left });
    } catch (error) {
      const { message } = explainAws(error) as Error;
      report({ kind: "warning", text: `Scaling goes on, as it could not be suspended: ${message}` });
    }
  }

  async function onSnapshot(snapshot: Snapshot): Promise<void> {
    report({ kind: "snapshot", snapshot, now: aws.now() });
    if (stop.aborted && steering.onStop === "leave" && !isOver(snapshot.deployment)) {
      throw new DeployError("interrupted", "Interrupted.");
    }
    await watch.look(snapshot);
    const minutes = (aws.now().getTime() - startedAt) / 60_000;
    const why = stop.aborted
      ? "interrupted"
      : minutes > (steering.timeoutMinutes ?? Infinity)
        ? "timeout"
        : undefined;
    if (stopped === undefined && why !== undefined && snapshot.deployment.deploymentId === deploymentId) {
      stopped = why;
      const cause =
        why === "timeout" ? `It takes longer than ${steering.timeoutMinutes} minutes` : "Interrupted";
      report({ kind: "note", text: `${cause}: stopping ${deploymentId} and rolling it back.` });
      await stopDeployment(aws, deploymentId);
    }
    if (left.scalingSuspended && !outResumed && isTrafficMoved(snapshot)) {
      await resumeScaleOut(aws, naming, deploymentId);
      outResumed = true;
    }
  }

  const ending = await Follower.follow(aws, platform, { deploymentId, until, pace, onSnapshot, hurry: stop });
  await restore(aws, naming, deploymentId);
  report({ kind: "left", left: { ...left, scalingSuspended: false } });
  return { ending, stopped };
}

/** Puts an ending into words, with what AWS tells of the reasons where it is not a good one. */
export async function conclude(
  aws: Aws,
  platform: Platform,
  release: string | undefined,
  { ending, stopped }: Awaited<ReturnType<typeof seeThrough>>,
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
