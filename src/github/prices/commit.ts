import type { GitHub } from "../client";
import { isMissing } from "../explain";
import type { Files } from "./folder";

/** Mode of a file, as git has it. */
const FILE = "100644" as const;
const BLOB = "blob" as const;

/**
 * Commits files on top of a branch, without moving it.
 *
 * @returns the commit
 */
export async function commitFiles(
  { octokit, owner, repo }: GitHub,
  base: string,
  files: Files,
  message: string,
): Promise<string> {
  const here = { owner, repo };
  const { data: ref } = await octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
    ...here,
    ref: `heads/${base}`,
  });
  const parent = ref.object.sha;
  const { data: commit } = await octokit.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
    ...here,
    commit_sha: parent,
  });
  const entries = [...files].map(([path, content]) => ({ path, mode: FILE, type: BLOB, content }));
  const { data: tree } = await octokit.request("POST /repos/{owner}/{repo}/git/trees", {
    ...here,
    base_tree: commit.tree.sha,
    tree: entries,
  });
  const { data: made } = await octokit.request("POST /repos/{owner}/{repo}/git/commits", {
    ...here,
    message,
    tree: tree.sha,
    parents: [parent],
  });
  return made.sha;
}

/** Makes a branch point to a commit, whatever it pointed to before. */
export async function moveBranch(
  { octokit, owner, repo }: GitHub,
  branch: string,
  sha: string,
): Promise<void> {
  const ref = `heads/${branch}`;
  try {
    await octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { owner, repo, ref });
  } catch (error) {
    if (!isMissing(error)) throw error;
    await octokit.request("POST /repos/{owner}/{repo}/git/refs", { owner, repo, ref: `refs/${ref}`, sha });
    return;
  }
  await octokit.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", { owner, repo, ref, sha, force: true });
}
