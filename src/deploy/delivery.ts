import type { Aws } from "./aws";
import { getDeployment, isInTerminationWait, isOver, stopDeployment } from "./deployment";
import { DeployError } from "./errors";
import { explainAws, isTransient } from "./explain";
import { type Ending, follow } from "./follow";
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

/** How a deployment ended, and whether the command itself has stopped it. */
export interface Delivered {
  readonly ending: Ending;
  readonly stopped?: "interrupted" | "timeout" | undefined;
}

/** Sees a deployment through: suspends scaling, follows it, stops it when asked to, and gives scaling back. */
export function seeThrough(
  aws: Aws,
  platform: Platform,
  deploymentId: string,
  steering: Steering,
): Promise<Delivered> {
  return new Delivery(aws, platform, deploymentId, steering).run();
}

class Delivery {
  readonly #startedAt: number;
  readonly #startWatch: StartWatch;
  #stopped: Delivered["stopped"];
  #scaling: "on" | "suspended" | "out resumed" = "on";

  constructor(
    private readonly aws: Aws,
    private readonly platform: Platform,
    private readonly deploymentId: string,
    private readonly steering: Steering,
  ) {
    this.#startedAt = aws.now().getTime();
    this.#startWatch = new StartWatch(aws, platform, steering.report);
  }

  async run(): Promise<Delivered> {
    const { aws, platform, deploymentId, steering } = this;
    this.reportLeft();
    if (!steering.keepScaling) await this.suspendScaling();
    const ending = await follow(aws, platform, {
      deploymentId,
      // one that is being stopped is followed to the end of its rollback
      until: () => (this.#stopped === undefined ? steering.until : "done"),
      pace: steering.pace,
      onSnapshot: (snapshot) => this.look(snapshot),
      hurry: steering.stop,
    });
    await this.giveScalingBack();
    return { ending, stopped: this.#stopped };
  }

  private async look(snapshot: Snapshot): Promise<void> {
    const { steering } = this;
    steering.report({ kind: "snapshot", snapshot, now: this.aws.now() });
    if (steering.stop.aborted && steering.onStop === "leave" && !isOver(snapshot.deployment)) {
      throw new DeployError("interrupted", "Interrupted.");
    }
    await this.#startWatch.look(snapshot);
    await this.stopIfAsked(snapshot);
    if (this.#scaling === "suspended" && isTrafficMoved(snapshot)) await this.resumeScaleOut();
  }

  private async stopIfAsked({ deployment }: Snapshot): Promise<void> {
    const { aws, deploymentId, steering } = this;
    const why = this.reasonToStop();
    const isStoppable = deployment.deploymentId === deploymentId && !isOver(deployment);
    if (why === undefined || this.#stopped !== undefined || !isStoppable) return;
    const cause =
      why === "timeout" ? `It takes longer than ${steering.timeoutMinutes} minutes` : "Interrupted";
    steering.report({ kind: "note", text: `${cause}: stopping ${deploymentId} and rolling it back.` });
    try {
      await stopDeployment(aws, deploymentId);
      this.#stopped = why;
    } catch (error) {
      // the next look tries again
      if (!isTransient(error)) throw error;
    }
  }

  private reasonToStop(): Delivered["stopped"] {
    const { stop, timeoutMinutes = Number.POSITIVE_INFINITY } = this.steering;
    if (stop.aborted) return "interrupted";
    return (this.aws.now().getTime() - this.#startedAt) / 60_000 > timeoutMinutes ? "timeout" : undefined;
  }

  private async suspendScaling(): Promise<void> {
    const { aws, platform, deploymentId } = this;
    try {
      if (isInTerminationWait(await getDeployment(aws, deploymentId))) return;
      if (await suspend(aws, platform.naming, deploymentId)) this.#scaling = "suspended";
      this.reportLeft();
    } catch (error) {
      const { message } = explainAws(error) as Error;
      this.steering.report({
        kind: "warning",
        text: `Scaling goes on, as it could not be suspended: ${message}`,
      });
    }
  }

  private async resumeScaleOut(): Promise<void> {
    try {
      await resumeScaleOut(this.aws, this.platform.naming, this.deploymentId);
      this.#scaling = "out resumed";
    } catch (error) {
      // the next look tries again, and the end gives back all of it
      if (!isTransient(error)) throw error;
    }
  }

  private async giveScalingBack(): Promise<void> {
    const { aws, platform, deploymentId, steering } = this;
    steering.report({ kind: "left", left: { scalingSuspended: false } });
    try {
      await restore(aws, platform.naming, deploymentId);
    } catch (error) {
      const { message } = explainAws(error) as Error;
      throw new DeployError(
        "aws",
        `${deploymentId} needs nothing more, but scaling could not be given back: ${message}`,
        "`langgraph-platform status --mend` gives it back.",
        [],
        { cause: error },
      );
    }
  }

  private reportLeft(): void {
    const { deploymentId } = this;
    this.steering.report({ kind: "left", left: { deploymentId, scalingSuspended: this.#scaling !== "on" } });
  }
}
