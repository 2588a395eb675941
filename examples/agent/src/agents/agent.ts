/** The supervisor hands over to a worker. */
export interface StepEvent {
  readonly type: "step";
  readonly worker: string;
  readonly task: string;
}

/** A worker uses a tool. */
export interface ToolEvent {
  readonly type: "tool";
  readonly worker: string;
  readonly tool: string;
  /** The tool's arguments, as JSON. */
  readonly input: string;
}

/** A piece of text, as the model writes it. */
export interface TextEvent {
  readonly type: "text";
  readonly worker: string;
  readonly text: string;
}

/** What a worker reports back to the supervisor. */
export interface FindingEvent {
  readonly type: "finding";
  readonly worker: string;
  readonly text: string;
}

/** The supervisor's answer to the question. */
export interface AnswerEvent {
  readonly type: "answer";
  readonly text: string;
}

export type AgentEvent = StepEvent | ToolEvent | TextEvent | FindingEvent | AnswerEvent;

export interface AgentOptions {
  /** Conversation that the question belongs to, as its user and traces know it. */
  readonly threadId: string;
  /** What the conversation's checkpoints are kept under. */
  readonly checkpointThreadId: string;
  readonly signal: AbortSignal;
}

/** Answers questions. */
export interface Agent {
  /** By which it is asked, traced and counted. */
  readonly name: string;
  /**
   * Answers while its events are read, the answer last.
   *
   * @throws the model's errors, BudgetExceededError, and any error once the signal has fired
   */
  stream(question: string, options: AgentOptions): AsyncIterable<AgentEvent>;
}
