import { isPlausible } from "../../cost/usage";
import type { ExecutionRecord, Identity, ModelCall } from "../../records";
import { boundedName, OTHER } from "../names";
import { addUsd } from "../series";
import { EMF_DIMENSIONS, EMF_MAX_AGENTS, EMF_METRICS, EMF_NAMESPACE, type EmfMetric } from "./emf-metrics";

/** CloudWatch takes as many values of one metric in a line. */
const MAX_VALUES = 100;

/** More than that are written before their time. */
const MAX_GROUPS = 1_000;

export interface EmfWriterOptions {
  /** Where this process runs; asked for each time that lines are written. */
  readonly identity: () => Identity;
  /** Takes a line without its line break. What it throws is dropped, and the line with it. */
  readonly write: (line: string) => void;
  /** Agents that have metrics of their own, the first that are seen; the others share `(other)`. @default 20 */
  readonly maxAgents?: number | undefined;
  /** Milliseconds for which records of one agent, user and thread go into one line. @default 15000 */
  readonly intervalMs?: number | undefined;
  /** Milliseconds since 1970. @default - those of the system's clock */
  readonly now?: (() => number) | undefined;
}

/**
 * Writes lines in CloudWatch's embedded metric format: one for each agent, user and thread in an interval, and one more
 * for each 100 executions of theirs. It never throws, and keeps no process alive.
 */
export class EmfWriter {
  readonly #options: Required<{ [Each in keyof EmfWriterOptions]: NonNullable<EmfWriterOptions[Each]> }>;
  readonly #agents = new Map<string, string>();
  #groups = new Map<string, Group>();
  #timer: NodeJS.Timeout | undefined;

  constructor({
    identity,
    write,
    maxAgents = EMF_MAX_AGENTS,
    intervalMs = 15_000,
    now = Date.now,
  }: EmfWriterOptions) {
    this.#options = { identity, write, maxAgents, intervalMs, now };
  }

  recordCall({ agent, userId, threadId, usage, cost }: ModelCall): void {
    const group = this.#groupOf(agent, userId, threadId);
    if (cost.kind === "unpriced") group.unpricedCalls += 1;
    else if (cost.kind === "unmeasured" || !Number.isFinite(cost.usd)) group.unmeasuredCalls += 1;
    else group.usd = addUsd(group.usd, cost.usd);
    if (usage === undefined || !isPlausible(usage)) return;
    group.input += usage.input;
    group.cachedInput += usage.cachedInput;
    group.output += usage.output;
    group.reasoning += usage.reasoning;
  }

  recordExecution({ agent, userId, threadId, outcome, latencyMs }: ExecutionRecord): void {
    const group = this.#groupOf(agent, userId, threadId);
    group.latencies.push(Number.isFinite(latencyMs) ? Math.max(0, Math.round(latencyMs)) : 0);
    if (outcome === "failed") group.failures += 1;
    else if (outcome === "cancelled") group.cancelled += 1;
    else if (outcome === "refused") group.refused += 1;
    if (group.latencies.length < MAX_VALUES) return;
    this.#groups.delete(group.key);
    if (this.#groups.size === 0) this.#stopTimer();
    this.#write([group]);
  }

  /** Writes what is pending. */
  flush(): void {
    this.#stopTimer();
    const groups = this.#groups;
    this.#groups = new Map();
    this.#write(groups.values());
  }

  #groupOf(agent: string, userId = "", threadId = ""): Group {
    const named = this.#dimensionOf(agent);
    // lengths tell where one ends and the next begins, whatever is in them
    const key = `${named.length},${userId.length},${named}${userId}${threadId}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups.size >= MAX_GROUPS) this.flush();
    const group = newGroup(key, named, userId, threadId);
    this.#groups.set(key, group);
    this.#timer ??= setTimeout(() => this.flush(), this.#options.intervalMs).unref();
    return group;
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #dimensionOf(agent: string): string {
    const known = this.#agents.get(agent);
    if (known !== undefined) return known;
    const named = dimensionValue(agent);
    if (named === OTHER || this.#agents.size >= this.#options.maxAgents) return OTHER;
    this.#agents.set(agent, named);
    return named;
  }

  #write(groups: Iterable<Group>): void {
    for (const group of groups) {
      try {
        this.#options.write(renderLine(group, this.#options.identity(), this.#options.now()));
      } catch {
        // an agent must not fail for its metrics
      }
    }
  }
}

interface Group {
  readonly key: string;
  readonly agent: string;
  /** Empty where nobody said. */
  readonly userId: string;
  readonly threadId: string;
  /** One for each execution. */
  readonly latencies: number[];
  failures: number;
  cancelled: number;
  refused: number;
  usd: number;
  unpricedCalls: number;
  unmeasuredCalls: number;
  input: number;
  cachedInput: number;
  output: number;
  reasoning: number;
}

function newGroup(key: string, agent: string, userId: string, threadId: string): Group {
  return {
    key,
    agent,
    userId: boundedName(userId),
    threadId: boundedName(threadId),
    latencies: [],
    failures: 0,
    cancelled: 0,
    refused: 0,
    usd: 0,
    unpricedCalls: 0,
    unmeasuredCalls: 0,
    input: 0,
    cachedInput: 0,
    output: 0,
    reasoning: 0,
  };
}

function renderLine(group: Group, identity: Identity, now: number): string {
  const executions = group.latencies.length;
  const values: Partial<Record<EmfMetric, number | readonly number[]>> = {
    ...(executions > 0 && { Executions: executions, Failures: group.failures, Latency: group.latencies }),
    Cost: group.usd,
    UnpricedCalls: group.unpricedCalls,
    UnmeasuredCalls: group.unmeasuredCalls,
  };
  return JSON.stringify({
    _aws: {
      Timestamp: Math.floor(now),
      CloudWatchMetrics: [
        {
          Namespace: EMF_NAMESPACE,
          Dimensions: EMF_DIMENSIONS,
          Metrics: EMF_METRICS.filter(({ Name }) => values[Name] !== undefined),
        },
      ],
    },
    Service: dimensionValue(identity.service ?? identity.environment ?? "local"),
    Agent: group.agent,
    ...values,
    Cancelled: group.cancelled,
    Refused: group.refused,
    InputTokens: group.input,
    CachedInputTokens: group.cachedInput,
    OutputTokens: group.output,
    ReasoningTokens: group.reasoning,
    Environment: property(identity.environment),
    ImageDigest: property(identity.imageDigest),
    TaskDefinition: property(identity.taskDefinition),
    Task: property(identity.task),
    User: property(group.userId),
    Thread: property(group.threadId),
  });
}

/** Left out of the line where it is not known. */
function property(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : boundedName(text);
}

/** CloudWatch drops metrics whose dimensions have a value that is blank or not printable ASCII. */
function dimensionValue(text: string): string {
  const encoded = boundedName(boundedName(text).replace(/[^ -~]/gu, encodeURIComponent));
  return encoded.trim() === "" ? "unknown" : encoded;
}
