import type { GitHub } from "../client";
import { readViewer } from "../viewer";
import { type Marker, readMarker } from "./marker";

/** A comment that this token's user or app wrote, with a marker of this tool. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
  readonly marker: Marker;
}

/**
 * The comments with a key, the oldest first.
 *
 * A stranger can write the same marker: it is the author that makes a comment ours.
 */
export async function listOwn(
  github: GitHub,
  pullRequest: number,
  key: string,
): Promise<readonly OwnComment[]> {
  const { octokit, owner, repo } = github;
  const viewer = await readViewer(github);
  const comments = await octokit.paginate("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: pullRequest,
    per_page: 100,
  });
  return comments
    .flatMap(({ id, body = "", user }) => {
      const marker = user?.id === viewer ? readMarker(body) : undefined;
      return marker?.key === key ? [{ id: Number(id), body, marker }] : [];
    })
    .sort((a, b) => a.id - b.id);
}
