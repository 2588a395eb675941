import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import type { Naming } from "../naming";
import type { Hooks } from "./appspec";
import type { Aws } from "./aws";
import { type Steering, seeThrough } from "./delivery";
import {
  BACK_TO,
  finishTerminationWait,
  GroupBusy,
  getDeployment,
  goesBack,
  history,
  isInTerminationWait,
  isOver,
  isRollback,
  readReleaseArn,
  runningDeployment,
  stopDeployment,
} from "./deployment";
import { DeployError, refused } from "./errors";
import { POLL_SECONDS } from "./follow";
import { type Platform, readGroup, readPlatform } from "./platform";
import { conclude, madeNothing, type Result } from "./result";
import { startDeployment } from "./start";
import { refuseUnstartable } from "./startable";
import type { Strategy } from "./strategies";
import { type Revision, readRevision, revisionName, shortName } from "./task-definition";

export interface RollbackOptions extends Steering {
  /** ARN, `family:revision`, or a number in the family of releases. @default - what ran before */
  readonly to?: string | undefined;
  /** @default "all-at-once" */
  readonly strategy: Strategy;
  readonly hooks: Hooks;
}

/**
 * Goes back, fast: a running deployment is stopped with its rollback, else what ran before is deployed.
 *
 * The alarms are not asked: the one that fires is why one rolls back, and it would stop the deployment.
 *
 * @throws DeployError refused, when the target cannot be started any more, with the list of what is missing
 */
export async function rollback(aws: Aws, naming: Naming, options: RollbackOptions): Promise<Result> {
  const group = await readGroup(aws, naming);
  const running = await runningDeployment(aws, group);
  if (running !== undefined) {
    const isWaiting = options.to !== undefined && isInTerminationWait(running);
    if (!isWaiting) return undo(aws, naming, running, options);
  }
  const platform = await readPlatform(aws, naming);
  const target = await targetOf(aws, platform, options.to);
  const unknown = await refuseUnstartable(aws, platform, target);
  for (const text of unknown) options.report({ kind: "warning", text });
  if (options.stop.aborted) throw new DeployError("interrupted", "Interrupted; nothing was started.");
  if (running?.deploymentId !== undefined) {
    options.report({ kind: "note", text: `Ending the termination wait of ${running.deploymentId}.` });
    await finishTerminationWait(aws, running.deploymentId);
    while (!isOver(await getDeployment(aws, running.deploymentId))) await options.pace.wait(POLL_SECONDS);
  }
  return deployAgain(aws, platform, target, options);
}

/** Stops what is under way; CodeDeploy makes the rollback a deployment of its own. What goes back already is followed. */
async function undo(
  aws: Aws,
  naming: Naming,
  running: DeploymentInfo,
  options: RollbackOptions,
): Promise<Result> {
  const id = running.deploymentId ?? "";
  const isBack = goesBack(running);
  if (options.to !== undefined) {
    throw refused(
      `${id} is under way (${running.status}); it is not replaced by ${options.to}.`,
      "Wait until all its traffic has moved (`watch --until traffic`), and run this again.",
    );
  }
  if (isBack) {
    options.report({ kind: "note", text: `${id} goes back already; following it.` });
  } else {
    options.report({ kind: "note", text: `Stopping ${id} and rolling it back.` });
    await stopDeployment(aws, id);
  }
  const platform = await readPlatform(aws, naming);
  const delivered = await seeThrough(aws, platform, id, {
    ...options,
    until: isBack ? options.until : "done",
    keepScaling: true,
    onStop: "leave",
  });
  const { ending } = delivered;
  const result = await conclude(aws, platform, await readReleaseArn(aws, running), delivered);
  // here a rollback is what was asked for
  const isDone = !isBack && (ending.verdict === "rolled back" || madeNothing(ending));
  return isDone ? { ...result, outcome: "succeeded", diagnosis: undefined } : result;
}

/** What ran before: as the running release notes it, else by CodeDeploy's history. */
async function targetOf(aws: Aws, platform: Platform, to: string | undefined): Promise<Revision> {
  const { naming, primary } = platform;
  if (to !== undefined) {
    const named = await readRevision(aws, revisionName(naming, to));
    if (named.arn !== primary.taskDefinition) return named;
    throw refused(`${shortName(named.arn)} is what runs.`, "`deployments` lists other releases.");
  }
  const current = await readRevision(aws, primary.taskDefinition ?? "");
  const before = current.tags.replaces ?? (await beforeByHistory(aws, platform, current.arn));
  if (before === undefined) {
    throw refused(
      `Nothing is known to have run before ${shortName(current.arn)}.`,
      "Name the release to go back to with --to; `deployments` lists them.",
    );
  }
  return readRevision(aws, before);
}

const HISTORY = 50;

async function beforeByHistory(aws: Aws, { group }: Platform, current: string): Promise<string | undefined> {
  for await (const { deployment, release } of history(aws, group, HISTORY)) {
    const hasRun = deployment.status === "Succeeded" && !isRollback(deployment);
    if (hasRun && release !== undefined && release !== current) return release;
  }
  return undefined;
}

/** Today's network and capacity with the old release; the platform's own hooks are for those who have time. */
async function deployAgain(
  aws: Aws,
  platform: Platform,
  target: Revision,
  options: RollbackOptions,
): Promise<Result> {
  const isUrgent = options.strategy === "all-at-once";
  try {
    const deploymentId = await startDeployment(aws, platform, {
      ...options,
      release: target,
      hooks: { ...(isUrgent ? {} : platform.parameter.hooks), ...options.hooks },
      description: `${BACK_TO}${shortName(target.arn)}`,
      ignoreAlarms: true,
    });
    const delivered = await seeThrough(aws, platform, deploymentId, { ...options, onStop: "leave" });
    return conclude(aws, platform, target.arn, delivered);
  } catch (error) {
    if (!(error instanceof GroupBusy)) throw error;
    throw refused(
      `CodeDeploy takes no further deployment: ${(error.cause as Error).message}`,
      "Run `rollback` again: it stops the one that has just been started.",
    );
  }
}
