import { createHash } from "node:crypto";
import {
  BatchGetDeploymentsCommand,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  type DeploymentInfo,
  DeploymentStatus,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  type RevisionLocation,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { taskDefinitionOf } from "./appspec";
import type { Aws } from "./aws";
import { DeployError } from "./errors";
import type { Pace } from "./pace";
import type { Group } from "./platform";

const RUNNING = [
  DeploymentStatus.CREATED,
  DeploymentStatus.QUEUED,
  DeploymentStatus.IN_PROGRESS,
  DeploymentStatus.BAKING,
  DeploymentStatus.READY,
];
/** BatchGetDeployments takes no more. */
const BATCH = 25;

export function isOver(deployment: DeploymentInfo): boolean {
  return !RUNNING.some((status) => status === deployment.status);
}

/** Whether all traffic has moved and only blue's end is awaited. */
export function isInTerminationWait(deployment: DeploymentInfo): boolean {
  return deployment.instanceTerminationWaitTimeStarted === true && !isOver(deployment);
}

export function isRollback(deployment: DeploymentInfo): boolean {
  return deployment.rollbackInfo?.rollbackTriggeringDeploymentId !== undefined;
}

/** How a deployment that goes back describes itself. */
export const BACK_TO = "Back to ";

/** Whether a deployment brings back what ran before: CodeDeploy's own, or that of `rollback`. */
export function goesBack(deployment: DeploymentInfo): boolean {
  return isRollback(deployment) || (deployment.description ?? "").startsWith(BACK_TO);
}

/**
 * The AppSpec of a deployment, which itself names it by its checksum alone; empty where CodeDeploy has it no more.
 *
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplicationRevision.html
 */
export async function readAppSpec(aws: Aws, deployment: DeploymentInfo): Promise<string> {
  const given = contentOf(deployment.revision);
  if (given !== undefined || deployment.revision === undefined) return given ?? "";
  try {
    const { revision } = await aws.codeDeploy.send(
      new GetApplicationRevisionCommand({
        applicationName: deployment.applicationName,
        revision: deployment.revision,
      }),
    );
    return contentOf(revision) ?? "";
  } catch (error) {
    if (/^(RevisionDoesNotExist|InvalidRevision)Exception$/.test((error as Error).name)) return "";
    throw error;
  }
}

function contentOf(revision: RevisionLocation | undefined): string | undefined {
  return revision?.appSpecContent?.content ?? revision?.string?.content;
}

/** ARN of the release that a deployment ships; undefined where its AppSpec cannot be read. */
export async function readReleaseArn(aws: Aws, deployment: DeploymentInfo): Promise<string | undefined> {
  return taskDefinitionOf(await readAppSpec(aws, deployment));
}

export async function getDeployment(aws: Aws, deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo } = await aws.codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  if (deploymentInfo === undefined)
    throw new DeployError("aws", `CodeDeploy says nothing of ${deploymentId}.`);
  return deploymentInfo;
}

/** The deployment that the group is busy with; it takes one at a time. */
export async function runningDeployment(aws: Aws, group: Group): Promise<DeploymentInfo | undefined> {
  const [newest] = await ids(aws, group, { includeOnlyStatuses: RUNNING }, 1);
  return newest === undefined ? undefined : getDeployment(aws, newest);
}

/** A deployment and what it shipped. */
export interface HistoryEntry {
  readonly deployment: DeploymentInfo;
  /** ARN of the release; undefined where its AppSpec cannot be read. */
  readonly release: string | undefined;
}

/** Deployments of a group, the newest first; their AppSpecs are asked for one after the other, each once. */
export async function* history(aws: Aws, group: Group, most: number): AsyncGenerator<HistoryEntry> {
  const known = new Map<string, string | undefined>();
  for (const deployment of await describe(aws, await ids(aws, group, {}, most))) {
    const key = checksumOf(deployment) ?? deployment.deploymentId ?? "";
    if (!known.has(key)) known.set(key, await readReleaseArn(aws, deployment));
    yield { deployment, release: known.get(key) };
  }
}

/** The same as a list. */
export async function listDeployments(
  aws: Aws,
  group: Group,
  most: number,
): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for await (const entry of history(aws, group, most)) entries.push(entry);
  return entries;
}

type Filter = Pick<ListDeploymentsCommand["input"], "includeOnlyStatuses" | "createTimeRange">;

async function ids(aws: Aws, group: Group, filter: Filter, most: number): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.codeDeploy.send(
      new ListDeploymentsCommand({
        applicationName: group.application,
        deploymentGroupName: group.name,
        ...filter,
        nextToken,
      }),
    );
    found.push(...(page.deployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && found.length < most);
  return found.slice(0, most);
}

async function describe(aws: Aws, deploymentIds: readonly string[]): Promise<readonly DeploymentInfo[]> {
  const found: DeploymentInfo[] = [];
  for (let start = 0; start < deploymentIds.length; start += BATCH) {
    const batch = deploymentIds.slice(start, start + BATCH);
    const { deploymentsInfo } = await aws.codeDeploy.send(
      new BatchGetDeploymentsCommand({ deploymentIds: batch }),
    );
    found.push(...(deploymentsInfo ?? []));
  }
  // BatchGetDeployments promises no order
  return found.sort((a, b) => (b.createTime?.getTime() ?? 0) - (a.createTime?.getTime() ?? 0));
}

