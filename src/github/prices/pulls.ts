import { RequestError } from "@octokit/request-error";
import type { GitHub } from "../client";
import { GitHubError } from "../errors";
import { isMissing } from "../explain";
import type { Proposal } from "./propose";

export interface Pull {
  readonly number: number;
  readonly isOpen: boolean;
  readonly isMerged: boolean;
  /** Commit that it ends, or ended, with. */
  readonly head: string;
  readonly url: string;
}

/** The open pull request from a branch of this repository, whoever has opened it, else the newest one that was closed. */
export async function latestPull(
  { octokit, owner, repo }: GitHub,
  base: string,
  branch: string,
): Promise<Pull | undefined> {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls", {
    owner,
    repo,
    base,
    head: `${owner}:${branch}`,
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  const here = data.filter(
    ({ head, base: { repo: own } }) => head.ref === branch && head.repo?.id === own.id,
  );
  const found = here.find(({ state }) => state === "open") ?? here[0];
  if (found === undefined) return undefined;
  const { number, state, merged_at, head, html_url } = found;
  return { number, isOpen: state === "open", isMerged: merged_at !== null, head: head.sha, url: html_url };
}

/** @throws GitHubError where the repository lets no workflow open one */
export async function openPull(
  { octokit, owner, repo }: GitHub,
  { title, body, base, branch }: Proposal,
): Promise<string> {
  try {
    const pull = { owner, repo, title, body, base, head: branch };
    const { data } = await octokit.request("POST /repos/{owner}/{repo}/pulls", pull);
    return data.html_url;
  } catch (error) {
    if (!(error instanceof RequestError) || !/not permitted to create/.test(error.message)) throw error;
    throw new GitHubError(`The branch ${branch} is pushed, but a workflow may open no pull request here.`, {
      remedy:
        'Let it: "Allow GitHub Actions to create and approve pull requests" in the repository\'s settings of Actions, or open the pull request by hand.',
      cause: error,
    });
  }
}

export async function updatePull(
  { octokit, owner, repo }: GitHub,
  { number }: Pull,
  { title, body }: Proposal,
): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/pulls/{pull_number}";
  await octokit.request(route, { owner, repo, pull_number: number, title, body });
}

/** Closes one that has nothing to say any more, and removes its branch. */
export async function closePull(
  { octokit, owner, repo }: GitHub,
  { number }: Pull,
  branch: string,
): Promise<void> {
  await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: number,
    body: "Nothing differs any more.",
  });
  const route = "PATCH /repos/{owner}/{repo}/pulls/{pull_number}";
  await octokit.request(route, { owner, repo, pull_number: number, state: "closed" });
  await octokit
    .request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", { owner, repo, ref: `heads/${branch}` })
    .catch((error: unknown) => {
      // the repository may remove branches by itself; of a reference that is not there GitHub says 422
      if (!isMissing(error) && !(error instanceof RequestError && error.status === 422)) throw error;
    });
}
