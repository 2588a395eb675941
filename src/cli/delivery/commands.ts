import { type AgentLimits, DEFAULT_AGENT_LIMITS } from "../../deploy/agent-limits";
import type { Hooks } from "../../deploy/appspec";
import { seeThrough } from "../../deploy/delivery";
import { deploy } from "../../deploy/deploy";
import { listDeployments, readReleaseArn, runningDeployment } from "../../deploy/deployment";
import { refused } from "../../deploy/errors";
import { readGroup, readPlatform } from "../../deploy/platform";
import { readReleaseParameter } from "../../deploy/release-parameter";
import { conclude } from "../../deploy/result";
import { rollback } from "../../deploy/rollback";
import { announce, appSpecFor } from "../../deploy/start";
import { readStatus } from "../../deploy/status";
import type { Strategy } from "../../deploy/strategies";
import { readRevision, revisionName } from "../../deploy/task-definition";
import type { Io } from "./io";
import { realPace } from "./pace";
import { type CommonOptions, resultAnswer, type Session, session } from "./session";
import { historyText, statusText } from "./status-text";

interface FollowOptions extends CommonOptions {
  readonly until: "traffic" | "done";
  readonly timeout?: number;
  readonly keepScaling?: boolean;
  readonly hook?: Hooks;
}

/** Options that roll back on agents; each limit has its default. */
interface AgentOptions {
  readonly rollBackOnAgents?: boolean;
  readonly maxAgentErrorRateIncrease?: number;
  readonly maxAgentLatencyRatio?: number;
  readonly maxAgentCostRatio?: number;
  readonly minAgentExecutions?: number;
}

export interface DeployArguments extends FollowOptions, AgentOptions {
  readonly image?: string;
  readonly keepImage?: boolean;
  readonly strategy?: Strategy;
  readonly tag?: Readonly<Record<string, string>>;
  readonly commit?: string;
  readonly allowFindings?: boolean;
  readonly allowUnscanned?: boolean;
  readonly waitForScan?: number;
  readonly ignoreAlarms?: boolean;
  readonly force?: boolean;
  readonly wait?: boolean;
  readonly finishCurrent?: boolean;
  readonly detach?: boolean;
}

export function deployCommand(options: DeployArguments, io: Io): Promise<number> {
  const title = `Deploy to ${options.env}`;
  return session(title, options, io, async ({ aws, naming, progress }) => {
    const result = await deploy(aws, naming, {
      ...steering(options, io, progress),
      agentLimits: agentLimits(options),
      image: options.image,
      keepImage: options.keepImage ?? false,
      strategy: options.strategy,
      hooks: options.hook ?? {},
      tags: options.tag ?? {},
      commit: (options.commit ?? io.env.GITHUB_SHA) || undefined,
      allowFindings: options.allowFindings ?? false,
      allowUnscanned: options.allowUnscanned ?? false,
      waitForScanMinutes: options.waitForScan,
      ignoreAlarms: options.ignoreAlarms ?? false,
      force: options.force ?? false,
      wait: options.wait ?? false,
      finishCurrent: options.finishCurrent ?? false,
      detach: options.detach ?? false,
    });
    return resultAnswer(title, result, io);
  });
}

export interface RollbackArguments extends FollowOptions {
  readonly to?: string;
  readonly strategy: Strategy;
}

export function rollbackCommand(options: RollbackArguments, io: Io): Promise<number> {
  const title = `Roll back ${options.env}`;
  return session(title, options, io, async ({ aws, naming, progress }) => {
    const result = await rollback(aws, naming, {
      ...steering(options, io, progress),
      to: options.to,
      strategy: options.strategy,
      hooks: options.hook ?? {},
    });
    return resultAnswer(title, result, io);
  });
}

export interface WatchArguments extends FollowOptions, AgentOptions {
  readonly ifAny?: boolean;
}

/** Follows what is under way; interrupting it leaves the deployment alone. */
export function watchCommand(options: WatchArguments, io: Io): Promise<number> {
  const title = `Deployment to ${options.env}`;
  return session(title, options, io, async ({ aws, naming, progress }) => {
    const platform = await readPlatform(aws, naming);
    const running = await runningDeployment(aws, platform.group);
    if (running?.deploymentId === undefined) {
      const none = `No deployment of ${naming.prefix} is under way.`;
      if (options.ifAny) return { exitCode: 0, text: none, json: { outcome: "succeeded", summary: none } };
      throw refused(none, "`deployments` lists those that are over.");
    }
    const release = await readReleaseArn(aws, running);
    announce(platform, running, release, progress.report);
    const followed = await seeThrough(aws, platform, running.deploymentId, {
      ...steering(options, io, progress),
      agentLimits: agentLimits(options),
      keepScaling: true,
      onStop: "leave",
    });
    return resultAnswer(title, await conclude(aws, platform, release, followed), io);
  });
}

export function statusCommand(options: CommonOptions & { readonly mend?: boolean }, io: Io): Promise<number> {
  return session(`Status of ${options.env}`, options, io, async ({ aws, naming }) => {
    const status = await readStatus(aws, naming, options.mend ?? false);
    return { exitCode: 0, text: statusText(status), json: status };
  });
}

export function deploymentsCommand(
  options: CommonOptions & { readonly limit: number },
  io: Io,
): Promise<number> {
  return session(`Deployments of ${options.env}`, options, io, async ({ aws, naming }) => {
    const group = await readGroup(aws, naming);
    const deployments = await listDeployments(aws, group, options.limit);
    return { exitCode: 0, text: historyText(deployments), json: deployments };
  });
}

export function appSpecCommand(
  options: CommonOptions & { readonly taskDefinition: string; readonly hook?: Hooks },
  io: Io,
): Promise<number> {
  return session(`AppSpec of ${options.env}`, options, io, async ({ aws, naming }) => {
    const parameter = await readReleaseParameter(aws, naming);
    const release = await readRevision(aws, revisionName(naming, options.taskDefinition));
    const appSpec = JSON.parse(
      appSpecFor(parameter, release, { ...parameter.hooks, ...options.hook }),
    ) as object;
    return { exitCode: 0, text: JSON.stringify(appSpec, null, 2), json: appSpec };
  });
}

function steering(options: FollowOptions, io: Io, progress: Session["progress"]) {
  return {
    pace: realPace,
    report: progress.report,
    until: options.until,
    stop: io.stop,
    timeoutMinutes: options.timeout,
    keepScaling: options.keepScaling ?? false,
  };
}

function agentLimits(options: AgentOptions): AgentLimits | undefined {
  if (!options.rollBackOnAgents) return undefined;
  const limits = DEFAULT_AGENT_LIMITS;
  return {
    maxErrorRateIncrease: options.maxAgentErrorRateIncrease ?? limits.maxErrorRateIncrease,
    maxLatencyRatio: options.maxAgentLatencyRatio ?? limits.maxLatencyRatio,
    maxCostRatio: options.maxAgentCostRatio ?? limits.maxCostRatio,
    minExecutions: options.minAgentExecutions ?? limits.minExecutions,
  };
}
