import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GitHubError } from "../../../github/errors";
import type { Files } from "../../../github/prices/folder";
import { type Proposed, propose } from "../../../github/prices/propose";
import type { Io } from "../../delivery/io";
import { readContext } from "../context";
import { GITHUB_EXIT, runGitHubCommand } from "../run";
import { appendSummary } from "./summary";

export interface PricesOptions {
  readonly from: string;
  readonly folder: string;
  readonly summary?: string;
  readonly base: string;
  readonly branch: string;
}

/** GitHub refuses a longer text of a pull request with 422. */
const MOST_CHARACTERS = 60_000;

const WORDS: Readonly<Record<Proposed["done"], string>> = {
  created: "A pull request with refreshed prices was opened",
  updated: "The pull request with refreshed prices was updated",
  unchanged: "The open pull request has these prices already",
  declined: "Somebody has closed the pull request with these prices",
  left: "Somebody else has committed to the pull request with refreshed prices, which is left alone",
  closed: "The pull request with refreshed prices was closed: nothing differs any more",
  none: "All prices are as they were",
};

/** Proposes refreshed prices as a pull request. */
export function pricesCommand(options: PricesOptions, io: Io, context = readContext): Promise<number> {
  return runGitHubCommand(io, async () => {
    const { github, run, runUrl } = context(io);
    const { folder, base, branch } = options;
    const { done, url } = await propose(github, {
      folder,
      base,
      branch,
      files: filesIn(options.from, folder),
      essence: withoutDays,
      title: "Refresh prices",
      body: bodyOf(options, runUrl(run)),
    });
    io.err.write(`${WORDS[done]}${url === undefined ? "." : `: ${url}`}\n`);
    appendSummary(io, `### Prices\n\n${url === undefined ? WORDS[done] : `[${WORDS[done]}](${url})`}.`);
    return GITHUB_EXIT.done;
  });
}

/** @throws GitHubError where there are none: an empty folder is a fault, not a refresh */
function filesIn(from: string, folder: string): Files {
  const names = entriesIn(from).filter((name) => name.endsWith(".json"));
  if (names.length === 0) throw new GitHubError(`${from} holds no prices: there is no JSON in it.`);
  return new Map(names.sort().map((name) => [`${folder}/${name}`, readFileSync(join(from, name), "utf8")]));
}

function entriesIn(from: string): readonly string[] {
  try {
    return readdirSync(from, { recursive: true, encoding: "utf8" });
  } catch (cause) {
    throw new GitHubError(`${from} cannot be read.`, { cause });
  }
}

/** AWS publishes its lists anew, with the same prices. */
function withoutDays(text: string): string {
  return text.replace(/"date": "\d{4}-\d\d-\d\d"/g, "");
}

function bodyOf({ summary }: PricesOptions, runUrl: string): string {
  const text = summary === undefined ? "" : readFileSync(summary, "utf8").trim();
  const told = text.length > MOST_CHARACTERS ? "The run's summary has what has changed." : text;
  const made = `AWS's public price lists, as [this run](${runUrl}) read them. Estimates change once this is merged.`;
  const closed = "Close it to be asked again only when the prices are others.";
  return [made, ...(told === "" ? [] : ["", told]), "", closed, ""].join("\n");
}
