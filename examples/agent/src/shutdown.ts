import { setTimeout as delay } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import { shutdown as shutdownTracing } from "langgraph-platform/tracing";
import type { Server } from "./http/server.js";

export interface ShutdownParts {
  readonly server: Server;
  /** Works beside requests, such as on what Jira has sent. When the signal fires it gives back what it has not done. */
  readonly worker?: { stop(signal: AbortSignal): Promise<void> } | undefined;
  readonly database: { close(timeoutMs: number): Promise<void> };
  readonly log: FastifyBaseLogger;
}

/** Shares of the time at whose end each part is over. Of 25 s: 17 s, 19 s, 23 s, and all of it. */
const END_OF = { runs: 0.68, answers: 0.76, traces: 0.92, database: 1 } as const;

/**
 * Ends the service in order, and all of it in time: requests and runs end, or are cancelled and answered; then their traces
 * go out; then the database is left. Never throws.
 *
 * @returns whether each part ended in its time. A run that was cancelled, and was answered, has.
 */
export async function shutDown(
  { server: { app, draining }, worker, database, log }: ShutdownParts,
  timeoutMs: number,
): Promise<boolean> {
  const begunAt = performance.now();
  const left = (part: keyof typeof END_OF) =>
    Math.max(0, timeoutMs * END_OF[part] - (performance.now() - begunAt));
  const step = async (name: string, work: Promise<unknown>, part: keyof typeof END_OF) => {
    const isDone = await within(work, left(part)).catch((err: unknown) => {
      log.error({ err }, `Stopping: ${name} failed.`);
      return undefined;
    });
    if (isDone === false) log.error(`Stopping: ${name} took too long.`);
    return isDone === true;
  };

  draining.begin();
  log.info({ requests: draining.open }, "Stopping: new requests are refused.");
  const abort = new AbortController();
  const work = Promise.all([draining.idle(), worker?.stop(abort.signal)]);
  if (!(await within(work, left("runs")).catch(() => true))) {
    log.warn({ requests: draining.open }, "Stopping: what has not ended is cancelled.");
    draining.cancel();
    abort.abort();
  }
  const answered = await step("what was under way", work, "answers");
  await step("the server", app.close(), "answers");
  log.info("Stopping: all requests are answered.");
  const counts = await shutdownTracing({ timeoutMs: left("traces") });
  if (counts.dropped === 0) log.info(counts, "Stopping: traces are sent.");
  else log.warn(counts, "Stopping: not all traces could be sent.");
  const closed = await step("the database", database.close(left("database")), "database");
  log.info({ durationMs: Math.round(performance.now() - begunAt) }, "Stopped.");
  return answered && closed;
}

/** @returns whether it was done in time */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const abort = new AbortController();
  const late = delay(ms, false, { signal: abort.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    abort.abort();
  }
}