export interface NewDeployment {
  readonly group: Group;
  readonly appSpec: string;
  /** CodeDeploy configuration. @default - the group's */
  readonly configuration?: string | undefined;
  readonly description: string;
  /** Neither look at alarms before nor stop for them. */
  readonly ignoreAlarms: boolean;
}

/** Seconds between looks for a deployment whose creation was not answered, and how many. */
const LOOK_SECONDS = 5;
const LOOKS = 6;
const ATTEMPTS = 4;
/** AWS's clock is known by the second, and a request takes a while to arrive. */
const CLOCK_MARGIN_MS = 60_000;

/** Thrown when CodeDeploy takes no further deployment: as a rule another one of the group came first. */
export class GroupBusy extends Error {}

/**
 * Starts a deployment, exactly one.
 *
 * CreateDeployment takes no client token, so that it is not repeated while its answer is unclear: the deployment is
 * looked for by its AppSpec among those since the request.
 *
 * @returns the deployment's id
 * @throws GroupBusy where another deployment came first
 */
export async function createDeployment(aws: Aws, deployment: NewDeployment, pace: Pace): Promise<string> {
  const start = new Date(aws.now().getTime() - CLOCK_MARGIN_MS);
  let unclear = false;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await request(aws, deployment);
    if ("id" in answer) return answer.id;
    const last = attempt === ATTEMPTS;
    if (answer.kind === "try again" && !last) {
      await pace.wait(2 ** attempt);
      continue;
    }
    unclear ||= answer.kind === "unclear";
    const found = unclear ? await lookFor(aws, deployment, start, pace) : undefined;
    if (found !== undefined) return found;
    if (answer.kind === "busy")
      throw new GroupBusy("CodeDeploy takes no further deployment", { cause: answer.error });
    if (answer.kind !== "unclear" || last) throw answer.error;
  }
}

/** An error tells of the request that it was not carried out, for good or for now, or that nobody knows. */
type Answer =
  | { readonly id: string }
  | { readonly kind: "busy" | "try again" | "final" | "unclear"; readonly error: unknown };

async function request(aws: Aws, deployment: NewDeployment): Promise<Answer> {
  try {
    const { deploymentId } = await aws.codeDeployOnce.send(new CreateDeploymentCommand(render(deployment)));
    if (deploymentId !== undefined) return { id: deploymentId };
    return { kind: "unclear", error: new DeployError("aws", "CodeDeploy did not name the deployment.") };
  } catch (error) {
    return { kind: kindOf(error), error };
  }
}

function render(deployment: NewDeployment): CreateDeploymentCommandInput {
  const { group, appSpec, configuration, description, ignoreAlarms } = deployment;
  return {
    applicationName: group.application,
    deploymentGroupName: group.name,
    description,
    revision: {
      revisionType: "AppSpecContent",
      appSpecContent: { content: appSpec, sha256: checksum(appSpec) },
    },
    ...(configuration !== undefined && { deploymentConfigName: configuration }),
    ...(ignoreAlarms && { overrideAlarmConfiguration: { enabled: false, alarms: [] } }),
  };
}

/** Answers that say "not now"; after a refused signature the client has taken over AWS's clock. */
const TRY_AGAIN =
  /Throttl|TooManyRequests|RequestLimitExceeded|InvalidSignature|RequestTimeTooSkewed|RequestExpired/;

function kindOf(error: unknown): "busy" | "try again" | "final" | "unclear" {
  const { name = "", $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === "DeploymentLimitExceededException") return "busy";
  if (TRY_AGAIN.test(name)) return "try again";
  if (/ProviderError$/.test(name)) return "final";
  const status = $metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 ? "final" : "unclear";
}

async function lookFor(
  aws: Aws,
  { group, appSpec }: NewDeployment,
  start: Date,
  pace: Pace,
): Promise<string | undefined> {
  const release = taskDefinitionOf(appSpec);
  const isOwn = async (each: DeploymentInfo): Promise<boolean> =>
    !isRollback(each) &&
    (checksumOf(each) === checksum(appSpec) || (await readReleaseArn(aws, each)) === release);
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await pace.wait(LOOK_SECONDS);
    const since = await describe(aws, await ids(aws, group, { createTimeRange: { start } }, BATCH));
    for (const each of since) if (await isOwn(each)) return each.deploymentId;
  }
  return undefined;
}

function checksum(appSpec: string): string {
  return createHash("sha256").update(appSpec).digest("hex");
}

function checksumOf({ revision }: DeploymentInfo): string | undefined {
  const content = contentOf(revision);
  if (content !== undefined) return checksum(content);
  return revision?.appSpecContent?.sha256 ?? revision?.string?.sha256;
}

/** Stops a deployment and has CodeDeploy roll it back; one that is over already stays as it is. */
export function stopDeployment(aws: Aws, deploymentId: string): Promise<void> {
  return unlessOver(
    aws.codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true })),
  );
}

/** Ends the termination wait, where it is not over: the old tasks go now, and with them the way back. */
export function finishTerminationWait(aws: Aws, deploymentId: string): Promise<void> {
  return unlessOver(
    aws.codeDeploy.send(
      new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: "TERMINATION_WAIT" }),
    ),
  );
}

const OVER = /^(DeploymentAlreadyCompleted|InvalidDeploymentStatus|DeploymentIsNotInReadyState)Exception$/;

async function unlessOver(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!OVER.test((error as Error).name)) throw error;
  }
}
