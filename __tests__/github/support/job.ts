import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Io } from "../../../src/cli/delivery/io";
import { type GitHubServer, OWNER, REPO } from "./github";

export interface JobOptions {
  readonly server: GitHubServer;
  /** Folder for the job's own files. */
  readonly folder: string;
  readonly runId: number;
  readonly commit: string;
  readonly event?: object;
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
      GITHUB_SERVER_URL: "https://github.example",
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
