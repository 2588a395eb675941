import type { ReleaseParameter } from "./release-parameter";

/** Lifecycle events of an ECS deployment that may run a Lambda function. */
export const HOOK_EVENTS = [
  "BeforeInstall",
  "AfterInstall",
  "AfterAllowTestTraffic",
  "BeforeAllowTraffic",
  "AfterAllowTraffic",
] as const;

export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Functions by the event that runs them. */
export type Hooks = Readonly<Partial<Record<HookEvent, string>>>;

export interface AppSpecProps {
  /** ARN of the release. */
  readonly taskDefinition: string;
  readonly containerPort: number;
  /** Today's network, platform and capacity: a task set takes them from nowhere else. */
  readonly parameter: ReleaseParameter;
  readonly hooks: Hooks;
}

/**
 * The AppSpec of a release, as JSON.
 *
 * Network, platform version and capacity are always stated: what an AppSpec leaves out, CodeDeploy drops.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 */
export function renderAppSpec({ taskDefinition, containerPort, parameter, hooks }: AppSpecProps): string {
  const { subnets, securityGroups, assignPublicIp } = parameter.networkConfiguration.awsvpcConfiguration;
  const hooked = HOOK_EVENTS.flatMap((event) =>
    hooks[event] === undefined ? [] : [{ [event]: hooks[event] }],
  );
  return JSON.stringify({
    version: 0.0,
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: taskDefinition,
            LoadBalancerInfo: { ContainerName: parameter.containerName, ContainerPort: containerPort },
            PlatformVersion: parameter.platformVersion,
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                Subnets: subnets,
                SecurityGroups: securityGroups,
                AssignPublicIp: assignPublicIp,
              },
            },
            CapacityProviderStrategy: parameter.capacityProviderStrategy.map((entry) => ({
              CapacityProvider: entry.capacityProvider,
              Base: entry.base,
              Weight: entry.weight,
            })),
          },
        },
      },
    ],
    ...(hooked.length > 0 && { Hooks: hooked }),
  });
}

const TASK_DEFINITION = /arn:[\w-]+:ecs:[\w-]+:\d{12}:task-definition\/[\w-]+:\d+/;

/** The release that an AppSpec ships, in JSON or YAML; undefined where it names none. */
export function taskDefinitionOf(appSpec: string): string | undefined {
  return TASK_DEFINITION.exec(appSpec)?.[0];
}

/** Whether two AppSpecs differ in nothing but the revision that they ship. */
export function sameApartFromRelease(one: string, other: string): boolean {
  const blank = (appSpec: string): string => appSpec.replace(TASK_DEFINITION, "");
  return blank(one) === blank(other);
}
