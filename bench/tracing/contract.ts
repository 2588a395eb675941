/** Who traces, and how; decided when its process starts. */
export interface Contender {
  readonly kind: "untraced" | "bare" | "ours";
  /** Whether LangChain is installed beside it. @default false */
  readonly withLangChain?: boolean;
  /** Whether the agent makes a model call of LangChain; needs it to be installed. @default false */
  readonly callsModel?: boolean;
  /** Whether the agent waits one turn of the event loop, so that whatever blocks it is felt. @default false */
  readonly takesTurn?: boolean;
  /** Bare: `createSecretAnonymizer`. Ours: the option. @default false */
  readonly scrubbing?: boolean;
  /** Ours. @default - the library's */
  readonly maxQueueBytes?: number;
  /** Where LangSmith is. @default - tracing is off */
  readonly endpoint?: string;
}

export type Command =
  /** Runs one after the other, as fast as it goes, or at a rate whatever becomes of them. */
  | { readonly kind: "round"; readonly calls: number; readonly perSecond?: number; readonly flush?: boolean }
  /** Runs at a rate, of which nothing is kept. */
  | { readonly kind: "load"; readonly seconds: number; readonly perSecond: number }
  /** What a process does before it ends: bare `awaitPendingTraceBatches()`, ours `shutdown()`. */
  | { readonly kind: "close" }
  | { readonly kind: "tell" };

export interface Round {
  /** Of each awaited call. */
  readonly microseconds: readonly number[];
  /** User and system, flush included. */
  readonly cpuMilliseconds: number;
}

export interface Load {
  readonly calls: number;
  readonly seconds: number;
}

export interface Told {
  /** After garbage collection: V8's heap, and what it holds outside of it. */
  readonly heapBytes: number;
  /** Lines on the console. */
  readonly warnings: number;
  /** Ours: executions in the statistics. */
  readonly executions?: number;
  /** Ours: cost of the statistics, in USD. */
  readonly usd?: number;
  /** Ours: what became of the runs. */
  readonly made?: number;
  readonly sent?: number;
  readonly dropped?: number;
}

export interface Answers {
  readonly round: Round;
  readonly load: Load;
  readonly close: { readonly milliseconds: number };
  readonly tell: Told;
}
