import { join } from "node:path";
import { type Emulator, startEmulator } from "./emulator";
import type { Log } from "./log";
import type { Cancel } from "./process";
import type { Report } from "./progress";
import type { Tools } from "./tools";
import { ensureVenv } from "./venv";

export interface PreparedEmulatorOptions {
  readonly root: string;
  /** Keeps the emulator's packages. */
  readonly home: string;
  readonly log: Log;
  readonly cancel: Cancel;
  /** @default false */
  readonly keep?: boolean;
}

/** Starts an emulator, whose packages are installed with the first one. */
export async function startPrepared(
  { root, home, log, cancel, keep = false }: PreparedEmulatorOptions,
  tools: Tools,
  report: Report,
): Promise<Emulator> {
  const source = join(root, "emulator");
  const python = await ensureVenv({
    folder: join(home, "venv"),
    requirements: join(source, "requirements.txt"),
    python: tools.python,
    cancel,
    log,
    onProgress: (detail) => report(`first run, installing ${detail}`),
  });
  report("");
  return startEmulator({ python, source, logFile: log.file, keep, cancel });
}
