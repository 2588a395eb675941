import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { createAgents } from "../../../src/agents/registry.js";
import { createModel } from "../../../src/models/model.js";
import { createRunService } from "../../../src/runs/create-run-service.js";
import type { RunEvent, RunRequest, RunService } from "../../../src/runs/run-service.js";
import { startSampleDatabase } from "../../documents/support/sample-database.js";
import { MemoryThreads } from "./memory-threads.js";

export const AGENT = "financial-analysis-agent";

/** The financial agent on the offline model, with checkpoints and filings in a PostgreSQL of one connection. */
export interface OfflineService {
  readonly runs: RunService;
  readonly threads: MemoryThreads;
  ask(question: string, rest?: Partial<RunRequest>): Promise<readonly RunEvent[]>;
  /** Checkpoints that a user's thread has. */
  checkpoints(user: string, threadId: string): Promise<number>;
  /** Graphs that checkpoints are of; the agent's own is "". */
  checkpointNamespaces(): Promise<readonly unknown[]>;
  /** Whether any checkpoint, of any thread, holds a text. */
  holds(text: string): Promise<boolean>;
  stop(): Promise<void>;
}

export interface OfflineServiceOptions {
  /** Before each word of the model. @default 0 */
  readonly delayMs?: number;
}

export async function startOfflineService({ delayMs }: OfflineServiceOptions = {}): Promise<OfflineService> {
  const database = await startSampleDatabase();
  const checkpointer = new PostgresSaver(database.pool);
  await checkpointer.setup();
  const model = createModel({ kind: "offline", delayMs });
  const agents = createAgents({ model: model.chat, filings: database.filings, checkpointer });
  const threads = new MemoryThreads();
  const limits = { runs: 100, runsPerUser: 50, runTimeoutMs: 60_000 };
  const runs = createRunService({ agents, model, threads, limits });
  return {
    runs,
    threads,
    ask: async (question, rest) => {
      const events = [];
      const { signal } = new AbortController();
      for await (const event of runs.stream({ agent: AGENT, question, user: "alice", signal, ...rest })) {
        events.push(event);
      }
      return events;
    },
    checkpoints: async (user, threadId) => {
      const { rowCount } = await database.pool.query("select 1 from checkpoints where thread_id = $1", [
        MemoryThreads.checkpointThreadId(user, threadId),
      ]);
      return rowCount ?? 0;
    },
    checkpointNamespaces: async () => {
      const { rows } = await database.pool.query("select distinct checkpoint_ns from checkpoints");
      return rows.map((row) => row.checkpoint_ns);
    },
    holds: async (text) => {
      const { rowCount } = await database.pool.query(
        "select 1 from checkpoint_blobs where position($1::bytea in blob) > 0 limit 1",
        [Buffer.from(text)],
      );
      return rowCount === 1;
    },
    stop: () => database.stop(),
  };
}

/** Without ids and times: what is the same each time. */
export function withoutTimes(events: readonly RunEvent[]): readonly unknown[] {
  return events.map((event) => {
    if (event.type === "run") return { ...event, runId: "", threadId: "" };
    return event.type === "done" ? { ...event, latencyMs: 0 } : event;
  });
}

export function answerOf(events: readonly RunEvent[]): string {
  const answer = events.find(({ type }) => type === "answer");
  return answer?.type === "answer" ? answer.text : "";
}

export function usageOf(events: readonly RunEvent[]) {
  const done = events.at(-1);
  if (done?.type !== "done") throw new Error(`the last event is ${done?.type}`);
  return done;
}
