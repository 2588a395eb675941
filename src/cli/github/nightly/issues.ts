import { readFileSync } from "node:fs";
import { driftBody, driftTitle } from "../../../github/drift/body";
import { type Settled, settleDrift } from "../../../github/drift/issue";
import { type DriftReport, readDriftReport } from "../../../github/drift/report";
import { GitHubError } from "../../../github/errors";
import type { Io } from "../../delivery/io";
import { readContext } from "../context";
import { GITHUB_EXIT, runGitHubCommand } from "../run";
import { appendSummary } from "./summary";

const WORDS: Readonly<Record<Settled["done"], string>> = {
  created: "an issue was opened",
  updated: "its issue was updated",
  unchanged: "its issue says so already",
  accepted: "somebody has closed its issue",
  closed: "its issue was closed",
  none: "there is no issue",
};

/** Brings the issue of each environment up to date. */
export function issuesCommand(files: readonly string[], io: Io, context = readContext): Promise<number> {
  return runGitHubCommand(io, async () => {
    const { github, run, runUrl } = context(io);
    // all are read before any issue is touched
    for (const report of files.map(read)) {
      const settled = await settleDrift(github, report, runUrl(run), new Date());
      const url = settled.url === undefined ? "" : `: ${settled.url}`;
      io.err.write(`${driftTitle(report)}; ${WORDS[settled.done]}${url}\n`);
      appendSummary(io, summaryOf(report, settled));
    }
    return GITHUB_EXIT.done;
  });
}

function read(file: string): DriftReport {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new GitHubError(`${file} cannot be read.`, { cause });
  }
  return readDriftReport(text, file);
}

function summaryOf(report: DriftReport, { done, url }: Settled): string {
  const words = `${WORDS[done].charAt(0).toUpperCase()}${WORDS[done].slice(1)}`;
  const told = url === undefined ? words : `[${words}](${url})`;
  const [, ...text] = driftBody(report).split("\n");
  const details = report.resources.length === 0 ? [] : ["", ...text];
  return [`### ${driftTitle(report)}`, "", `${told}.`, ...details].join("\n");
}
