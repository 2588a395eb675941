import { readFileSync } from "node:fs";
import type { State } from "../../github/comment/states";
import { updateComment } from "../../github/comment/update";
import { GitHubError } from "../../github/errors";
import type { Io } from "../delivery/io";
import { readContext } from "./context";
import { GITHUB_EXIT, runGitHubCommand } from "./run";

export interface CommentOptions {
  readonly key: string;
  readonly state: State;
  /** Names of the stacks that it is about. */
  readonly stack: readonly string[];
  /** File with the report in Markdown. @default - the report that stands there */
  readonly report?: string;
  /** File with a sentence on each line. @default - none */
  readonly notes?: string;
  /** @default - the event's; there is nothing to say where it is empty */
  readonly pullRequest?: string;
  /** Commit that was planned. @default - the event's */
  readonly head?: string;
}

/** Brings a pull request's comment up to date. */
export function commentCommand(options: CommentOptions, io: Io): Promise<number> {
  return runGitHubCommand(io, async () => {
    const { github, run, runUrl, commit, pullRequest } = readContext(io);
    const number = options.pullRequest === undefined ? pullRequest?.number : numberOf(options.pullRequest);
    if (number === undefined) {
      io.err.write("No pull request to comment on.\n");
      return GITHUB_EXIT.done;
    }
    const step = {
      pullRequest: number,
      key: options.key,
      head: options.head || pullRequest?.head || commit,
      run,
      stacks: options.stack,
      state: options.state,
      notes: options.notes === undefined ? undefined : lines(read(options.notes)),
      report: options.report === undefined ? undefined : read(options.report),
    };
    const told = await updateComment(github, step, runUrl);
    io.err.write(
      `Comment ${told.done}${told.why === undefined ? "" : `: ${told.why}`}${told.url ? `: ${told.url}` : ""}\n`,
    );
    return GITHUB_EXIT.done;
  });
}

function numberOf(text: string): number | undefined {
  if (text === "") return undefined;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new GitHubError(`${JSON.stringify(text)} is no number of a pull request.`);
}

function lines(text: string): readonly string[] | undefined {
  const found = text.split("\n").filter((line) => line.trim() !== "");
  return found.length === 0 ? undefined : found;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GitHubError(`${file} cannot be read.`, { cause });
  }
}
