import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import type { Aws } from "./aws";
import { isInTerminationWait, isOver, isRollback } from "./deployment";
import { isTransient } from "./explain";
import type { Pace } from "./pace";
import type { Platform } from "./platform";
import {
  isTrafficMoved,
  readSnapshot,
  readTargetGroups,
  type Snapshot,
  type TargetGroupArns,
} from "./snapshot";

/** Seconds between two looks while tasks start and traffic moves, and while blue is waited for. */
export const POLL_SECONDS = 15;
const TERMINATION_POLL_SECONDS = 30;
/** Looks for the deployment that rolls another back; CodeDeploy names it within seconds. */
export const ROLLBACK_LOOKS = 4;
/** Looks for new tasks to be healthy, after CodeDeploy has called the deployment a success. */
const HEALTH_LOOKS = 4;
/** Failed looks in a row before a fault of AWS is believed to last. */
const FAILURES = 20;

/**
 * What a deployment came to.
 *
 * "unhealthy" is one that CodeDeploy calls a success although its tasks are not healthy (aws/containers-roadmap#1941).
 */
export type Verdict = "succeeded" | "traffic moved" | "unhealthy" | "rolled back" | "failed";

export interface Ending {
  readonly verdict: Verdict;
  /** The deployment itself. */
  readonly last: Snapshot;
  /** The one that rolled it back. */
  readonly rollback?: Snapshot | undefined;
  /** Reasons of alarms that were seen in ALARM, by name. */
  readonly alarmsSeen: Readonly<Record<string, string>>;
}

export interface FollowOptions {
  readonly deploymentId: string;
  /** "traffic": until all traffic has moved; "done": until the old tasks are gone as well. Asked at each look. */
  readonly until: () => "traffic" | "done";
  readonly pace: Pace;
  /** Every look, the same ones too. */
  readonly onSnapshot: (snapshot: Snapshot) => void | Promise<void>;
  /** Ends the waiting between two looks early. */
  readonly hurry?: AbortSignal | undefined;
}

/** Follows a deployment to its end, and the rollback of a failed one to the end of its own deployment. */
export async function follow(aws: Aws, platform: Platform, options: FollowOptions): Promise<Ending> {
  const groups = await readTargetGroups(aws, platform.group.targetGroups);
  return new Follower(aws, platform, groups, options).run();
}

class Follower {
  readonly #alarmsSeen: Record<string, string> = {};
  #newTaskSetId: string | undefined;

  constructor(
    private readonly aws: Aws,
    private readonly platform: Platform,
    private readonly groups: TargetGroupArns,
    private readonly options: FollowOptions,
  ) {}

  async run(): Promise<Ending> {
    const alarmsSeen = this.#alarmsSeen;
    const last = await this.until(
      this.options.deploymentId,
      (each) => isOver(each.deployment) || (this.options.until() === "traffic" && isTrafficMoved(each)),
    );
    if (!isOver(last.deployment)) return this.goodEnding("traffic moved", last);
    if (last.deployment.status === "Succeeded") return this.goodEnding("succeeded", last);
    const rollbackId = await this.rollbackOf(last);
    if (rollbackId === undefined) return { verdict: "failed", last, alarmsSeen };
    const rollback = await this.until(rollbackId, (each) => isOver(each.deployment));
    const verdict = rollback.deployment.status === "Succeeded" ? "rolled back" : "failed";
    return { verdict, last, rollback, alarmsSeen };
  }

  /** A task may be replaced at that very moment: what is not healthy is looked at again before it is believed. */
  private async goodEnding(verdict: Verdict, last: Snapshot): Promise<Ending> {
    let snapshot = last;
    for (let look = 1; !isServing(snapshot) && look < HEALTH_LOOKS; look += 1) {
      await this.wait(undefined);
      snapshot = await this.look(this.options.deploymentId);
    }
    return {
      verdict: isServing(snapshot) ? verdict : "unhealthy",
      last: snapshot,
      alarmsSeen: this.#alarmsSeen,
    };
  }

  private async until(deploymentId: string, isEnough: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    let failures = 0;
    for (;;) {
      const snapshot = await this.look(deploymentId).catch((error: unknown) => {
        failures += 1;
        if (!isTransient(error) || failures === FAILURES) throw error;
        return undefined;
      });
      if (snapshot !== undefined) {
        failures = 0;
        await this.options.onSnapshot(snapshot);
        if (isEnough(snapshot)) return snapshot;
      }
      await this.wait(snapshot?.deployment);
    }
  }

  private async look(deploymentId: string): Promise<Snapshot> {
    const snapshot = await readSnapshot(
      this.aws,
      this.platform,
      this.groups,
      deploymentId,
      this.#newTaskSetId,
    );
    this.#newTaskSetId ??= snapshot.sides.find(({ role }) => role === "new")?.taskSetId;
    for (const { name, state, reason } of snapshot.alarms) {
      if (state === "ALARM") this.#alarmsSeen[name] = reason;
    }
    return snapshot;
  }

  private wait(deployment: DeploymentInfo | undefined): Promise<void> {
    const isWaiting = deployment !== undefined && isInTerminationWait(deployment);
    const seconds = isWaiting ? TERMINATION_POLL_SECONDS : POLL_SECONDS;
    return this.options.pace.wait(seconds, this.options.hurry);
  }

  /** Nothing is rolled back where no new task set was made, or the deployment is a rollback itself. */
  private async rollbackOf(last: Snapshot): Promise<string | undefined> {
    const id = (snapshot: Snapshot) => snapshot.deployment.rollbackInfo?.rollbackDeploymentId;
    if (!expectsRollback(last.deployment) || !last.sides.some(({ role }) => role === "new")) return id(last);
    let snapshot = last;
    for (let look = 1; id(snapshot) === undefined && look < ROLLBACK_LOOKS; look += 1) {
      await this.wait(undefined);
      snapshot = await this.look(this.options.deploymentId);
    }
    return id(snapshot);
  }
}

/** Whether CodeDeploy may be about to make the deployment that rolls this one back. */
export function expectsRollback(deployment: DeploymentInfo): boolean {
  return /^(Stopped|Failed)$/.test(deployment.status ?? "") && !isRollback(deployment);
}

/** Whether the task set that has all traffic has as many healthy targets as it wants; rollbacks are judged by status. */
function isServing({ deployment, sides }: Snapshot): boolean {
  const serving = sides.filter(({ role, traffic }) => role === "new" && traffic > 0);
  return isRollback(deployment) || serving.every(({ healthy, desired }) => healthy >= desired);
}
