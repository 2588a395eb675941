import { randomUUID } from "node:crypto";
import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { readPlatform } from "../../../src/deploy/platform";
import { shortName } from "../../../src/deploy/task-definition";
import { emf } from "../../deploy/agents/lines";
import { naming, type World } from "./world";

type Members = Readonly<Record<string, unknown>>;

/** Executions of an agent in one line; all take a second and cost a cent, and none fails, unless told otherwise. */
export function executions(count: number, members: Members = {}): Members {
  const Latency = Array.from({ length: count }, () => 1_000);
  return { Executions: count, Failures: 0, Latency, Cost: count * 0.01, UnmeasuredCalls: 0, ...members };
}

/** Writes to the log of a production's tasks, as tracing does. */
export class AgentLogWriter {
  private constructor(
    private readonly world: World,
    /** What runs before the deployment under test. */
    readonly oldRelease: string,
  ) {}

  static async of(world: World): Promise<AgentLogWriter> {
    const { primary } = await readPlatform(world.aws, naming);
    return new AgentLogWriter(world, shortName(primary.taskDefinition ?? ""));
  }

  /** What the tool has started last. */
  get newRelease(): string {
    const started = this.world.reports.findLast((report) => report.kind === "started");
    return started?.kind === "started" ? started.release : "";
  }

  /**
   * What tasks of both sides write, each line on a stream of its own.
   *
   * @param secondsAgo how long the lines took to arrive. @default - none
   */
  async write(old: readonly Members[], fresh: readonly Members[], secondsAgo = 0): Promise<void> {
    const { oldRelease, newRelease } = this;
    const lines = [
      ...old.map((members) => emf({ TaskDefinition: oldRelease, ...members })),
      ...fresh.map((members) => emf({ TaskDefinition: newRelease, ...members })),
    ];
    for (const each of lines) await this.put([JSON.stringify(each)], secondsAgo);
  }

  async put(messages: readonly string[], secondsAgo = 0): Promise<void> {
    const stream = { logGroupName: naming.taskLogGroup(), logStreamName: `app/app/${randomUUID()}` };
    const { logs } = this.world.aws;
    await logs.send(new CreateLogStreamCommand(stream));
    // the clock is known by the second, and nothing must come before the traffic
    const timestamp = this.world.aws.now().getTime() + 1_000 - secondsAgo * 1_000;
    const logEvents = messages.map((message) => ({ timestamp, message }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  }
}

/** Has something happen once, at the first wait after new tasks have had a share of the traffic for some seconds. */
export function whenNewHave(
  world: World,
  { traffic, seconds = 0 }: { readonly traffic: number; readonly seconds?: number },
  happens: () => Promise<void>,
): void {
  let since: number | undefined;
  let isDone = false;
  world.onWait = async () => {
    const side = world.snapshots.at(-1)?.sides.find(({ role }) => role === "new");
    if (isDone || side?.traffic !== traffic) return;
    const now = world.aws.now().getTime();
    since ??= now;
    if (now < since + seconds * 1_000) return;
    isDone = true;
    await happens();
  };
}
