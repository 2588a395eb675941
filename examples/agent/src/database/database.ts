import type { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type pg from "pg";
import type { DatabaseSettings } from "../settings/settings.js";
import type { Migration } from "./migration.js";

export type { Migration } from "./migration.js";

/** PostgreSQL, as everything here sees it: one pool, whose connections are verified. */
export interface Database {
  /** No code may need two of its connections at once: it may have one alone. */
  readonly pool: pg.Pool;
  /** Keeps LangGraph's checkpoints, on the same pool. */
  readonly checkpointer: PostgresSaver;
  /** Why it cannot serve, in words, or undefined. Never throws, and answers within two seconds. */
  readiness(): Promise<string | undefined>;
  /** Tries to connect and to migrate until it has, or until the signal. Never throws: `readiness` tells what is wrong. */
  start(signal: AbortSignal): Promise<void>;
  /** Waits for connections that are in use, and breaks them off after so long. */
  close(timeoutMs: number): Promise<void>;
}

export function openDatabase(_settings: DatabaseSettings, _migrations: readonly Migration[]): Database {
  throw new Error("not yet");
}
