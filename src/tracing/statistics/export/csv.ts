import type { SeriesSnapshot } from "../series";
import type { StatisticsSnapshot } from "../statistics";

type Value = string | number | undefined;

/** The columns in their order, and what each of them says of a series. */
const COLUMNS: Readonly<Record<string, (series: SeriesSnapshot) => Value>> = {
  name: ({ name }) => name,
  executions: ({ executions }) => executions.count,
  executions_succeeded: ({ executions }) => executions.succeeded,
  executions_failed: ({ executions }) => executions.failed,
  executions_cancelled: ({ executions }) => executions.cancelled,
  executions_refused: ({ executions }) => executions.refused,
  calls: ({ calls }) => calls.count,
  calls_succeeded: ({ calls }) => calls.succeeded,
  calls_failed: ({ calls }) => calls.failed,
  calls_cancelled: ({ calls }) => calls.cancelled,
  calls_refused: ({ calls }) => calls.refused,
  success_rate: ({ successRate }) => successRate,
  latency_p50_ms: ({ latencyMs }) => latencyMs?.p50,
  latency_p95_ms: ({ latencyMs }) => latencyMs?.p95,
  latency_p99_ms: ({ latencyMs }) => latencyMs?.p99,
  input_tokens: ({ tokens }) => tokens.input,
  cached_input_tokens: ({ tokens }) => tokens.cachedInput,
  output_tokens: ({ tokens }) => tokens.output,
  reasoning_tokens: ({ tokens }) => tokens.reasoning,
  cost_usd: ({ cost }) => cost.usd,
  priced_calls: ({ cost }) => cost.pricedCalls,
  unpriced_calls: ({ cost }) => cost.unpricedCalls,
  unmeasured_calls: ({ cost }) => cost.unmeasuredCalls,
};

/**
 * A snapshot as CSV (RFC 4180) with a header: a row for each series, whose `kind` is total, day, agent, worker, model or
 * user. What is not known is an empty field. `success_rate` (0 to 1) and `latency_...` are of executions, for workers and
 * models of calls; `cost_usd` is that of the priced calls alone.
 *
 * A name that a spreadsheet would take for a formula, since it begins with = + - @ or a control character, begins with
 * an apostrophe.
 */
export function renderCsv(snapshot: StatisticsSnapshot): string {
  const kinds: readonly (readonly [string, readonly SeriesSnapshot[]])[] = [
    ["total", [snapshot.total]],
    ["day", snapshot.days],
    ["agent", snapshot.agents],
    ["worker", snapshot.workers],
    ["model", snapshot.models],
    ["user", snapshot.users],
  ];
  const rows: Value[][] = kinds.flatMap(([kind, series]) =>
    series.map((each) => [kind, ...Object.values(COLUMNS).map((column) => column(each))]),
  );
  return [["kind", ...Object.keys(COLUMNS)], ...rows]
    .map((row) => `${row.map(renderField).join(",")}\r\n`)
    .join("");
}

function renderField(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const guarded = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
