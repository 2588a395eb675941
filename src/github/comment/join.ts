import { MOST_CHARACTERS } from "./body";

/** For where each stack stands, and why. */
const ROOM = 5_000;

/**
 * One report of several, such as plan and policy: the first in any case, each further one whole or, where there is no room for it, as a
 * sentence.
 */
export function joinReports(reports: readonly string[], most = MOST_CHARACTERS - ROOM): string {
  const parts: string[] = [];
  let length = 0;
  for (const [at, report] of reports.entries()) {
    const text = report.trim();
    const fits = at === 0 || length + text.length <= most;
    const part = fits
      ? text
      : `**${text.length.toLocaleString("en-US")} characters more stand in the run's summary.**`;
    parts.push(part);
    length += part.length + 2;
  }
  return parts.join("\n\n");
}
