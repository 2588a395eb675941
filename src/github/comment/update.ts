import type { GitHub } from "../client";
import { isMissing } from "../explain";
import { type RunUrl, reportOf, writeBody } from "./body";
import { compareRuns, type Marker, type Run } from "./marker";
import { listOwn, type OwnComment } from "./own";
import { isOfPlan, type State } from "./states";

/** A step of a pull request's plans, for its comment. */
export interface Step {
  readonly pullRequest: number;
  readonly key: string;
  /** The commit that was planned. */
  readonly head: string;
  readonly run: Run;
  readonly stacks: readonly string[];
  readonly state: State;
  readonly notes?: readonly string[] | undefined;
  /** Markdown. @default - the one that stands there; none of what could not be planned */
  readonly report?: string | undefined;
}

export interface Told {
  readonly done: "created" | "updated" | "skipped";
  /** In a sentence, where it was skipped. */
  readonly why?: string;
  readonly url?: string;
}

/**
 * Brings the comment up to date: there is one for each key, whatever happened to it before.
 *
 * What is newer than this step stays.
 */
export async function updateComment(github: GitHub, step: Step, runUrl: RunUrl): Promise<Told> {
  const outdated = await outdatedBy(github, step);
  if (outdated !== undefined) return { done: "skipped", why: outdated };
  const [first, ...others] = await listOwn(github, step.pullRequest, step.key);
  const newer = [first, ...others].flatMap((each) =>
    each === undefined ? [] : (newerThan(step, each) ?? []),
  );
  if (newer[0] !== undefined) return { done: "skipped", why: newer[0] };
  const latest = others.at(-1) ?? first;
  const marker = nextMarker(step, latest?.marker);
  const standing = isOfPlan(step.state) ? "" : reportOf(latest?.body ?? "");
  const body = writeBody(marker, step.report ?? standing, runUrl);
  const updated = first === undefined ? undefined : await update(github, first.id, body);
  if (updated !== undefined) {
    await remove(github, others);
    return { done: "updated", url: updated };
  }
  const url = await create(github, step.pullRequest, body);
  // another job may have made one at the same moment: the oldest stays, and says the latest
  const [oldest, ...rest] = await listOwn(github, step.pullRequest, step.key);
  if (oldest === undefined || rest.length === 0) return { done: "created", url };
  const last = newest([oldest, ...rest]);
  await update(github, oldest.id, last.body);
  await remove(github, rest);
  return { done: "created", url };
}

/** Why a plan's report is of no use any more; what is applied is told in any case. */
async function outdatedBy({ octokit, owner, repo }: GitHub, step: Step): Promise<string | undefined> {
  if (!isOfPlan(step.state)) return undefined;
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    owner,
    repo,
    pull_number: step.pullRequest,
  });
  if (data.head.sha === step.head) return undefined;
  return `the pull request has moved from ${step.head.slice(0, 7)} to ${data.head.sha.slice(0, 7)}`;
}

function newerThan({ state, stacks, head, run }: Step, { marker }: OwnComment): string | undefined {
  if (isOfPlan(state)) {
    const later = Object.values(marker.stacks).find((each) => !isOfPlan(each.state));
    if (later !== undefined) return `what was planned is ${later.state} already`;
    const isNewer = marker.head === head && compareRuns(marker.run, run) > 0;
    return isNewer ? `run ${marker.run.number} has reported since` : undefined;
  }
  const others = stacks.flatMap((name) => marker.stacks[name] ?? []);
  const later = others.find((each) => !isOfPlan(each.state) && compareRuns(each.run, run) > 0);
  return later === undefined ? undefined : `run ${later.run.number} has said ${later.state} since`;
}

function nextMarker({ key, head, run, stacks, state, notes }: Step, before: Marker | undefined): Marker {
  const now = Object.fromEntries(
    stacks.map((name) => [name, { state, run, ...(notes !== undefined && { notes }) }]),
  );
  if (isOfPlan(state) || before === undefined) return { key, head, run, stacks: now };
  return { ...before, stacks: { ...before.stacks, ...now } };
}

function newest(comments: readonly [OwnComment, ...OwnComment[]]): OwnComment {
  return comments.reduce((a, b) => (compareRuns(b.marker.run, a.marker.run) > 0 ? b : a));
}

/** Undefined where somebody has deleted it meanwhile. */
async function update(
  { octokit, owner, repo }: GitHub,
  id: number,
  body: string,
): Promise<string | undefined> {
  try {
    const { data } = await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      owner,
      repo,
      comment_id: id,
      body,
    });
    return data.html_url;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function create({ octokit, owner, repo }: GitHub, pullRequest: number, body: string): Promise<string> {
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: pullRequest,
    body,
  });
  return data.html_url;
}

/** Where two jobs remove the same, one finds nothing. */
async function remove({ octokit, owner, repo }: GitHub, comments: readonly OwnComment[]): Promise<void> {
  for (const { id } of comments) {
    await octokit
      .request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", { owner, repo, comment_id: id })
      .catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
  }
}
