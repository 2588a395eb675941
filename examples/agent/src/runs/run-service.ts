import type { AgentEvent } from "../agents/agent.js";

export type {
  AgentEvent,
  AnswerEvent,
  FindingEvent,
  StepEvent,
  TextEvent,
  ToolEvent,
} from "../agents/agent.js";
export {
  RunCancelledError,
  type RunScope,
  RunTimeoutError,
  TooManyRunsError,
  UnknownAgentError,
} from "./errors.js";

/** What is asked of an agent, and on whose behalf. */
export interface RunRequest {
  /** Name of the agent, such as "financial-analysis-agent". */
  readonly agent: string;
  readonly question: string;
  /** Whom the run counts for: limits, budgets and threads are this user's. Never taken from a request's body. */
  readonly user: string;
  /** Conversation that the question belongs to. @default - a new one */
  readonly threadId?: string | undefined;
  /** Headers of the request that asked: its trace goes on in this run. @default - a trace of its own */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>> | undefined;
  /** Ends the run, which counts as cancelled then. */
  readonly signal: AbortSignal;
  /** On the run in LangSmith, and on all runs inside of it. @default [] */
  readonly tags?: readonly string[] | undefined;
}

/** The run has begun. Always the first event. */
export interface RunBegan {
  readonly type: "run";
  readonly runId: string;
  readonly threadId: string;
  readonly agent: string;
  readonly model: string;
  /** Whether no model is asked: the answers are made by rules. */
  readonly offline: boolean;
}

/** What the run took. Always the last event. */
export interface DoneEvent {
  readonly type: "done";
  readonly latencyMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the calls whose model has a price. */
  readonly costUsd: number;
  readonly pricedCalls: number;
  readonly unpricedCalls: number;
  /** Calls that reported no tokens. */
  readonly unmeasuredCalls: number;
}

export type RunEvent = RunBegan | AgentEvent | DoneEvent;

/** A run that was followed to its end. */
export interface RunResult {
  readonly runId: string;
  readonly threadId: string;
  readonly answer: string;
  readonly usage: DoneEvent;
}

/** Runs agents: one question, one run, told as events. */
export interface RunService {
  /** Names of the agents that there are. */
  readonly agents: readonly string[];
  /** Runs that are under way. */
  readonly active: number;
  /**
   * Runs an agent while its events are read; to stop reading is to cancel.
   *
   * @throws UnknownAgentError, ThreadBusyError and TooManyRunsError before the first event; BudgetExceededError,
   * RunTimeoutError, RunCancelledError and the model's errors at any time
   */
  stream(request: RunRequest): AsyncIterable<RunEvent>;
  /** The same to its end. */
  invoke(request: RunRequest): Promise<RunResult>;
}
