import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { RunOperation } from "../delivery/run-operation";
import type { Runtime } from "../runtime";
import { runProgram } from "./run-program";
import { tellDropped } from "./shutdown";

/** Sends what it is given on standard input by langsmith's client, a request for each destination; fails unless all are accepted. */
const PROGRAM = `
let text = "";
for await (const chunk of process.stdin) text += chunk;
const { client: address, apiKey, apiUrl, workspaceId, timeoutMs, runs } = JSON.parse(text);
const { Client } = await import(address);
let isAccepted = false;
const fetchImplementation = async (...args) => {
  const response = await fetch(...args);
  isAccepted = response.ok || response.status === 409;
  return response;
};
const client = new Client({ apiKey, apiUrl, workspaceId, timeout_ms: timeoutMs, callerOptions: { maxRetries: 0 },
  tracingSamplingRate: 1, fetchImplementation });
const keyOf = ({ destination }) => JSON.stringify(destination);
for (const key of new Set(runs.map(keyOf))) {
  const group = runs.filter((run) => keyOf(run) === key);
  const body = { runCreates: group.flatMap(({ create }) => create ?? []), runUpdates: group.flatMap(({ update }) => update ?? []) };
  isAccepted = false;
  try {
    await client.multipartIngestRuns(body, group[0].destination);
  } catch {
    await client.batchIngestRuns(body, group[0].destination);
  }
  if (!isAccepted) throw new Error("not accepted");
}
`;

/**
 * Sends what waits while the process stands still, for the moments in which nothing can be awaited any more: a crash, or
 * `process.exit`. The exit code, the error that is printed, and other handlers stay what they are.
 */
export function sendNow(runtime: Runtime, timeoutMs: number): void {
  runtime.output.end();
  for (const end of runtime.open) end();
  runtime.emf?.flush();
  const { client, settings, spans } = runtime;
  if (client === undefined) return;
  const runs = client.queue.takeAll();
  if (runs.length === 0) return;
  const send = () =>
    spans?.sendNow(runs, timeoutMs) ?? sendFromAnotherProcess(runs, { ...settings, timeoutMs });
  const isSent = timeoutMs > 0 && send();
  client.queue.settleAll(runs, isSent);
  if (!isSent) tellDropped(new Set(runs.map(({ id }) => id)).size);
}

interface Target {
  readonly apiKey?: string | undefined;
  readonly endpoint: string;
  readonly workspaceId?: string | undefined;
  readonly timeoutMs: number;
}

function sendFromAnotherProcess(runs: readonly RunOperation[], target: Target): boolean {
  const { apiKey, endpoint: apiUrl, workspaceId, timeoutMs } = target;
  try {
    const client = pathToFileURL(createRequire(import.meta.url).resolve("langsmith/client")).href;
    return runProgram(PROGRAM, { client, apiKey, apiUrl, workspaceId, timeoutMs, runs }, timeoutMs);
  } catch {
    return false;
  }
}
