import { sha256 } from "../bundle/hash";
import type { GitHub } from "../client";
import { GitHubError } from "../errors";

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  /** `sha256:...` of the archive, as GitHub noted it when it was uploaded. */
  readonly digest: string | undefined;
}

const PATIENCE_MS = 120_000;
const MOST_TRIES = 4;

/** An artifact of a run that can still be had; undefined where there is none. */
export async function findArtifact(
  { octokit, owner, repo }: GitHub,
  runId: number,
  name: string,
): Promise<Artifact | undefined> {
  const artifacts = await octokit.paginate("GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", {
    owner,
    repo,
    run_id: runId,
    name,
    per_page: 100,
  });
  const found = artifacts.filter((each) => each.name === name && !each.expired);
  // a job that is run again uploads again
  const [latest] = found.sort((a, b) => Number(b.id) - Number(a.id));
  if (latest === undefined) return undefined;
  const { id, size_in_bytes: bytes, digest } = latest;
  return { id: Number(id), name, bytes: Number(bytes), digest: digest ?? undefined };
}

/**
 * Downloads an artifact's archive into memory.
 *
 * GitHub sends to a signed address on another host, which is shown no token.
 *
 * @param limit in bytes: of what GitHub says, and of what comes
 */
export async function download(github: GitHub, artifact: Artifact, limit: number): Promise<Buffer> {
  if (artifact.bytes > limit) throw tooLarge(artifact, limit);
  for (let tries = 1; ; tries++) {
    const bytes = await fetchOnce(await locate(github, artifact), artifact, limit);
    if (bytes !== undefined) return checked(bytes, artifact);
    if (tries === MOST_TRIES) throw new GitHubError(`The artifact ${artifact.name} could not be downloaded.`);
  }
}

async function locate({ octokit, owner, repo }: GitHub, { id, name }: Artifact): Promise<string> {
  const { headers } = await octokit.request(
    "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
    { owner, repo, artifact_id: id, archive_format: "zip", request: { redirect: "manual" } },
  );
  if (headers.location === undefined) {
    throw new GitHubError(`GitHub does not say where the artifact ${name} lies.`);
  }
  return headers.location;
}

/** Undefined where it is worth another try. */
async function fetchOnce(url: string, artifact: Artifact, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return undefined;
    }
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > limit) throw tooLarge(artifact, limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    return undefined;
  }
  return Buffer.concat(chunks);
}

function checked(bytes: Buffer, { name, digest }: Artifact): Buffer {
  if (digest === undefined || digest === `sha256:${sha256(bytes)}`) return bytes;
  throw new GitHubError(`The artifact ${name} is not the one that GitHub took: its digest differs.`);
}

function tooLarge({ name }: Artifact, limit: number): GitHubError {
  return new GitHubError(`The artifact ${name} is larger than ${limit} bytes.`);
}
