import type { Client } from "langsmith/client";
import type { RunCreate, RunUpdate } from "langsmith/schemas";

/** A run as RunTree posts it. */
export type Created = RunCreate & { readonly id?: string };

/** Where a run goes when not to the client's own workspace: one of LANGSMITH_RUNS_ENDPOINTS. */
export type Destination = Parameters<Client["createRun"]>[1];

/** What langsmith would send of one run: its beginning, its end, or both in one. */
export interface RunOperation {
  readonly id: string;
  create?: RunCreate | undefined;
  update?: RunUpdate | undefined;
  /** Estimate of the memory that it holds. */
  bytes: number;
  readonly destination: Destination;
}
