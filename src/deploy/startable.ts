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

/** What speaks against starting a release, or could not be found out. */
interface Finding {
  readonly kind: "missing" | "unknown";
  readonly text: string;
}

/** Undefined where the policies could not be read. */
type Policies = Awaited<ReturnType<typeof rolePolicies>> | undefined;

/**
 * Makes sure that an old release can be started once more: its roles, secrets, log groups and images still exist, and
 * its execution role may still read and pull them.
 *
 * @returns what could not be found out, for lack of a permission; that alone must not stop an emergency
 * @throws DeployError refused, with everything that is missing
 */
export async function refuseUnstartable(
  aws: Aws,
  platform: Platform,
  release: Revision,
): Promise<readonly string[]> {
  const { definition } = release;
  const containers = definition.containerDefinitions ?? [];
  const executionRole = definition.executionRoleArn ?? "";
  let policies: Policies;
  const unread = await check(`what ${executionRole} may do`, async () => {
    policies = await rolePolicies(aws, executionRole).catch(noSuchEntity(() => []));
    return undefined;
  });
  const findings = await Promise.all([
    ...distinct([executionRole, definition.taskRoleArn]).map((arn) => missingRole(aws, arn)),
    ...secretsOf(containers).map((arn) => missingSecret(aws, arn, policies)),
    ...logGroupsOf(containers).map((name) => missingLogGroup(aws, name)),
    ...imagesOf(containers).map((image) => check(`image ${image}`, () => missingImage(aws, image, policies))),
  ]);
  const texts = (kind: Finding["kind"]) =>
    [unread, ...findings].flatMap((finding) => (finding?.kind === kind ? [finding.text] : []));
  const problems = [
    ...(definition.status === "ACTIVE"
      ? []
      : [`${shortName(release.arn)} was deregistered: register it again to deploy it`]),
    ...texts("missing"),
  ];
  if (problems.length === 0) return texts("unknown");
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
  const references = containers
    .flatMap(({ secrets }) => secrets ?? [])
    .map(({ valueFrom }) => valueFrom)
    .filter((reference) => reference?.includes(":secretsmanager:"));
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
async function check(
  what: string,
  question: () => Promise<string | undefined>,
): Promise<Finding | undefined> {
  try {
    const text = await question();
    return text === undefined ? undefined : { kind: "missing", text };
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { kind: "unknown", text: `${what} could not be checked: missing ${deniedAction(error)}` };
  }
}

/** For `catch`: what stands for an answer where IAM knows no such role. */
function noSuchEntity<T>(answer: () => T): (error: Error) => T {
  return (error) => {
    if (/^NoSuchEntity/.test(error.name)) return answer();
    throw error;
  };
}

function missingRole(aws: Aws, arn: string): Promise<Finding | undefined> {
  return check(`role ${arn}`, () =>
    aws.iam.send(new GetRoleCommand({ RoleName: arn.slice(arn.lastIndexOf("/") + 1) })).then(
      () => undefined,
      noSuchEntity(() => `role ${arn} does not exist`),
    ),
  );
}

function missingSecret(aws: Aws, arn: string, policies: Policies): Promise<Finding | undefined> {
  return check(`secret ${arn}`, async () => {
    try {
      const { DeletedDate } = await aws.secrets.send(new DescribeSecretCommand({ SecretId: arn }));
      if (DeletedDate !== undefined) return `secret ${arn} is scheduled for deletion`;
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return `secret ${arn} does not exist`;
      throw error;
    }
    return policies === undefined || allows(policies, "secretsmanager:GetSecretValue", arn)
      ? undefined
      : `secret ${arn} may not be read by the execution role`;
  });
}

function missingLogGroup(aws: Aws, name: string): Promise<Finding | undefined> {
  return check(`log group ${name}`, async () => {
    const { logGroups } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups?.some(({ logGroupName }) => logGroupName === name)
      ? undefined
      : `log group ${name} does not exist`;
  });
}
