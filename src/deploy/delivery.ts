import type { AgentLimits } from "./agent-limits";
import { AgentWatch } from "./agent-watch";
import { breachWords } from "./agent-words";
import type { AgentsReport } from "./agents";
import type { Aws } from "./aws";
import { getDeployment, isInTerminationWait, isOver, isRollback, stopDeployment } from "./deployment";
import { DeployError } from "./errors";
import { explainAws, isTransient } from "./explain";
import { type Ending, follow } from "./follow";
import type { Pace } from "./pace";
import type { Platform } from "./platform";
import type { Reporter } from "./report";
import { readRecord, restore, resumeScaleOut, suspend } from "./scaling";
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
  /** Minutes on AWS's clock in which all traffic must have moved, else the same happens. @default - none */
  readonly timeoutMinutes?: number | undefined;
  /** Stops and rolls back a deployment whose new tasks' agents break one of these. @default - they are only compared */
  readonly agentLimits?: AgentLimits | undefined;
  /** Suspends no scaling; what is suspended for the deployment already is given back all the same. */
  readonly keepScaling: boolean;
}

/** Why the command itself stops a deployment. */
export type Stop = "interrupted" | "timeout" | "agents";

/** How a deployment ended, and whether the command itself has stopped it. */
export interface Delivered {
  readonly ending: Ending;
  readonly stopped?: Stop | undefined;
  /** Why the command has stopped it, where that was nobody's wish. */
  readonly reason?: string | undefined;
  /** The last comparison of agents. */
  readonly agents?: AgentsReport | undefined;
  /** Something is suspended that nobody will give back. */
  readonly scalingLeft: boolean;
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
  readonly #agentWatch: AgentWatch;
  #stopped: Stop | undefined;
  #reason: string | undefined;
  /** The note of this deployment's suspension: this command's own, another one's, or none. */
  #note: "own" | "joined" | "none" = "none";
  #outResumed = false;

  constructor(
    private readonly aws: Aws,
    private readonly platform: Platform,
    private readonly deploymentId: string,
    private readonly steering: Steering,
  ) {
    this.#startedAt = aws.now().getTime();
    this.#startWatch = new StartWatch(aws, platform, steering.report);
    this.#agentWatch = new AgentWatch(aws, platform, steering.report, steering.agentLimits, steering.stop);
  }

  async run(): Promise<Delivered> {
    const { aws, platform, deploymentId, steering } = this;
    this.reportLeft();
    await this.suspendScaling();
    this.reportLeft();
    const ending = await follow(aws, platform, {
      deploymentId,
      // one that is being stopped is followed to the end of its rollback
      until: () => (this.#stopped === undefined ? steering.until : "done"),
      pace: steering.pace,
      onSnapshot: (snapshot) => this.look(snapshot),
      hurry: steering.stop,
    });
    const scalingLeft = await this.giveScalingBack(ending);
    return {
      ending,
      stopped: this.#stopped,
      reason: this.#reason,
      agents: this.#agentWatch.last,
      scalingLeft,
    };
  }

  private async look(snapshot: Snapshot): Promise<void> {
    this.steering.report({ kind: "snapshot", snapshot, now: this.aws.now() });
    await this.#startWatch.look(snapshot);
    if (this.#stopped === undefined) await this.#agentWatch.look(snapshot);
    if (isOver(snapshot.deployment)) return;
    await this.stopIfAsked(snapshot);
    if (this.#note !== "none" && !this.#outResumed && isTrafficMoved(snapshot)) await this.resumeScaleOut();
  }

  /** A rollback is never stopped: it would bring back what one flees from. */
  private async stopIfAsked(snapshot: Snapshot): Promise<void> {
    const { aws, deploymentId, steering } = this;
    const why = this.reasonToStop(snapshot);
    if (why === undefined || this.#stopped !== undefined) return;
    const cause = this.causeOf(why);
    if (why !== "agents" && (steering.onStop === "leave" || isRollback(snapshot.deployment))) {
      throw new DeployError(why, `${cause}.`);
    }
    steering.report({ kind: "note", text: `${cause}: stopping ${deploymentId} and rolling it back.` });
    try {
      await stopDeployment(aws, deploymentId);
      this.#stopped = why;
      if (why === "agents") this.#reason = cause;
      this.reportLeft();
    } catch (error) {
      // the next look tries again
      if (!isTransient(error)) throw error;
    }
  }

  private causeOf(why: Stop): string {
    switch (why) {
      case "interrupted":
        return "Interrupted";
      case "timeout":
        return `It takes longer than ${this.steering.timeoutMinutes} minutes`;
      case "agents":
        return this.#agentWatch.breaches.map(breachWords).join(". ");
    }
  }

  /** Once all traffic has moved, a deployment is not late any more; its agents are looked at to the end. */
  private reasonToStop(snapshot: Snapshot): Stop | undefined {
    const { stop, timeoutMinutes = Number.POSITIVE_INFINITY } = this.steering;
    if (stop.aborted) return "interrupted";
    const minutes = (this.aws.now().getTime() - this.#startedAt) / 60_000;
    if (minutes > timeoutMinutes && !isTrafficMoved(snapshot)) return "timeout";
    return this.#agentWatch.breaches.length > 0 ? "agents" : undefined;
  }

  private async suspendScaling(): Promise<void> {
    const { aws, platform, deploymentId, steering } = this;
    try {
      const isLate = steering.keepScaling || isInTerminationWait(await getDeployment(aws, deploymentId));
      if (!isLate) this.#note = await suspend(aws, platform.naming, deploymentId);
      else if (await readRecord(aws, platform.naming, deploymentId)) this.#note = "joined";
    } catch (error) {
      this.warn("Scaling goes on, as it could not be suspended", error);
    }
  }

  private async resumeScaleOut(): Promise<void> {
    try {
      await resumeScaleOut(this.aws, this.platform.naming, this.deploymentId);
      this.#outResumed = true;
    } catch (error) {
      // the next look tries again, and the end gives back all of it
      if (!isTransient(error)) this.#outResumed = true;
    }
  }

  /** Before the old tasks are gone, only the command that suspended gives back: another one may still wait for them. */
  private async giveScalingBack({ last }: Ending): Promise<boolean> {
    const { aws, platform, deploymentId, steering } = this;
    if (this.#note === "none") return false;
    steering.report({ kind: "left", left: { scalingSuspended: false } });
    if (this.#note === "joined" && !isOver(last.deployment)) {
      const text = `Scaling in stays suspended until ${deploymentId} is over; the command that started it gives it back, or \`status --mend\`.`;
      steering.report({ kind: "note", text });
      return false;
    }
    try {
      await restore(aws, platform.naming, deploymentId);
      return false;
    } catch (error) {
      this.warn("Scaling could not be given back; `status --mend` does it once this is mended", error);
      return true;
    }
  }

  private warn(what: string, error: unknown): void {
    const { message } = explainAws(error) as Error;
    this.steering.report({ kind: "warning", text: `${what}: ${message}` });
  }

  private reportLeft(): void {
    const { deploymentId } = this;
    const [scalingSuspended, stopping] = [this.#note !== "none", this.#stopped !== undefined];
    this.steering.report({ kind: "left", left: { deploymentId, scalingSuspended, stopping } });
  }
}
