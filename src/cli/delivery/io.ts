import type { WriteStream } from "node:tty";

/** project_name of the platform, as its own setting has it. */
export const DEFAULT_PROJECT = "langgraph";

/** The world outside of a command. */
export interface Io {
  readonly out: NodeJS.WritableStream;
  readonly err: WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by the first SIGINT or SIGTERM, with `Interrupted` as reason. */
  readonly stop: AbortSignal;
  /** Told what would be left if the command ended now. */
  readonly onLeft: (words: () => string) => void;
}
