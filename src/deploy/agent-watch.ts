import { type AgentLimits, DEFAULT_AGENT_LIMITS } from "./agent-limits";
import { AgentLog } from "./agent-log";
import { type AgentsReport, AgentTotals, type Breach, breachesOf } from "./agents";
import type { Aws } from "./aws";
import { goesBack, isOver, isRollback, readReleaseArn } from "./deployment";
import { deniedAction, isDenied } from "./explain";
import type { Platform } from "./platform";
import type { Reporter } from "./report";
import { isTrafficMoved, type Snapshot } from "./snapshot";
import { shortName } from "./task-definition";

/** Between two readings of the log: AWS allows an account few of them a second, and tasks write every 15 seconds. */
const INTERVAL_MS = 60_000;

/** Both releases' totals so far, and where they come from. */
interface Reading {
  readonly log: AgentLog;
  readonly totals: AgentTotals;
}

/** Compares the agents of old and new tasks from when the new ones get traffic; what cannot be read is told, and no more. */
export class AgentWatch {
  #reading: Reading | undefined;
  #report: AgentsReport | undefined;
  #breaches: readonly Breach[] = [];
  #next: number | undefined;
  #hasMoved = false;
  readonly #gaps = new Set<string>();

  constructor(
    private readonly aws: Aws,
    private readonly platform: Platform,
    private readonly report: Reporter,
    /** Limits that new tasks must keep. @default - they are compared, and nothing follows from it */
    private readonly limits: AgentLimits | undefined,
    /** Ends a reading early. */
    private readonly stop: AbortSignal,
  ) {}

  /** The last comparison; undefined where nothing was written about agents. */
  get last(): AgentsReport | undefined {
    return this.#report;
  }

  /** Limits that were broken in the last comparison. */
  get breaches(): readonly Breach[] {
    return this.#breaches;
  }

  async look(snapshot: Snapshot): Promise<void> {
    const since = trafficSince(snapshot);
    if (since === undefined || this.stop.aborted || !this.isDue(snapshot, since)) return;
    try {
      await this.compare(snapshot, since);
    } catch (error) {
      if (!this.stop.aborted) this.tellGap(error);
    }
  }

  /** Each minute, and when all traffic has moved, since a command may end then. */
  private isDue(snapshot: Snapshot, since: Date): boolean {
    const now = this.aws.now().getTime();
    this.#next ??= since.getTime() + INTERVAL_MS;
    const hasJustMoved = isTrafficMoved(snapshot) && !this.#hasMoved;
    this.#hasMoved ||= hasJustMoved;
    const isFirst = now < since.getTime() + INTERVAL_MS;
    if (now < this.#next && (isFirst || !hasJustMoved)) return false;
    this.#next = now + INTERVAL_MS;
    return true;
  }

  private async compare(snapshot: Snapshot, since: Date): Promise<void> {
    this.#reading ??= await this.begin(snapshot, since);
    const { log, totals } = this.#reading;
    for await (const line of log.read()) totals.add(line);
    const { minExecutions } = this.limits ?? DEFAULT_AGENT_LIMITS;
    const report = totals.report(minExecutions);
    if (report.agents.length === 0) return;
    this.#report = report;
    this.report({ kind: "agents", agents: report, now: this.aws.now() });
    if (this.limits !== undefined && !goesBack(snapshot.deployment)) {
      this.#breaches = breachesOf(report, this.limits);
    }
  }

  private async begin(snapshot: Snapshot, since: Date): Promise<Reading> {
    const { aws, platform } = this;
    const arn = await readReleaseArn(aws, snapshot.deployment);
    if (arn === undefined) throw new Error("the release of the new tasks is not known");
    const [oldRelease, newRelease] = [shortName(oldArn(platform, snapshot)), shortName(arn)];
    return {
      totals: new AgentTotals(oldRelease, newRelease),
      log: new AgentLog(aws, {
        logGroupName: platform.naming.taskLogGroup(),
        releases: [oldRelease, newRelease],
        since,
        stop: this.stop,
      }),
    };
  }

  /** Each reason once; it is asked again, and may be over then. */
  private tellGap(error: unknown): void {
    const { message } = error as Error;
    const reason = isDenied(error) ? `missing ${deniedAction(error) ?? message}` : message;
    if (this.#gaps.has(reason)) return;
    this.#gaps.add(reason);
    const text = `The agents of old and new tasks cannot be compared: ${reason}`;
    if (this.limits === undefined) this.report({ kind: "note", text });
    else this.report({ kind: "warning", text: `${text}; meanwhile they roll nothing back` });
  }
}

/** When new tasks first got traffic, while there is anything to compare. */
function trafficSince({ deployment, events }: Snapshot): Date | undefined {
  if (isOver(deployment) || isRollback(deployment)) return undefined;
  return events.find(({ name }) => name === "AllowTraffic")?.startTime;
}

/** As the service had it, which was read while the old tasks were there. */
function oldArn({ service, primary }: Platform, { sides }: Snapshot): string {
  const id = sides.find(({ role }) => role === "old")?.taskSetId;
  const taskSet = service.taskSets?.find((each) => each.id === id) ?? primary;
  return taskSet.taskDefinition ?? "";
}
