import { DescribeAlarmHistoryCommand } from "@aws-sdk/client-cloudwatch";
import {
  type FilteredLogEvent,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import { DescribeTasksCommand, ListTasksCommand, type Task } from "@aws-sdk/client-ecs";
import type { Aws } from "./aws";
import { readReleaseArn } from "./deployment";
import { deniedAction, isDenied } from "./explain";
import type { Ending } from "./follow";
import type { Platform } from "./platform";
import { type Revision, readRevision } from "./task-definition";

/** Why a deployment did not succeed, as far as AWS tells. */
export interface Diagnosis {
  /** CodeDeploy's own words, or why this tool has stopped the deployment. */
  readonly reason: string;
  readonly alarms: readonly { readonly name: string; readonly reason: string }[];
  /** Lifecycle events that failed. */
  readonly events: readonly { readonly name: string; readonly message?: string | undefined }[];
  /** How tasks of the release ended, the same ends counted. */
  readonly stopped: readonly { readonly reason: string; readonly count: number }[];
  /** Last lines of the container that takes requests, of one task of the release. */
  readonly logs: readonly string[];
  /** What the smoke test was answered. */
  readonly smokeTest: readonly string[];
  /** What could not be looked up, and why. */
  readonly gaps: readonly string[];
}

const LOG_LINES = 20;
const LOG_PAGES = 5;
const TASKS = 100;

/**
 * Collects why a deployment failed: alarms with their values, ends of tasks, log lines, the smoke test's answers.
 *
 * @param reason why this tool has stopped it. @default - CodeDeploy's own words
 */
export async function diagnose(
  aws: Aws,
  platform: Platform,
  ending: Ending,
  reason?: string,
): Promise<Diagnosis> {
  const { last } = ending;
  const gaps: string[] = [];
  const ask = <T>(what: string, question: Promise<T>, otherwise: T): Promise<T> =>
    question.catch((error: unknown) => {
      gaps.push(`${what}: ${isDenied(error) ? `missing ${deniedAction(error)}` : (error as Error).message}`);
      return otherwise;
    });
  const release = await ask("release", readReleaseArn(aws, last.deployment), undefined);
  const revision = release && (await ask("release", readRevision(aws, release), undefined));
  const tasks = revision ? await ask("stopped tasks", stoppedTasks(aws, platform, revision.arn), []) : [];
  const [alarms, logs, smokeTest] = await Promise.all([
    ask("alarms", firedAlarms(aws, ending), []),
    revision ? ask("logs", lastLines(aws, platform, revision, tasks), []) : [],
    ask("smoke test", smokeTestAnswers(aws, platform, last.deployment), []),
  ]);
  const { errorInformation } = last.deployment;
  return {
    reason: reason ?? errorInformation?.message ?? errorInformation?.code ?? "CodeDeploy gives no reason.",
    alarms,
    events: last.events
      .filter(({ status }) => status === "Failed")
      .map(({ name, message }) => ({ name, message })),
    stopped: countEnds(tasks),
    logs,
    smokeTest,
    gaps,
  };
}

/** Alarms that were seen firing, and those that CodeDeploy names, whose values their history still tells. */
async function firedAlarms(aws: Aws, { last, alarmsSeen }: Ending): Promise<Diagnosis["alarms"]> {
  const named = /<([^>]*)>/.exec(last.deployment.errorInformation?.message ?? "")?.[1]?.split(/,\s*/) ?? [];
  const isAlarm = last.deployment.errorInformation?.code === "ALARM_ACTIVE";
  const names = isAlarm ? [...new Set([...named, ...Object.keys(alarmsSeen)])] : [];
  return Promise.all(
    names.map(async (name) => ({
      name,
      reason: alarmsSeen[name] ?? (await reasonOf(aws, name, last.deployment.createTime)),
    })),
  );
}

async function reasonOf(aws: Aws, alarm: string, since: Date | undefined): Promise<string> {
  const { AlarmHistoryItems } = await aws.alarms.send(
    new DescribeAlarmHistoryCommand({
      AlarmName: alarm,
      HistoryItemType: "StateUpdate",
      StartDate: since,
      ScanBy: "TimestampDescending",
      MaxRecords: 20,
    }),
  );
  for (const { HistoryData } of AlarmHistoryItems ?? []) {
    const { newState } = JSON.parse(HistoryData ?? "{}") as {
      newState?: { stateValue?: string; stateReason?: string };
    };
    if (newState?.stateValue === "ALARM") return newState.stateReason ?? "";
  }
  return "";
}

/** How tasks of a release have ended so far, the same ends counted. */
export async function endsOf(
  aws: Aws,
  platform: Platform,
  releaseArn: string,
): Promise<Diagnosis["stopped"]> {
  return countEnds(await stoppedTasks(aws, platform, releaseArn));
}

async function stoppedTasks(aws: Aws, { naming }: Platform, releaseArn: string): Promise<readonly Task[]> {
  const { taskArns } = await aws.ecs.send(
    new ListTasksCommand({
      cluster: naming.cluster,
      serviceName: naming.service,
      desiredStatus: "STOPPED",
      maxResults: TASKS,
    }),
  );
  if (taskArns === undefined || taskArns.length === 0) return [];
  const { tasks } = await aws.ecs.send(
    new DescribeTasksCommand({ cluster: naming.cluster, tasks: taskArns }),
  );
  return (tasks ?? [])
    .filter(({ taskDefinitionArn }) => taskDefinitionArn === releaseArn)
    .sort((a, b) => (b.stoppingAt?.getTime() ?? 0) - (a.stoppingAt?.getTime() ?? 0));
}

function countEnds(tasks: readonly Task[]): Diagnosis["stopped"] {
  const counts = new Map<string, number>();
  for (const task of tasks) {
    // the rollback itself stopped it
    if (/^Scaling activity initiated/.test(task.stoppedReason ?? "")) continue;
    const reason = endOf(task);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

/** Why a task stopped, with the containers that ended badly. */
function endOf({ stoppedReason, containers }: Task): string {
  const ends = (containers ?? []).flatMap(({ name, exitCode, reason }) => {
    if (reason !== undefined && reason !== stoppedReason) return [`${name}: ${reason}`];
    return exitCode === undefined || exitCode === 0 ? [] : [`${name} exited with ${exitCode}`];
  });
  return [stoppedReason ?? "no reason given", ...ends].join("; ");
}

/** Of the task that ended first on its own, else of any: those that the rollback stopped have less to tell. */
async function lastLines(
  aws: Aws,
  platform: Platform,
  release: Revision,
  tasks: readonly Task[],
): Promise<readonly string[]> {
  const own = tasks.findLast(({ stopCode }) =>
    /EssentialContainerExited|TaskFailedToStart/.test(stopCode ?? ""),
  );
  const task = own ?? tasks[0];
  const { containerName } = platform.parameter;
  const container = release.definition.containerDefinitions?.find(({ name }) => name === containerName);
  const options = container?.logConfiguration?.options ?? {};
  const [group, prefix] = [options["awslogs-group"], options["awslogs-stream-prefix"]];
  if (task?.taskArn === undefined || group === undefined || prefix === undefined) return [];
  const id = task.taskArn.slice(task.taskArn.lastIndexOf("/") + 1);
  try {
    return await tail(aws, group, `${prefix}/${containerName}/${id}`);
  } catch (error) {
    // a task that never started has no stream
    if ((error as Error).name === "ResourceNotFoundException") return [];
    throw error;
  }
}

/** The end of a stream; a page may be empty although there is more before it. */
async function tail(aws: Aws, logGroupName: string, logStreamName: string): Promise<readonly string[]> {
  let nextToken: string | undefined;
  for (let page = 0; page < LOG_PAGES; page += 1) {
    const { events = [], nextBackwardToken } = await aws.logs.send(
      new GetLogEventsCommand({
        logGroupName,
        logStreamName,
        limit: LOG_LINES,
        startFromHead: false,
        nextToken,
      }),
    );
    if (events.length > 0) return events.map(({ message }) => message ?? "");
    if (nextBackwardToken === nextToken) return [];
    nextToken = nextBackwardToken;
  }
  return [];
}

interface Check {
  readonly path?: string;
  readonly status?: number;
  readonly error?: string;
  readonly body?: string;
}

async function smokeTestAnswers(
  aws: Aws,
  platform: Platform,
  { deploymentId, createTime }: DeploymentInfo,
): Promise<readonly string[]> {
  const { smokeTestLogGroup } = platform.parameter;
  if (smokeTestLogGroup === undefined) return [];
  const pages = paginateFilterLogEvents(
    { client: aws.logs },
    {
      logGroupName: smokeTestLogGroup,
      filterPattern: `{ $.deploymentId = "${deploymentId}" }`,
      ...(createTime && { startTime: createTime.getTime() }),
    },
  );
  const events: FilteredLogEvent[] = [];
  // pages may be empty, and more follow
  for await (const page of pages) events.push(...(page.events ?? []));
  return events.flatMap(({ message }) => {
    const { checks = [] } = JSON.parse(message ?? "{}") as { checks?: readonly Check[] };
    return checks.map(
      ({ path, status, error, body }) => `${path}: ${error ?? status}${body ? ` ${body}` : ""}`,
    );
  });
}
