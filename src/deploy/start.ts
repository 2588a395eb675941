import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import { type Hooks, renderAppSpec } from "./appspec";
import type { Aws } from "./aws";
import { createDeployment } from "./deployment";
import type { Pace } from "./pace";
import type { Platform } from "./platform";
import type { ReleaseParameter } from "./release-parameter";
import type { Reporter } from "./report";
import { configurationOf, type Strategy, scheduleOf } from "./strategies";
import { portOf, type Revision, shortName } from "./task-definition";

/** Characters that CodeDeploy takes as a description. */
const MAX_DESCRIPTION = 256;

export interface Start {
  readonly release: Revision;
  /** @default - the deployment group's */
  readonly strategy?: Strategy | undefined;
  readonly hooks: Hooks;
  readonly description: string;
  readonly ignoreAlarms: boolean;
  readonly pace: Pace;
  readonly report: Reporter;
}

/**
 * Starts a deployment of a release, and tells of it.
 *
 * @returns the deployment's id
 * @throws GroupBusy where CodeDeploy takes no further deployment
 */
export async function startDeployment(aws: Aws, platform: Platform, start: Start): Promise<string> {
  const { release, strategy, hooks, report } = start;
  const { group, naming, parameter } = platform;
  const configuration = strategy && configurationOf(naming, strategy);
  const deploymentId = await createDeployment(
    aws,
    {
      group,
      appSpec: appSpecFor(parameter, release, hooks),
      configuration,
      description: start.description.slice(0, MAX_DESCRIPTION),
      ignoreAlarms: start.ignoreAlarms,
    },
    start.pace,
  );
  announce(platform, { deploymentId, deploymentConfigName: configuration }, release.arn, report);
  return deploymentId;
}

/** The AppSpec of a release with today's network, platform and capacity. */
export function appSpecFor(parameter: ReleaseParameter, release: Revision, hooks: Hooks): string {
  return renderAppSpec({
    taskDefinition: release.arn,
    containerPort: portOf(release.definition, parameter.containerName, parameter.containerPort),
    parameter,
    hooks,
  });
}

/** Tells of a deployment that is under way, with its schedule. */
export function announce(
  { naming, group }: Platform,
  { deploymentId = "", deploymentConfigName = group.configuration }: DeploymentInfo,
  release: string | undefined,
  report: Reporter,
): void {
  const schedule = scheduleOf(naming, deploymentConfigName);
  report({
    kind: "started",
    deploymentId,
    release: release === undefined ? "an unknown release" : shortName(release),
    strategy: schedule?.words ?? deploymentConfigName,
    minutes: schedule?.minutes,
    terminationWaitMinutes: group.terminationWaitMinutes,
  });
}
