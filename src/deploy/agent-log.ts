import { type FilteredLogEvent, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type AgentLine, agentLinePattern, parseAgentLine } from "./agent-line";
import type { Aws } from "./aws";

/** Lines arrive some seconds after their time, and those of different tasks in any order: so long they are looked for again. */
const OVERLAP_MS = 120_000;
/** Pages of one reading, of up to a megabyte each; the next reading goes on where one had to stop. */
const PAGES = 10;

/** Seconds in which a reading must be over: what one can do without keeps nobody waiting. */
const TIMEOUT_SECONDS = 20;

export interface AgentLogOptions {
  readonly logGroupName: string;
  /** As `family:revision`. */
  readonly releases: readonly string[];
  readonly since: Date;
  /** Ends a reading early, with an error. */
  readonly stop?: AbortSignal | undefined;
  /** In real time. @default 20 */
  readonly timeoutSeconds?: number | undefined;
}

/** Thrown where CloudWatch Logs takes longer than a reading may. */
export class SlowLogs extends Error {}

/** The lines on agents in the tasks' log, each once. */
export class AgentLog {
  #startTime: number;
  /** Where a reading goes on that has not come to its end. */
  #nextToken: string | undefined;
  /** When the reading began that is under way. */
  #begun: number | undefined;
  /** Times of lines that were read already, by their id. */
  readonly #known = new Map<string, number>();

  constructor(
    private readonly aws: Aws,
    private readonly options: AgentLogOptions,
  ) {
    this.#startTime = options.since.getTime();
  }

  /**
   * What has been written since the last reading; of very much, only as much as may be read at once.
   *
   * @throws SlowLogs after the timeout
   */
  async *read(): AsyncGenerator<AgentLine> {
    const { stop, timeoutSeconds = TIMEOUT_SECONDS } = this.options;
    const timeout = AbortSignal.timeout(timeoutSeconds * 1_000);
    const signal = stop === undefined ? timeout : AbortSignal.any([stop, timeout]);
    this.#begun ??= this.aws.now().getTime();
    for (let page = 0; page < PAGES; page += 1) {
      const { events = [], nextToken } = await this.page(signal).catch((error: unknown) => {
        if (!timeout.aborted) throw error;
        throw new SlowLogs(`CloudWatch Logs took longer than ${timeoutSeconds} seconds`, { cause: error });
      });
      this.#nextToken = nextToken;
      for (const event of events) {
        const line = this.isNew(event) ? parseAgentLine(event.message ?? "") : undefined;
        if (line !== undefined) yield line;
      }
      if (nextToken === undefined) return this.finish(this.#begun);
    }
  }

  private async page(abortSignal: AbortSignal) {
    const { logGroupName, releases } = this.options;
    try {
      return await this.aws.logs.send(
        new FilterLogEventsCommand({
          logGroupName,
          filterPattern: agentLinePattern(releases),
          startTime: this.#startTime,
          nextToken: this.#nextToken,
        }),
        { abortSignal },
      );
    } catch (error) {
      // a token may be what it does not take any more
      this.#nextToken = undefined;
      throw error;
    }
  }

  private isNew({ eventId, timestamp = 0 }: FilteredLogEvent): boolean {
    if (eventId === undefined || this.#known.has(eventId)) return false;
    this.#known.set(eventId, timestamp);
    return true;
  }

  private finish(begun: number): void {
    this.#begun = undefined;
    this.#startTime = Math.max(this.#startTime, begun - OVERLAP_MS);
    for (const [id, time] of this.#known) if (time < this.#startTime) this.#known.delete(id);
  }
}
