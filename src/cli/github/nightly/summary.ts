import { appendFileSync } from "node:fs";
import type { Io } from "../../delivery/io";

/** Adds Markdown to the job's page. */
export function appendSummary(io: Io, markdown: string): void {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (file) appendFileSync(file, `${markdown}\n\n`);
}
