import { createHash } from "node:crypto";
import type { GitHub } from "../client";
import { isMissing } from "../explain";

/** Texts of files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

/** The name that git gives to a text. */
export function blobOf(text: string): string {
  return createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest("hex");
}

/**
 * What git calls the texts in a folder of the repository, by path; of a folder that is not there, none.
 *
 * @param ref a branch or a commit
 */
export async function readFolder(
  github: GitHub,
  folder: string,
  ref: string,
): Promise<ReadonlyMap<string, string>> {
  const blobs = new Map<string, string>();
  const waiting = [folder];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const each of await list(github, path, ref)) {
      if (each.type === "dir") waiting.push(each.path);
      else blobs.set(each.path, each.sha);
    }
  }
  return blobs;
}

async function list({ octokit, owner, repo }: GitHub, path: string, ref: string) {
  try {
    const route = "GET /repos/{owner}/{repo}/contents/{path}";
    const { data } = await octokit.request(route, { owner, repo, path, ref });
    return Array.isArray(data) ? data : [data];
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Those of some files that the repository does not have like this. */
export function changed(files: Files, blobs: ReadonlyMap<string, string>): Files {
  return new Map([...files].filter(([path, text]) => blobs.get(path) !== blobOf(text)));
}

/** The text of a file; undefined where there is none. */
export async function readText(
  { octokit, owner, repo }: GitHub,
  path: string,
  ref: string,
): Promise<string | undefined> {
  try {
    const route = "GET /repos/{owner}/{repo}/contents/{path}";
    const { data } = await octokit.request(route, { owner, repo, path, ref });
    const isFile = !Array.isArray(data) && data.type === "file" && "content" in data;
    return isFile ? Buffer.from(data.content, "base64").toString("utf8") : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
