import { describe, expect, it } from "vitest";
import { createGitHub, type GitHub } from "../../src/github/client";
import { updateComment } from "../../src/github/comment/update";
import { explainGitHub } from "../../src/github/explain";
import { HEAD, run, runUrl, startGitHub } from "./support/fixtures";
import { type GitHubServer, OWNER, REPO } from "./support/github";
import type { Asked } from "./support/server";

const STEP = {
  pullRequest: 5,
  key: "plan",
  head: HEAD,
  run: run(12),
  stacks: ["staging"],
  state: "planned",
  report: "r",
} as const;
const isPost = ({ method, path }: Asked) => method === "POST" && path.endsWith("/comments");
const secondary = "You have exceeded a secondary rate limit. Please wait a few minutes.";

/** The client as jobs have it, but that its seconds are short. */
function limited(
  server: GitHubServer,
  { token = "token-of-the-job", warnings = [] }: { token?: string; warnings?: string[] } = {},
): GitHub {
  const warn = (line: string) => warnings.push(line);
  return createGitHub({ owner: OWNER, repo: REPO, token, apiUrl: server.url, secondMs: 1, warn });
}

async function withPull() {
  const server = await startGitHub();
  server.world.addPull({ number: 5, sha: HEAD });
  return server;
}

describe("GitHub", () => {
  it.each([
    [
      "asks to wait (secondary limit)",
      { status: 403, json: { message: secondary }, headers: { "retry-after": "2" } },
    ],
    ["asks to wait with 429", { status: 429, json: { message: secondary }, headers: { "retry-after": "2" } }],
    ["has an error of its own", { status: 502, json: { message: "Bad Gateway" } }],
    ["is overloaded", { status: 503 }],
    ["hangs up", "hang up" as const],
  ])("is asked again when it %s", async (_, answer) => {
    const server = await withPull();
    server.faults.push({ when: isPost, answer });
    expect((await updateComment(limited(server), STEP, runUrl)).done).toBe("created");
    expect(server.world.comments).toHaveLength(1);
    expect(server.asked.filter(isPost)).toHaveLength(2);
  });

  it("is waited for until its rate limit is over", async () => {
    const server = await withPull();
    const warnings: string[] = [];
    const reset = String(Math.floor(Date.now() / 1_000) + 2);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    server.faults.push({
      when: isPost,
      answer: { status: 403, json: { message: "API rate limit exceeded" }, headers },
    });
    await updateComment(limited(server, { warnings }), STEP, runUrl);
    expect(warnings).toEqual([
      expect.stringMatching(/^GitHub's rate limit is reached; it asks to wait \d s\.$/),
    ]);
  });

  it("is not waited for an hour", async () => {
    const server = await withPull();
    const warnings: string[] = [];
    const answer = { status: 403, json: { message: secondary }, headers: { "retry-after": "3600" } };
    server.faults.push({ when: isPost, answer });
    await expect(updateComment(limited(server, { warnings }), STEP, runUrl)).rejects.toThrow(
      /secondary rate limit/,
    );
    expect(warnings).toEqual([
      "GitHub's secondary rate limit is reached; it asks to wait 3600 s, which is too long.",
    ]);
  });

  it("leaves one comment though the answer to the first was lost", async () => {
    const server = await withPull();
    const lost = { status: 502, json: { message: "Bad Gateway" } };
    server.faults.push({
      when: isPost,
      answer: lost,
      before: () => {
        const { body = "" } = JSON.parse(server.asked.at(-1)?.body ?? "{}") as { body?: string };
        server.world.addComment(5, { id: 41_898_282, login: "github-actions[bot]" }, body);
      },
    });
    await updateComment(limited(server), STEP, runUrl);
    expect(server.world.comments).toHaveLength(1);
  });

  it("refuses a fork's token once, with the remedy", async () => {
    const server = await withPull();
    const error = await updateComment(limited(server, { token: "token-of-a-fork" }), STEP, runUrl).catch(
      explainGitHub,
    );
    expect(error).toMatchObject({
      message:
        "GitHub answered POST /repos/acme/platform/issues/5/comments with 403: Resource not accessible by integration",
      remedy: expect.stringContaining("workflow_run"),
    });
    expect(server.asked.filter(isPost)).toHaveLength(1);
  });

  it("tells of a token that is over", async () => {
    const server = await withPull();
    const error = await updateComment(limited(server, { token: "old-token-canary" }), STEP, runUrl).catch(
      explainGitHub,
    );
    expect(error).toMatchObject({
      message: expect.stringContaining("401"),
      remedy: expect.stringContaining("GITHUB_TOKEN"),
    });
    expect(JSON.stringify(error)).not.toContain("canary");
  });

  it("is told apart from a network that does not reach it", async () => {
    const server = await withPull();
    await server.close();
    const error = await updateComment(limited(server), STEP, runUrl).catch(explainGitHub);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^GitHub could not be reached for GET \/repos\/acme\/platform\/pulls\/5: /,
      ),
      remedy: expect.stringContaining("GITHUB_API_URL"),
    });
  });
});
