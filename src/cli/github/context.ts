import { readFileSync } from "node:fs";
import { z } from "zod";
import { createGitHub, type GitHub } from "../../github/client";
import type { RunUrl } from "../../github/comment/body";
import type { Run } from "../../github/comment/marker";
import { GitHubError } from "../../github/errors";
import { issuerOf } from "../../github/provenance/claims";
import { isCommit, readRepository } from "../../github/repository";
import type { Io } from "../delivery/io";

const event = z.looseObject({
  pull_request: z
    .looseObject({ number: z.int().positive(), head: z.looseObject({ sha: z.string() }) })
    .optional(),
  before: z.string().optional(),
  workflow_run: z.looseObject({ id: z.int().positive() }).optional(),
});

/** What a workflow's job knows of itself, from the variables that GitHub sets. */
export interface Context {
  readonly github: GitHub;
  readonly run: Run;
  readonly runUrl: RunUrl;
  /** Who signs for jobs. */
  readonly issuer: string;
  /** The commit that the job is about: of a pull request the merge with its base. */
  readonly commit: string;
  readonly branch: string;
  /** Of the event `push`: the commit that the branch was at before. */
  readonly before: string | undefined;
  /** Of the event `pull_request`. */
  readonly pullRequest: { readonly number: number; readonly head: string } | undefined;
  /** Id of the run that the event `workflow_run` is about. */
  readonly workflowRun: number | undefined;
}

/**
 * @param needsToken whether GitHub is asked anything: a job that only plans gets no token
 * @throws GitHubError with every variable that is missing
 */
export function readContext(io: Io, { needsToken = true } = {}): Context {
  const { env } = io;
  const names = [
    ...(needsToken ? ["GITHUB_TOKEN"] : []),
    "GITHUB_REPOSITORY",
    "GITHUB_SHA",
    "GITHUB_RUN_ID",
    "GITHUB_RUN_NUMBER",
  ];
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new GitHubError(`${missing.join(", ")} must be set.`, {
      remedy:
        "GitHub sets them in a workflow's jobs, but for GITHUB_TOKEN: env: GITHUB_TOKEN: ${{ github.token }}.",
    });
  }
  const { owner, repo } = readRepository(env.GITHUB_REPOSITORY ?? "");
  const commit = env.GITHUB_SHA ?? "";
  if (!isCommit(commit)) throw new GitHubError("GITHUB_SHA is no commit.");
  const { pull_request: pull, workflow_run: workflowRun, before } = readEvent(env.GITHUB_EVENT_PATH);
  const github = createGitHub({
    owner,
    repo,
    token: env.GITHUB_TOKEN ?? "",
    ...(env.GITHUB_API_URL && { apiUrl: env.GITHUB_API_URL }),
    warn: (line) => io.err.write(`${line}\n`),
  });
  const server = env.GITHUB_SERVER_URL || "https://github.com";
  return {
    github,
    run: {
      id: whole("GITHUB_RUN_ID", env.GITHUB_RUN_ID),
      number: whole("GITHUB_RUN_NUMBER", env.GITHUB_RUN_NUMBER),
      attempt: whole("GITHUB_RUN_ATTEMPT", env.GITHUB_RUN_ATTEMPT || "1"),
    },
    runUrl: ({ id, attempt }) => `${server}/${owner}/${repo}/actions/runs/${id}/attempts/${attempt}`,
    issuer: issuerOf(server),
    commit,
    branch: env.GITHUB_REF_NAME || "main",
    before,
    pullRequest: pull && { number: pull.number, head: pull.head.sha },
    workflowRun: workflowRun?.id,
  };
}

function readEvent(path: string | undefined): z.infer<typeof event> {
  if (!path) return {};
  try {
    return event.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new GitHubError("GITHUB_EVENT_PATH is no event of GitHub's.", { cause });
  }
}

function whole(name: string, value: string | undefined): number {
  if (value !== undefined && /^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new GitHubError(`${name} is no whole number from 1.`);
}
