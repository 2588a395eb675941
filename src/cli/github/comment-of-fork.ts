import { updateComment } from "../../github/comment/update";
import { GitHubError } from "../../github/errors";
import { readForkPlans } from "../../github/fork/plans";
import { findForkRun } from "../../github/fork/source";
import { maskOf } from "../../plan/masking";
import type { Stack } from "../../plan/model/stack";
import { judgePlans, policySection } from "../../plan/policy";
import { createReport, renderMarkdown } from "../../plan/report";
import type { Io } from "../delivery/io";
import { costsOf } from "../plan/report/costs";
import { readContext } from "./context";
import { GITHUB_EXIT, runGitHubCommand } from "./run";

export interface CommentOfForkOptions {
  readonly key: string;
}

/** In bytes: less than a comment takes, so that there is room for where each stack stands. */
const LIMIT = 60_000;
const TITLE = "Plan on the emulator";
const NOTE =
  "planned by the fork's own job, without credentials, on an emulator that is empty: everything is created";

/**
 * Comments on a fork's pull request, for a job that a `workflow_run` event starts, with a token that writes.
 *
 * Nothing of the fork runs: GitHub says which pull request it is, and what the fork's job left is read as plans that a
 * stranger wrote.
 */
export function commentOfForkCommand({ key }: CommentOfForkOptions, io: Io): Promise<number> {
  return runGitHubCommand(io, async () => {
    const { github, runUrl, workflowRun } = readContext(io);
    if (workflowRun === undefined) {
      throw new GitHubError("The event is about no run of another workflow.", {
        remedy: "Call this from a workflow that workflow_run starts.",
      });
    }
    const found = await findForkRun(github, workflowRun);
    if ("reason" in found) {
      io.err.write(`Nothing to comment on: ${found.reason}\n`);
      return GITHUB_EXIT.done;
    }
    const stacks = await readForkPlans(github, workflowRun);
    const { run, pullRequest, head } = found;
    const step = {
      pullRequest,
      key,
      head,
      run,
      stacks: stacks.map(({ name }) => name),
      state: "planned" as const,
      notes: [NOTE],
      report: await reportOf(stacks),
    };
    const { done, why, url } = await updateComment(github, step, runUrl);
    io.err.write(`Comment ${done}${why === undefined ? "" : `: ${why}`}${url ? `: ${url}` : ""}\n`);
    return GITHUB_EXIT.done;
  });
}

/** As `report` makes it: what plans say is escaped, and what they mark as secret is masked. */
async function reportOf(stacks: readonly Stack[]): Promise<string> {
  const { section: costs } = await costsOf(stacks, {});
  const rules = policySection(judgePlans(stacks));
  const text = renderMarkdown(createReport(stacks, { title: TITLE }), {
    limit: LIMIT,
    sections: [costs, rules],
  });
  return maskOf(stacks.map(({ plan }) => plan)).text(text);
}
