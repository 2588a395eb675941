import { GitHubError } from "./errors";

/** A repository, as GitHub's routes name it. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** @throws GitHubError unless the name has the form `owner/name` */
export function readRepository(name: string): Repository {
  const [, owner, repo] = /^([A-Za-z0-9][A-Za-z0-9_-]*)\/([A-Za-z0-9._-]+)$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined || repo === "." || repo === "..") {
    throw new GitHubError(`${JSON.stringify(name)} is no name of a repository.`, {
      remedy: "GITHUB_REPOSITORY has the form owner/name.",
    });
  }
  return { owner, repo };
}

/** Whether a text is the name of a commit, as git writes it in full. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}
