import type { GitHub } from "../client";

/** A pull request of this repository that made a commit of main. */
export interface Merged {
  readonly number: number;
  /** Its last commit. */
  readonly head: string;
  readonly branch: string;
  /** Whether it came from this repository. */
  readonly isOwn: boolean;
}

/**
 * The pull request whose merge a commit is: as a merge, as the last of a rebase, or squashed.
 *
 * @returns undefined for a commit that somebody pushed
 */
export async function findMerged(
  { octokit, owner, repo }: GitHub,
  commit: string,
  branch: string,
): Promise<Merged | undefined> {
  const pulls = await octokit.paginate("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    owner,
    repo,
    commit_sha: commit,
    per_page: 100,
  });
  const found = pulls.find(
    ({ merged_at, merge_commit_sha, base }) =>
      merged_at !== null && merge_commit_sha === commit && base.ref === branch,
  );
  if (found === undefined) return undefined;
  const { number, head, base } = found;
  // null where the fork is gone
  const from: { readonly id: number | bigint } | null = head.repo;
  return { number, head: head.sha, branch: head.ref, isOwn: from !== null && from.id === base.repo.id };
}
