import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import { DescribeListenersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Naming } from "../naming";
import type { Aws } from "./aws";
import { type HistoryEntry, isInTerminationWait, listDeployments, runningDeployment } from "./deployment";
import { type Change, changesBetween, shipmentOf, shipped } from "./difference";
import { type Platform, readPlatform } from "./platform";
import {
  readRecords,
  readScaling,
  restore,
  resumeScaleOut,
  type ScalingState,
  type SuspensionRecord,
} from "./scaling";
import { type AlarmState, readAlarms, readHealth, readTargetGroups } from "./snapshot";
import { containerOf, contentOf, readRevision, shortName, withImage } from "./task-definition";

/** Everything that one wants to know first. */
export interface Status {
  readonly release: {
    readonly revision: string;
    readonly image: string;
    readonly digest?: string | undefined;
    readonly template?: string | undefined;
    readonly commit?: string | undefined;
    readonly since?: Date | undefined;
  };
  /** What `deploy --keep-image` would change: not empty where the template or the network has moved on. */
  readonly pending: readonly Change[];
  readonly tasks: { readonly desired: number; readonly running: number; readonly pending: number };
  readonly traffic: readonly {
    readonly targetGroup: string;
    readonly weight: number;
    readonly healthy: number;
    readonly targets: number;
  }[];
  readonly scaling?: ScalingState | undefined;
  /** Suspensions that were not taken back. */
  readonly suspensions: readonly SuspensionRecord[];
  readonly alarms: readonly AlarmState[];
  readonly running?: DeploymentInfo | undefined;
  readonly deployments: readonly HistoryEntry[];
}

const RECENT = 5;

/**
 * Looks at an environment.
 *
 * @param mend gives scaling back that an ended deployment left suspended
 */
export async function readStatus(aws: Aws, naming: Naming, mend: boolean): Promise<Status> {
  const platform = await readPlatform(aws, naming);
  const running = await runningDeployment(aws, platform.group);
  if (mend) await giveBackScaling(aws, naming, running);
  const { group, parameter, primary, service } = platform;
  const [current, template, traffic, scaling, suspensions, alarms, deployments] = await Promise.all([
    readRevision(aws, primary.taskDefinition ?? ""),
    readRevision(aws, parameter.template),
    readTraffic(aws, platform),
    readScaling(aws, naming),
    readRecords(aws, naming),
    readAlarms(aws, group.alarms),
    listDeployments(aws, group, RECENT),
  ]);
  const { image = "" } = containerOf(current.definition, parameter.containerName);
  return {
    release: {
      revision: shortName(current.arn),
      image,
      digest: current.tags.digest ?? /@(sha256:\w+)$/.exec(image)?.[1],
      template: current.tags.template,
      commit: current.tags.commit,
      since: primary.createdAt,
    },
    pending: changesBetween(
      shipped(contentOf(current.definition), primary),
      shipmentOf(withImage(contentOf(template.definition), parameter.containerName, image), parameter),
    ),
    tasks: {
      desired: service.desiredCount ?? 0,
      running: service.runningCount ?? 0,
      pending: service.pendingCount ?? 0,
    },
    traffic,
    scaling,
    suspensions,
    alarms,
    running,
    deployments,
  };
}

/** While its deployment is under way, whoever follows that one gives back what it found. */
async function giveBackScaling(aws: Aws, naming: Naming, running: DeploymentInfo | undefined): Promise<void> {
  for (const { deploymentId } of await readRecords(aws, naming)) {
    if (running?.deploymentId !== deploymentId) await restore(aws, naming, deploymentId);
    else if (isInTerminationWait(running)) await resumeScaleOut(aws, naming, deploymentId);
  }
}

async function readTraffic(aws: Aws, { group }: Platform): Promise<Status["traffic"]> {
  const groups = await readTargetGroups(aws, group.targetGroups);
  const [health, weights] = await Promise.all([readHealth(aws, groups), readWeights(aws, group.listenerArn)]);
  return Object.entries(groups).map(([targetGroup, arn]) => ({
    targetGroup,
    weight: weights.get(arn) ?? 0,
    ...(health[targetGroup] ?? { healthy: 0, targets: 0 }),
  }));
}

/** Share of each target group at the production listener, percent. */
async function readWeights(aws: Aws, listenerArn: string | undefined): Promise<ReadonlyMap<string, number>> {
  if (listenerArn === undefined) return new Map();
  const { Listeners } = await aws.loadBalancers.send(
    new DescribeListenersCommand({ ListenerArns: [listenerArn] }),
  );
  const action = Listeners?.[0]?.DefaultActions?.find(({ Type }) => Type === "forward");
  const groups = action?.ForwardConfig?.TargetGroups ?? [
    { TargetGroupArn: action?.TargetGroupArn, Weight: 1 },
  ];
  const sum = groups.reduce((total, { Weight }) => total + (Weight ?? 1), 0);
  return new Map(
    groups.map(({ TargetGroupArn, Weight }) => [TargetGroupArn ?? "", (100 * (Weight ?? 1)) / (sum || 1)]),
  );
}
