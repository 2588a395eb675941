import {
  CodeDeployClient,
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { DescribeTaskDefinitionCommand, ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { LocalPlatform } from "./platform";

const REGION = "us-east-1";

/** Clients of the emulator, as a deploy tool would make them for AWS. */
export function clientConfig(platform: { readonly endpoint: string }) {
  return {
    region: REGION,
    endpoint: platform.endpoint,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  };
}

interface Release {
  readonly template: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly platformVersion: string;
  readonly capacityProviderStrategy: readonly { capacityProvider: string; base: number; weight: number }[];
  readonly networkConfiguration: {
    readonly awsvpcConfiguration: {
      readonly subnets: readonly string[];
      readonly securityGroups: readonly string[];
      readonly assignPublicIp: string;
    };
  };
  /** Functions by lifecycle event. */
  readonly hooks?: Readonly<Record<string, string>>;
  readonly smokeTestLogGroup?: string;
}

/** Ships an image as CodeDeploy wants it, and sees the deployment through on the emulated clock. */
export async function ship(
  platform: LocalPlatform,
  environment: string,
  image: string,
): Promise<DeploymentInfo> {
  return finish(platform, await begin(platform, environment, image));
}

/**
 * Starts to ship an image.
 *
 * @param strategy name of a deployment configuration; the group's own by default
 * @returns the deployment's id
 */
export async function begin(
  platform: LocalPlatform,
  environment: string,
  image: string,
  strategy?: string,
): Promise<string> {
  const release = await readRelease(platform, environment);
  const taskDefinition = await registerRelease(platform, environment, release, image);
  const { deploymentId } = await new CodeDeployClient(clientConfig(platform)).send(
    new CreateDeploymentCommand({
      applicationName: `langgraph-${environment}-app`,
      deploymentGroupName: `langgraph-${environment}-group`,
      deploymentConfigName: strategy,
      revision: {
        revisionType: "AppSpecContent",
        appSpecContent: { content: appSpec(release, taskDefinition) },
      },
    }),
  );
  if (deploymentId === undefined) throw new Error("CodeDeploy gave the deployment no id");
  return deploymentId;
}

/** What the stack publishes for a deploy tool. */
export async function readRelease(platform: LocalPlatform, environment: string): Promise<Release> {
  const ssm = new SSMClient(clientConfig(platform));
  const { Parameter } = await ssm.send(
    new GetParameterCommand({ Name: `/langgraph/${environment}/release` }),
  );
  return JSON.parse(Parameter?.Value ?? "") as Release;
}

async function registerRelease(
  platform: LocalPlatform,
  environment: string,
  release: Release,
  image: string,
) {
  const ecs = new ECSClient(clientConfig(platform));
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: release.template }),
  );
  if (taskDefinition === undefined) throw new Error(`${release.template} is gone`);
  const { cpu, memory, networkMode, requiresCompatibilities, runtimePlatform, volumes } = taskDefinition;
  const { executionRoleArn, taskRoleArn, containerDefinitions } = taskDefinition;
  const registered = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: `langgraph-${environment}`,
      cpu,
      memory,
      networkMode,
      requiresCompatibilities,
      runtimePlatform,
      volumes,
      executionRoleArn,
      taskRoleArn,
      containerDefinitions: (containerDefinitions ?? []).map((container) =>
        container.name === release.containerName ? { ...container, image } : container,
      ),
    }),
  );
  return registered.taskDefinition?.taskDefinitionArn ?? "";
}

function appSpec(release: Release, taskDefinition: string): string {
  const { subnets, securityGroups, assignPublicIp } = release.networkConfiguration.awsvpcConfiguration;
  return JSON.stringify({
    version: 0.0,
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: taskDefinition,
            LoadBalancerInfo: { ContainerName: release.containerName, ContainerPort: release.containerPort },
            PlatformVersion: release.platformVersion,
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                Subnets: subnets,
                SecurityGroups: securityGroups,
                AssignPublicIp: assignPublicIp,
              },
            },
            CapacityProviderStrategy: release.capacityProviderStrategy.map((entry) => ({
              CapacityProvider: entry.capacityProvider,
              Base: entry.base,
              Weight: entry.weight,
            })),
          },
        },
      },
    ],
    Hooks: Object.entries(release.hooks ?? {}).map(([event, functionArn]) => ({ [event]: functionArn })),
  });
}

const DONE: ReadonlySet<string> = new Set(["Succeeded", "Failed", "Stopped"]);
/** The longest strategy takes 45 minutes and waits 15 more; anything longer hangs. */
const MINUTES = 90;

/** Lets minutes pass until a deployment is over, in whatever way. */
export async function finish(platform: LocalPlatform, deploymentId: string): Promise<DeploymentInfo> {
  const codeDeploy = new CodeDeployClient(clientConfig(platform));
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (deploymentInfo?.status !== undefined && DONE.has(deploymentInfo.status)) return deploymentInfo;
    await platform.emulator.control("POST", "clock", { advanceSeconds: 60 });
  }
  throw new Error(`${deploymentId} is not done after ${MINUTES} minutes`);
}
