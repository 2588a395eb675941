import { afterEach } from "vitest";
import { createGitHub, type GitHub } from "../../../src/github/client";
import type { Run } from "../../../src/github/comment/marker";
import { GitHubServer, OWNER, REPO } from "./github";
import { REPOSITORY_ID, type StoredRun } from "./world";

export const HEAD = "a".repeat(40);
export const OTHER = "b".repeat(40);

export function run(number: number, attempt = 1): Run {
  return { id: 9_000 + number, number, attempt };
}

export function runUrl({ id, attempt }: Run): string {
  return `https://github.example/acme/platform/actions/runs/${id}/attempts/${attempt}`;
}

/** A run of plan.yml for a pull request of this repository that has gone well. */
export function planRun(more: Partial<StoredRun> = {}): StoredRun {
  return {
    id: 9_012,
    run_number: 12,
    run_attempt: 1,
    path: ".github/workflows/plan.yml",
    event: "pull_request",
    status: "completed",
    conclusion: "success",
    head_sha: HEAD,
    head_branch: "change",
    head_repository: { id: REPOSITORY_ID, full_name: "acme/platform" },
    repository: { id: REPOSITORY_ID },
    pull_requests: [],
    ...more,
  };
}

const started: GitHubServer[] = [];

afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

/** A GitHub that ends with the test. */
export async function startGitHub(): Promise<GitHubServer> {
  const server = await GitHubServer.start();
  started.push(server);
  return server;
}

/** A client whose seconds are short, and that knows of no limits: `client.thorough.test.ts` is about these. */
export function clientOf(server: GitHubServer): GitHub {
  return createGitHub({
    owner: OWNER,
    repo: REPO,
    token: "token-of-the-job",
    apiUrl: server.url,
    secondMs: 1,
    throttled: false,
  });
}
