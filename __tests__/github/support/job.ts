import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Io } from "../../../src/cli/delivery/io";
import { type GitHubServer, OWNER, REPO } from "./github";

export interface JobEvent {
  readonly pull_request?: { readonly number: number; readonly head: { readonly sha: string } };
  readonly workflow_run?: { readonly id: number };
  readonly before?: string;
}

export interface JobOptions {
  readonly server: GitHubServer;
  /** Folder for the job's own files. */
  readonly folder: string;
  readonly runId: number;
  readonly commit: string;
  readonly event?: JobEvent;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly io: Io;
  /** What was printed, to either. */
  readonly printed: () => string;
  readonly outputs: () => Readonly<Record<string, string>>;
}

/** A job of GitHub Actions, for a command that runs in this process. */
export function job({ server, folder, runId, commit, event = {}, env = {} }: JobOptions): Job {
  const [eventFile, outputFile] = [join(folder, `event-${runId}.json`), join(folder, `output-${runId}`)];
  writeFileSync(eventFile, JSON.stringify(event));
  writeFileSync(outputFile, "");
  server.world.jobs.set(`job-of-${runId}`, claimsOf(runId, event.pull_request?.number));
  const stream = new PassThrough();
  let printed = "";
  stream.on("data", (chunk) => {
    printed += String(chunk);
  });
  const io: Io = {
    out: stream,
    err: Object.assign(stream, { isTTY: false }) as unknown as Io["err"],
    stop: new AbortController().signal,
    onLeft: () => {},
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GITHUB_TOKEN: "token-of-the-job",
      GITHUB_REPOSITORY: `${OWNER}/${REPO}`,
      GITHUB_API_URL: server.url,
      GITHUB_SERVER_URL: server.url,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.issuer}/request?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: `job-of-${runId}`,
      GITHUB_SHA: commit,
      GITHUB_REF_NAME: "main",
      GITHUB_RUN_ID: String(runId),
      GITHUB_RUN_NUMBER: String(runId - 9_000),
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_OUTPUT: outputFile,
      ...env,
    },
  };
  return {
    io,
    printed: () => printed,
    outputs: () =>
      Object.fromEntries(
        readFileSync(outputFile, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      ),
  };
}

/** What GitHub knows of the job: it plans a pull request, or runs on main. */
function claimsOf(runId: number, pullRequest: number | undefined): object {
  const isPlan = pullRequest !== undefined;
  const ref = isPlan ? `refs/pull/${pullRequest}/merge` : "refs/heads/main";
  return {
    repository: `${OWNER}/${REPO}`,
    run_id: String(runId),
    event_name: isPlan ? "pull_request" : "push",
    ref,
    base_ref: isPlan ? "main" : "",
    job_workflow_ref: `${OWNER}/${REPO}/.github/workflows/${isPlan ? "plan" : "apply"}.yml@${ref}`,
  };
}
