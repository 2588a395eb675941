import { tracingState } from "./state";
import { renderCsv } from "./statistics/export/csv";
import { renderJson } from "./statistics/export/json";
import { renderPrometheus } from "./statistics/export/prometheus";
import { Statistics, type StatisticsSnapshot } from "./statistics/statistics";

/** "prometheus" is its text format 0.0.4. Lines for CloudWatch are written by themselves, in an ECS task. */
export type StatisticsFormat = "json" | "csv" | "prometheus";

const RENDERERS: Readonly<Record<StatisticsFormat, (snapshot: StatisticsSnapshot) => string>> = {
  json: renderJson,
  csv: renderCsv,
  prometheus: renderPrometheus,
};

/** What this process has counted so far, as plain JSON. */
export function statistics(): StatisticsSnapshot {
  return (tracingState().runtime?.statistics ?? new Statistics()).snapshot();
}

/**
 * What several processes have counted, as if one had.
 *
 * @param snapshots of `statistics()`
 */
export function mergeStatistics(snapshots: readonly StatisticsSnapshot[]): StatisticsSnapshot {
  const merged = new Statistics();
  for (const snapshot of snapshots) merged.merge(snapshot);
  return merged.snapshot();
}

/** @param snapshot @default - what this process has counted so far */
export function exportStatistics(
  format: StatisticsFormat,
  snapshot: StatisticsSnapshot = statistics(),
): string {
  return RENDERERS[format](snapshot);
}
