import { constants } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError, Option } from "commander";
import { Interrupted, LocalError } from "../local/errors";
import { type Kept, runJob } from "../local/job";
import type { Cancel } from "../local/process";
import { createProgress } from "../local/progress";
import { renderError, renderKept, renderResult } from "../local/render";
import { cancelOnSignals } from "../local/signals";

const ROOT = join(import.meta.dirname, "../..");

interface Arguments {
  readonly environment: "staging" | "production";
  readonly planOnly?: boolean;
  readonly keep?: boolean;
}

function createCommand(): Command {
  return new Command("npm start --")
    .description(
      "Plans and applies the platform with the real Terraform on an emulator of AWS, on this machine",
    )
    .addOption(
      new Option("--environment <name>", "the stack to apply")
        .choices(["staging", "production"])
        .default("staging"),
    )
    .option("--plan-only", "stop after the plan")
    .option("--keep", "leave the emulator running, and print how to reach and to stop it")
    .addHelpText("after", "\nExample:\n  $ npm start -- --environment production --keep")
    .showHelpAfterError("(see npm start -- --help)")
    .allowExcessArguments(false)
    .exitOverride();
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
    refuseLostArguments(env);
    const args = createCommand().parse(raw, { from: "user" }).opts<Arguments>();
    await runAndPrint(args, root, env, cancel);
    return 0;
  } catch (error) {
    // the parser has told what was wrong, or printed its help
    if (error instanceof CommanderError) return error.exitCode;
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
  let page: string;
  const job = {
    root,
    environment: args.environment,
    planOnly: args.planOnly ?? false,
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
    page = result.page;
  } finally {
    if (kept) process.stdout.write(`\n${renderKept(kept)}`);
  }
  process.stderr.write(`Plan, cost and picture: open ${page}\n`);
}

/** npm keeps to itself what stands before `--`; it would be lost in silence. */
function refuseLostArguments(env: NodeJS.ProcessEnv): void {
  const names = createCommand().options.map((option) => option.name());
  const eaten = names.find((name) => env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined);
  if (eaten === undefined) return;
  throw new LocalError(`npm took --${eaten} for itself.`, {
    remedy: `Options go after two dashes: npm start -- --${eaten}`,
  });
}

function explain(error: unknown): { text: string; code: number } {
  if (error instanceof Interrupted) {
    return { text: "Stopped; nothing is left running.", code: 128 + constants.signals[error.signal] };
  }
  if (error instanceof LocalError) return { text: renderError(error), code: 1 };
  if (error instanceof Error) return { text: `${error.stack}`, code: 1 };
  return { text: String(error), code: 1 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const cancel = cancelOnSignals(() => process.stderr.write("\nStopping; once more kills.\n"));
  process.exitCode = await start(process.argv.slice(2), process.env, cancel);
}
