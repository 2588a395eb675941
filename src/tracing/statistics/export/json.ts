import type { StatisticsSnapshot } from "../statistics";

/** A snapshot as JSON text: what `Statistics.merge` takes once it is parsed. */
export function renderJson(snapshot: StatisticsSnapshot): string {
  return JSON.stringify(snapshot);
}
