import { join, relative } from "node:path";
import type { Emulator } from "./emulator";
import { terraformEnvironment } from "./environment";
import { takeLock } from "./lock";
import { Log, pruneLogs } from "./log";
import { type JobResult, planAndApply } from "./plan-and-apply";
import { startPrepared } from "./prepared-emulator";
import type { Cancel } from "./process";
import type { Progress } from "./progress";
import { providerInstallation } from "./provider-mirror";
import { providerOf, runSynthesis, stackFolder } from "./synthesis";
import { Terraform } from "./terraform";
import { checkTools, type Tools } from "./tools";

export interface JobOptions {
  readonly root: string;
  readonly environment: string;
  /** Stop after the plan. */
  readonly planOnly: boolean;
  /** Leave the emulator running, whatever Terraform says. */
  readonly keep: boolean;
  readonly cancel: Cancel;
  readonly progress: Progress;
}

/** What stays when the job is over. */
export interface Kept {
  readonly emulator: Emulator;
  readonly stack: string;
  readonly region: string | undefined;
  readonly provider: Readonly<Record<string, string>>;
}

export interface Context extends JobOptions {
  readonly home: string;
  readonly log: Log;
  readonly logFile: string;
}

/** What users start from, one file for each environment. */
export const TFVARS = ["examples/tfvars/staging.tfvars", "examples/tfvars/production.tfvars"];

/**
 * The main job: both stacks synthesised, one of them planned and applied on an emulator, and planned again.
 *
 * @param onKept hears of an emulator that is left running, also when the job fails afterwards
 * @throws LocalError on what the user can act on, the reason of `cancel.signal` when cancelled; nothing is left
 * running then
 */
export async function runJob(options: JobOptions, onKept: (kept: Kept) => void): Promise<JobResult> {
  const { cancel, progress } = options;
  const tools = await progress.step(
    "Checking tools",
    () => checkTools({ cancel }),
    ({ terraform, python }) => `Terraform ${terraform.version}, Python ${python.version}`,
  );
  const home = join(options.root, ".emulator");
  const release = takeLock(join(home, "run.lock"));
  pruneLogs(join(home, "logs"));
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const log = new Log(join(home, "logs", `${stamp}.log`));
  const context: Context = { ...options, home, log, logFile: relative(options.root, log.file) };
  try {
    return await prepareAndRun(context, tools, onKept);
  } catch (error) {
    log.line(String(error));
    throw error;
  } finally {
    log.close();
    release();
  }
}

async function prepareAndRun(
  context: Context,
  tools: Tools,
  onKept: (kept: Kept) => void,
): Promise<JobResult> {
  const { progress, root, home, log, cancel } = context;
  const stacks = await progress.step("Synthesising staging and production", () =>
    runSynthesis({ root, tfvars: TFVARS, out: join(home, "cdktf.out"), log, cancel }),
  );
  const stack = stackFolder(stacks, context.environment);
  const { version, region } = providerOf(stack);
  const provider = providerInstallation(home, { version });
  const emulator = await progress.step(
    "Starting the emulator",
    (report) => startPrepared(context, tools, report),
    ({ endpoint }) => endpoint,
  );
  const held = {
    signal: AbortSignal.any([cancel.signal, emulator.gone]),
    ...(cancel.force && { force: cancel.force }),
  };
  const terraform = new Terraform({
    folder: stack,
    env: terraformEnvironment({ endpoint: emulator.endpoint, provider }),
    log,
    cancel: held,
  });
  try {
    return await planAndApply(context, { emulator, terraform, stack });
  } finally {
    if (context.keep && !held.signal.aborted) {
      emulator.release();
      onKept({ emulator, stack, region, provider });
    } else {
      await emulator.stop();
    }
  }
}
