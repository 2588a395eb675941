import type { DeliveryCounts } from "../delivery/ledger";
import type { Runtime } from "../runtime";
import { tracingState } from "../state";
import { within } from "./within";

export interface ShutdownOptions {
  /** Milliseconds that all of it may take, whatever LangSmith does. @default 5000 */
  readonly timeoutMs?: number | undefined;
}

/** ECS gives a task 30 s between SIGTERM and SIGKILL. */
export const SHUTDOWN_TIMEOUT_MS = 5_000;

const NOTHING: DeliveryCounts = { made: 0, sent: 0, dropped: 0, pending: 0 };

/** What has become of the runs so far; made = sent + dropped + pending. */
export function deliveryCounts(): DeliveryCounts {
  return tracingState().runtime?.client?.queue.counts ?? NOTHING;
}

/**
 * Sends what waits and goes on tracing. Ends when all is sent, or LangSmith fails, or the time is over.
 *
 * @returns what has become of the runs so far
 */
export async function flush({
  timeoutMs = SHUTDOWN_TIMEOUT_MS,
}: ShutdownOptions = {}): Promise<DeliveryCounts> {
  const { runtime } = tracingState();
  if (runtime === undefined) return NOTHING;
  runtime.emf?.flush();
  await within(
    timeoutMs,
    Promise.all([
      lastCallbacks(runtime).then(() => runtime.client?.queue.flush()),
      runtime.budgets?.flush(),
      runtime.output.written(),
    ]),
  );
  return deliveryCounts();
}

/**
 * Ends what is under way and sends what waits, within one deadline; what is not sent by then is dropped and told on
 * standard error. Afterwards cost and statistics go on, and runs are dropped.
 *
 * @returns what has become of the runs; none is pending
 */
export async function shutdown({
  timeoutMs = SHUTDOWN_TIMEOUT_MS,
}: ShutdownOptions = {}): Promise<DeliveryCounts> {
  const { runtime } = tracingState();
  if (runtime === undefined) return NOTHING;
  const startedAt = performance.now();
  const before = deliveryCounts().dropped;
  for (const end of runtime.open) end();
  runtime.emf?.flush();
  const settled = runtime.budgets?.flush();
  const leftMs = () => Math.max(0, timeoutMs - (performance.now() - startedAt));
  await within(timeoutMs, lastCallbacks(runtime));
  await runtime.client?.queue.close(leftMs());
  await within(leftMs(), Promise.all([settled, runtime.output.written()]));
  const counts = deliveryCounts();
  tellDropped(counts.dropped - before);
  return counts;
}

/** @param dropped runs that were lost at the end */
export function tellDropped(dropped: number): void {
  if (dropped === 0) return;
  const runs = dropped === 1 ? "1 run was" : `${dropped} runs were`;
  process.stderr.write(
    `[langgraph-platform/tracing] ${runs} not sent to LangSmith before the process ended.\n`,
  );
}

/** LangChain tells its tracer of ends in the background. */
async function lastCallbacks({ client, langchain }: Runtime): Promise<void> {
  if (client === undefined) return;
  await langchain.callbacks().catch(() => undefined);
}
