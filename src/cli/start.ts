import { constants } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defineCommand, parseArgs, renderUsage } from "citty";
import { Interrupted, LocalError } from "../local/errors";
import { type Kept, runJob } from "../local/job";
import type { Cancel } from "../local/process";
import { createProgress } from "../local/progress";
import { renderError, renderKept, renderResult } from "../local/render";
import { cancelOnSignals } from "../local/signals";

const ROOT = join(import.meta.dirname, "../..");

const command = defineCommand({
  meta: {
    name: "npm start --",
    description:
      "Plans and applies the platform with the real Terraform on an emulator of AWS, on this machine",
  },
  args: {
    environment: {
      type: "enum",
      options: ["staging", "production"],
      default: "staging",
      description: "The stack to apply.",
    },
    "plan-only": { type: "boolean", description: "Stop after the plan." },
    keep: {
      type: "boolean",
      description: "Leave the emulator running, and print how to reach and to stop it.",
    },
    help: { type: "boolean", alias: "h", description: "Print this." },
  },
});
const NAMES = ["environment", "plan-only", "keep", "help"];

interface Arguments {
  readonly environment: string;
  readonly "plan-only"?: boolean;
  readonly keep?: boolean;
  readonly help?: boolean;
}

/**
 * Runs the command line and prints what comes of it.
 *
 * @param raw the arguments, without node and the script
 * @param root the project's folder
 * @returns the exit code
 */
export async function start(
  raw: readonly string[],
  env: NodeJS.ProcessEnv,
  cancel: Cancel,
  root = ROOT,
): Promise<number> {
  try {
    refuseLostArguments(raw, env);
    const args = parseArgs([...raw], command.args as never) as unknown as Arguments;
    if (args.help) {
      process.stdout.write(
        `${await renderUsage(command)}\nEXAMPLE\n\n  npm start -- --environment production --keep\n`,
      );
      return 0;
    }
    await runAndPrint(args, root, env, cancel);
    return 0;
  } catch (error) {
    const { text, code } = explain(error);
    process.stderr.write(`\n${text}\n`);
    return code;
  }
}

async function runAndPrint(
  args: Arguments,
  root: string,
  env: NodeJS.ProcessEnv,
  cancel: Cancel,
): Promise<void> {
  let kept: Kept | undefined;
  const job = {
    root,
    environment: args.environment,
    planOnly: args["plan-only"] ?? false,
    keep: args.keep ?? false,
    cancel,
    progress: createProgress(process.stderr, env),
  };
  try {
    const result = await runJob(job, (left) => {
      kept = left;
    });
    process.stdout.write(`\n${renderResult(result)}\n`);
    const verdict = result.outputs
      ? "No changes: a second plan finds nothing to do."
      : "Nothing was applied.";
    process.stderr.write(`${verdict} Full log: ${result.logFile}\n`);
  } finally {
    if (kept) process.stdout.write(`\n${renderKept(kept)}`);
  }
}

/** citty lets unknown options pass, and npm keeps to itself what stands before `--`; both would be lost in silence. */
function refuseLostArguments(raw: readonly string[], env: NodeJS.ProcessEnv): void {
  const eaten = NAMES.find(
    (name) => name !== "help" && env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined,
  );
  if (eaten) {
    throw new LocalError(`npm took --${eaten} for itself.`, {
      remedy: `Options go after two dashes: npm start -- --${eaten}`,
    });
  }
  const unknown = raw.find((word, index) => {
    if (word === "-h" || raw[index - 1] === "--environment") return false;
    return !NAMES.includes(/^--([a-z-]+)(=.*)?$/.exec(word)?.[1] ?? "");
  });
  if (unknown !== undefined) {
    throw new LocalError(`Unknown argument ${unknown}; there are --${NAMES.join(", --")}.`, {
      remedy: "See npm start -- --help",
    });
  }
}

function explain(error: unknown): { text: string; code: number } {
  if (error instanceof Interrupted) {
    return { text: "Stopped; nothing is left running.", code: 128 + constants.signals[error.signal] };
  }
  if (error instanceof LocalError) return { text: renderError(error), code: 1 };
  if (error instanceof Error)
    return { text: error.name === "CLIError" ? error.message : `${error.stack}`, code: 1 };
  return { text: String(error), code: 1 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const cancel = cancelOnSignals(() => process.stderr.write("\nStopping; once more kills.\n"));
  process.exitCode = await start(process.argv.slice(2), process.env, cancel);
}
