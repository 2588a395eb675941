import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Aws } from "./aws";
import { refused } from "./errors";
import { deniedAction, isDenied } from "./explain";
import { missingImage } from "./images/pull";
import type { Platform } from "./platform";
import { allows, rolePolicies } from "./policy";
import { type Revision, shortName } from "./task-definition";

/**
 * Makes sure that an old release can be started once more: its roles, secrets, log groups and images still exist, and
 * its execution role may still read and pull them.
 *
 * @throws DeployError refused, with everything that is missing
 */
export async function refuseUnstartable(aws: Aws, platform: Platform, release: Revision): Promise<void> {
  const { definition } = release;
  const containers = definition.containerDefinitions ?? [];
  const executionRole = definition.executionRoleArn;
  const policies = executionRole === undefined ? [] : await rolePolicies(aws, executionRole).catch(() => []);
  const roles = [executionRole, definition.taskRoleArn];
  const missing: readonly (string | undefined)[] = await Promise.all([
    definition.status === "ACTIVE"
      ? undefined
      : `${shortName(release.arn)} was deregistered: register it again to deploy it`,
    ...distinct(roles).map((arn) => missingRole(aws, arn)),
    ...secretsOf(containers).map((arn) => missingSecret(aws, arn, policies)),
    ...logGroupsOf(containers).map((name) => missingLogGroup(aws, name)),
    ...imagesOf(containers).map((image) => missingImage(aws, image, policies)),
  ]);
  const problems = distinct(missing);
  if (problems.length === 0) return;
  throw refused(
    `${shortName(release.arn)} cannot be started in ${platform.naming.prefix} any more.`,
    "Bring back what is missing, or go to another release with --to (`deployments` lists them).",
    problems,
  );
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}

function secretsOf(containers: readonly ContainerDefinition[]): readonly string[] {
  const references = containers.flatMap(({ secrets }) => secrets ?? []).map(({ valueFrom }) => valueFrom);
  // an ARN has seven parts; what follows is a key of the secret's JSON, its stage and its version
  return distinct(references.map((reference) => reference?.split(":").slice(0, 7).join(":")));
}

function logGroupsOf(containers: readonly ContainerDefinition[]): readonly string[] {
  return distinct(containers.map(({ logConfiguration }) => logConfiguration?.options?.["awslogs-group"]));
}

function imagesOf(containers: readonly ContainerDefinition[]): readonly string[] {
  return distinct(containers.map(({ image }) => image));
}

/** The sentence of a check, or why it could not be made. */
async function check(what: string, question: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await question();
  } catch (error) {
    if (isDenied(error)) return `${what} could not be checked: missing ${deniedAction(error)}`;
    throw error;
  }
}

function missingRole(aws: Aws, arn: string): Promise<string | undefined> {
  return check(`role ${arn}`, async () => {
    try {
      await aws.iam.send(new GetRoleCommand({ RoleName: arn.slice(arn.lastIndexOf("/") + 1) }));
      return undefined;
    } catch (error) {
      if (/^NoSuchEntity/.test((error as Error).name)) return `role ${arn} does not exist`;
      throw error;
    }
  });
}

function missingSecret(
  aws: Aws,
  arn: string,
  policies: Awaited<ReturnType<typeof rolePolicies>>,
): Promise<string | undefined> {
  return check(`secret ${arn}`, async () => {
    try {
      const { DeletedDate } = await aws.secrets.send(new DescribeSecretCommand({ SecretId: arn }));
      if (DeletedDate !== undefined) return `secret ${arn} is scheduled for deletion`;
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return `secret ${arn} does not exist`;
      throw error;
    }
    return allows(policies, "secretsmanager:GetSecretValue", arn)
      ? undefined
      : `secret ${arn} may not be read by the execution role`;
  });
}

function missingLogGroup(aws: Aws, name: string): Promise<string | undefined> {
  return check(`log group ${name}`, async () => {
    const { logGroups } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups?.some(({ logGroupName }) => logGroupName === name)
      ? undefined
      : `log group ${name} does not exist`;
  });
}
