import type { DescribeScalableTargetsCommandOutput } from "@aws-sdk/client-application-auto-scaling";
import type {
  BatchGetDeploymentsCommandOutput,
  GetDeploymentCommandOutput,
  GetDeploymentGroupCommandOutput,
} from "@aws-sdk/client-codedeploy";
import type { Call } from "./recorder";

/** What IAM knows beside the inputs of calls: it is in the answers of others. */
export interface Facts {
  /** ARN of a scalable target, whose id AWS makes, by the resource that it scales. */
  targetOf(resourceId: string): string;
  /** Tags of a scalable target, by its ARN. */
  tagsOf(arn: string): Readonly<Record<string, string>>;
  /** `application/group` of a deployment. */
  groupOf(deploymentId: string): string;
  /** Configuration of a deployment that names none. */
  readonly configuration: string;
}

/** @param tags of scalable targets by ARN: the tool does not ask for them */
export function factsOf(
  calls: readonly Call[],
  tags: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Facts {
  const answers = <O>(name: string): readonly O[] =>
    calls.flatMap((call) => (call.name === name && call.output !== undefined ? [call.output as O] : []));
  const deployments = [
    ...answers<GetDeploymentCommandOutput>("CodeDeploy.GetDeployment").map(
      ({ deploymentInfo }) => deploymentInfo,
    ),
    ...answers<BatchGetDeploymentsCommandOutput>("CodeDeploy.BatchGetDeployments").flatMap(
      ({ deploymentsInfo }) => deploymentsInfo ?? [],
    ),
  ];
  const groups = new Map(
    deployments.map((info) => [
      info?.deploymentId ?? "",
      `${info?.applicationName}/${info?.deploymentGroupName}`,
    ]),
  );
  const targets = new Map(
    answers<DescribeScalableTargetsCommandOutput>("ApplicationAutoScaling.DescribeScalableTargets")
      .flatMap(({ ScalableTargets }) => ScalableTargets ?? [])
      .map(({ ResourceId, ScalableTargetARN }) => [ResourceId ?? "", ScalableTargetARN ?? ""]),
  );
  const [group] = answers<GetDeploymentGroupCommandOutput>("CodeDeploy.GetDeploymentGroup");
  return {
    tagsOf: (arn) => known(tags, arn),
    targetOf: (resourceId) => known(targets, resourceId),
    groupOf: (deploymentId) => known(groups, deploymentId),
    configuration: group?.deploymentGroupInfo?.deploymentConfigName ?? "",
  };
}

function known<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no answer tells what ${key} is`);
  return value;
}
