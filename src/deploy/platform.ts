import { type DeploymentGroupInfo, GetDeploymentGroupCommand } from "@aws-sdk/client-codedeploy";
import { DescribeServicesCommand, type Service, type TaskSet } from "@aws-sdk/client-ecs";
import type { Naming } from "../naming";
import type { Aws } from "./aws";
import { refused } from "./errors";
import { type ReleaseParameter, readReleaseParameter } from "./release-parameter";

/** One environment as it is now: what Terraform publishes, the deployment group and the service. */
export interface Platform {
  readonly naming: Naming;
  readonly parameter: ReleaseParameter;
  readonly group: Group;
  readonly service: Service;
  /** The task set that the service counts on: what runs. */
  readonly primary: TaskSet;
}

/** What a deployment group says about each of its deployments. */
export interface Group {
  readonly application: string;
  readonly name: string;
  /** Configuration of a deployment that names none. */
  readonly configuration: string;
  /** Alarms that stop a deployment. */
  readonly alarms: readonly string[];
  readonly targetGroups: readonly string[];
  /** ARN of the listener that takes production's traffic. */
  readonly listenerArn: string | undefined;
  /** Minutes that blue stays after all traffic has moved. */
  readonly terminationWaitMinutes: number;
  /** Whether a failed or stopped deployment is rolled back by CodeDeploy itself. */
  readonly rollsBack: boolean;
}

/**
 * Reads an environment by its names; no Terraform and no state is needed.
 *
 * @throws DeployError refused, when it is not there
 */
export async function readPlatform(aws: Aws, naming: Naming): Promise<Platform> {
  // first what tells best that there is no such platform
  const parameter = await readReleaseParameter(aws, naming);
  const [group, service] = await Promise.all([readGroup(aws, naming), readService(aws, naming)]);
  return { naming, parameter, group, service, primary: primaryOf(service) };
}

/** Reads the deployment group alone. */
export async function readGroup(aws: Aws, naming: Naming): Promise<Group> {
  try {
    const { deploymentGroupInfo: info = {} } = await aws.codeDeploy.send(
      new GetDeploymentGroupCommand({
        applicationName: naming.deploymentApplication,
        deploymentGroupName: naming.deploymentGroup,
      }),
    );
    return asGroup(naming, info);
  } catch (error) {
    if (!/^(Application|DeploymentGroup)DoesNotExistException$/.test((error as Error).name)) throw error;
    throw refused(
      `There is no CodeDeploy deployment group ${naming.deploymentGroup} in ${aws.region}.`,
      `Apply ${naming.environment} first.`,
    );
  }
}

function asGroup(naming: Naming, info: DeploymentGroupInfo): Group {
  const [pair] = info.loadBalancerInfo?.targetGroupPairInfoList ?? [];
  const termination = info.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  return {
    application: naming.deploymentApplication,
    name: naming.deploymentGroup,
    configuration: info.deploymentConfigName ?? "",
    alarms: (info.alarmConfiguration?.alarms ?? []).flatMap(({ name }) => name ?? []),
    targetGroups: (pair?.targetGroups ?? []).flatMap(({ name }) => name ?? []),
    listenerArn: pair?.prodTrafficRoute?.listenerArns?.[0],
    terminationWaitMinutes: termination?.terminationWaitTimeInMinutes ?? 0,
    rollsBack: info.autoRollbackConfiguration?.enabled ?? false,
  };
}

async function readService(aws: Aws, naming: Naming): Promise<Service> {
  const { cluster, service: name } = naming;
  const { services } = await aws.ecs
    .send(new DescribeServicesCommand({ cluster, services: [name] }))
    .catch(noCluster);
  const [service] = services ?? [];
  if (service?.status !== "ACTIVE") {
    throw refused(
      `There is no active ECS service ${name} in the cluster ${cluster} (${service?.status ?? "not found"}).`,
      `Apply ${naming.environment} first.`,
    );
  }
  return service;
}

function noCluster(error: Error): { services: Service[] } {
  if (error.name === "ClusterNotFoundException") return { services: [] };
  throw error;
}

function primaryOf(service: Service): TaskSet {
  const primary = service.taskSets?.find(({ status }) => status === "PRIMARY");
  if (primary === undefined) {
    throw refused(
      `The service ${service.serviceName} has no primary task set.`,
      "It was not made by this platform, or it is being deleted.",
    );
  }
  return primary;
}
