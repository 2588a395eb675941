import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  type DeploymentInfo,
  type ECSTarget,
  type ECSTaskSet,
  GetDeploymentTargetCommand,
} from "@aws-sdk/client-codedeploy";
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Aws } from "./aws";
import { getDeployment, isRollback } from "./deployment";
import type { Platform } from "./platform";

/** One task set of a deployment. */
export interface Side {
  readonly taskSetId: string;
  /** The old one ran before (CodeDeploy's "Blue"), the new one is what is deployed; a rollback keeps these names. */
  readonly role: "old" | "new";
  /** Name of its target group. */
  readonly targetGroup: string;
  /** Share of production's traffic, percent. */
  readonly traffic: number;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly healthy: number;
  readonly targets: number;
}

export interface LifecycleState {
  readonly name: string;
  readonly status: string;
  /** On AWS's clock. */
  readonly startTime?: Date | undefined;
  /** What a hook said when it failed. */
  readonly message?: string | undefined;
}

export interface AlarmState {
  readonly name: string;
  readonly state: string;
  /** CloudWatch's sentence with the values that led to the state. */
  readonly reason: string;
}

/** A deployment at one moment. */
export interface Snapshot {
  readonly deployment: DeploymentInfo;
  readonly events: readonly LifecycleState[];
  readonly sides: readonly Side[];
  readonly alarms: readonly AlarmState[];
}

/** Target groups of a platform by name; they never change. */
export type TargetGroupArns = Readonly<Record<string, string>>;

export async function readTargetGroups(aws: Aws, names: readonly string[]): Promise<TargetGroupArns> {
  if (names.length === 0) return {};
  const { TargetGroups } = await aws.loadBalancers.send(
    new DescribeTargetGroupsCommand({ Names: [...names] }),
  );
  return Object.fromEntries(
    (TargetGroups ?? []).map(({ TargetGroupName, TargetGroupArn }) => [
      TargetGroupName ?? "",
      TargetGroupArn ?? "",
    ]),
  );
}

/**
 * How a deployment stands now: five calls of AWS.
 *
 * @param newTaskSetId of the deployment that is rolled back. @default - by CodeDeploy's labels
 */
export async function readSnapshot(
  aws: Aws,
  platform: Platform,
  groups: TargetGroupArns,
  deploymentId: string,
  newTaskSetId?: string,
): Promise<Snapshot> {
  const [deployment, target, health, alarms] = await Promise.all([
    getDeployment(aws, deploymentId),
    readTarget(aws, platform, deploymentId),
    readHealth(aws, groups),
    readAlarms(aws, platform.group.alarms),
  ]);
  return {
    deployment,
    events: (target?.lifecycleEvents ?? []).map(({ lifecycleEventName, status, startTime, diagnostics }) => ({
      name: lifecycleEventName ?? "",
      status: status ?? "",
      startTime,
      message: diagnostics?.message,
    })),
    sides: (target?.taskSetsInfo ?? []).map((taskSet) => ({
      ...side(taskSet, health),
      role: isNew(taskSet, deployment, newTaskSetId) ? "new" : "old",
    })),
    alarms,
  };
}

async function readTarget(
  aws: Aws,
  { naming }: Platform,
  deploymentId: string,
): Promise<ECSTarget | undefined> {
  try {
    const { deploymentTarget } = await aws.codeDeploy.send(
      new GetDeploymentTargetCommand({ deploymentId, targetId: `${naming.cluster}:${naming.service}` }),
    );
    return deploymentTarget?.ecsTarget;
  } catch (error) {
    // a deployment has no target before it has begun
    if (/^Deployment(Target)?(DoesNotExist|NotStarted)Exception$/.test((error as Error).name))
      return undefined;
    throw error;
  }
}

interface Health {
  readonly healthy: number;
  readonly targets: number;
}

const NONE: Health = { healthy: 0, targets: 0 };

/** Healthy targets by the target group's name; those on their way out do not count. */
export async function readHealth(
  aws: Aws,
  groups: TargetGroupArns,
): Promise<Readonly<Record<string, Health>>> {
  const found = await Promise.all(
    Object.entries(groups).map(async ([name, TargetGroupArn]) => {
      const answer = await aws.loadBalancers.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      const states = (answer.TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
      const kept = states.filter((state) => state !== "draining" && state !== "unhealthy.draining");
      return [
        name,
        { healthy: kept.filter((state) => state === "healthy").length, targets: kept.length },
      ] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** For a rollback CodeDeploy calls "Green" what comes back. */
function isNew(taskSet: ECSTaskSet, deployment: DeploymentInfo, newTaskSetId: string | undefined): boolean {
  if (newTaskSetId !== undefined) return taskSet.identifer === newTaskSetId;
  return (taskSet.taskSetLabel === "Green") !== isRollback(deployment);
}

function side(taskSet: ECSTaskSet, health: Readonly<Record<string, Health>>): Omit<Side, "role"> {
  const targetGroup = taskSet.targetGroup?.name ?? "";
  return {
    taskSetId: taskSet.identifer ?? "",
    targetGroup,
    traffic: taskSet.trafficWeight ?? 0,
    desired: taskSet.desiredCount ?? 0,
    running: taskSet.runningCount ?? 0,
    pending: taskSet.pendingCount ?? 0,
    ...(health[targetGroup] ?? NONE),
  };
}

/** State of the alarms that roll back. */
export async function readAlarms(aws: Aws, names: readonly string[]): Promise<readonly AlarmState[]> {
  if (names.length === 0) return [];
  const { MetricAlarms, CompositeAlarms } = await aws.alarms.send(
    new DescribeAlarmsCommand({
      AlarmNames: [...names],
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      MaxRecords: 100,
    }),
  );
  return [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])].map(
    ({ AlarmName, StateValue, StateReason }) => ({
      name: AlarmName ?? "",
      state: StateValue ?? "",
      reason: StateReason ?? "",
    }),
  );
}

/** Whether the new task set has all of production's traffic, and the hooks after that have passed. */
export function isTrafficMoved({ deployment, events }: Snapshot): boolean {
  const statusOf = (event: string): string | undefined => events.find(({ name }) => name === event)?.status;
  if (statusOf("AllowTraffic") !== "Succeeded") return false;
  return (
    deployment.instanceTerminationWaitTimeStarted === true ||
    /^(Succeeded|Skipped)$/.test(statusOf("AfterAllowTraffic") ?? "")
  );
}
