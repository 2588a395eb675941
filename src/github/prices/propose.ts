import type { GitHub } from "../client";
import { isMissing } from "../explain";
import { readViewer } from "../viewer";
import { commitFiles, moveBranch } from "./commit";
import { changed, type Files, readFolder, readText } from "./folder";
import { closePull, latestPull, openPull, type Pull, updatePull } from "./pulls";

/** Files that are to be reviewed. */
export interface Proposal {
  /** Folder of the repository that the files are in, at any depth. */
  readonly folder: string;
  readonly files: Files;
  /** What of a text is worth another look at a pull request: without the day on which it was read, say. */
  readonly essence: (text: string) => string;
  /** Branch that it is for, such as `main`. */
  readonly base: string;
  /** Branch that nobody else writes to. */
  readonly branch: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface Proposed {
  readonly done: "created" | "updated" | "unchanged" | "declined" | "left" | "closed" | "none";
  /** @default - there is no pull request */
  readonly url?: string;
}

/**
 * Proposes files as a pull request: there is one open at the most, and it is updated in place.
 *
 * Where nothing differs from the base, an open one is closed. One that somebody has closed is not proposed again until the files
 * are others, and a branch that somebody else has committed to is left alone.
 */
export async function propose(github: GitHub, proposal: Proposal): Promise<Proposed> {
  const { folder, files, base, branch } = proposal;
  const viewer = await readViewer(github);
  const pull = await latestPull(github, base, branch);
  const changes = changed(files, await readFolder(github, folder, base));
  if (pull !== undefined && changes.size > 0 && (await holds(github, pull, proposal))) {
    return { done: pull.isOpen ? "unchanged" : "declined", url: pull.url };
  }
  if (pull?.isOpen && (await hasOthersCommits(github, viewer, base, pull.head))) {
    return { done: "left", url: pull.url };
  }
  if (changes.size === 0) return await withdraw(github, pull, branch);
  const commit = await commitFiles(github, base, changes, proposal.title);
  await moveBranch(github, branch, commit);
  if (pull?.isOpen) {
    await updatePull(github, pull, proposal);
    return { done: "updated", url: pull.url };
  }
  return { done: "created", url: await openPull(github, proposal) };
}

/** Whether a pull request says the same already. */
async function holds(
  github: GitHub,
  { head, isMerged }: Pull,
  { folder, files, essence }: Proposal,
): Promise<boolean> {
  if (isMerged) return false;
  for (const [path, text] of changed(files, await readFolder(github, folder, head))) {
    const before = await readText(github, path, head);
    if (before === undefined || essence(before) !== essence(text)) return false;
  }
  return true;
}

async function withdraw(github: GitHub, pull: Pull | undefined, branch: string): Promise<Proposed> {
  if (!pull?.isOpen) return { done: "none" };
  await closePull(github, pull, branch);
  return { done: "closed", url: pull.url };
}

/** Whether somebody else has committed what a merge would bring to the base. */
async function hasOthersCommits(
  { octokit, owner, repo }: GitHub,
  viewer: number,
  base: string,
  head: string,
): Promise<boolean> {
  try {
    const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
    const { data } = await octokit.request(route, { owner, repo, basehead: `${base}...${head}` });
    return data.commits.some(({ author }) => author?.id !== viewer);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
