import { join, relative } from "node:path";
import { type Emulator, startEmulator } from "./emulator";
import { terraformEnvironment } from "./environment";
import { LocalError } from "./errors";
import { takeLock } from "./lock";
import { Log, pruneLogs } from "./log";
import type { Cancel } from "./process";
import type { Progress, Report } from "./progress";
import { providerInstallation } from "./provider-mirror";
import { providerOf, runSynthesis, stackFolder } from "./synthesis";
import { type Output, type Plan, Terraform } from "./terraform";
import { type ApplyProgress, total } from "./terraform-messages";
import { checkTools, type Tools } from "./tools";
import { ensureVenv } from "./venv";

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

export interface JobResult {
  readonly plan: Plan;
  /** Undefined when nothing was applied. */
  readonly outputs: Readonly<Record<string, Output>> | undefined;
  readonly logFile: string;
}

interface Context extends JobOptions {
  readonly home: string;
  readonly log: Log;
  readonly logFile: string;
}

const TFVARS = ["examples/tfvars/staging.tfvars", "examples/tfvars/production.tfvars"];
const STATE_BUCKET = "terraform-state";

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
    (report) => startIn(context, tools, report),
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
    return await planAndApply(context, emulator, terraform);
  } finally {
    if (context.keep && !held.signal.aborted) {
      emulator.release();
      onKept({ emulator, stack, region, provider });
    } else {
      await emulator.stop();
    }
  }
}

async function startIn(context: Context, tools: Tools, report: Report): Promise<Emulator> {
  const { root, home, log, cancel, keep } = context;
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

async function planAndApply(context: Context, emulator: Emulator, terraform: Terraform): Promise<JobResult> {
  const { progress, environment, logFile } = context;
  await progress.step("Initialising Terraform", async () => {
    await emulator.createBucket(STATE_BUCKET);
    await terraform.init({ bucket: STATE_BUCKET, use_path_style: "true" });
  });
  const plan = await progress.step(`Planning ${environment}`, () => terraform.plan(), counted);
  if (context.planOnly) return { plan, outputs: undefined, logFile };

  const planned = total(plan.counts);
  await progress.step(
    `Applying ${environment}`,
    (report) => terraform.apply({ onProgress: (state) => report(applied(state, planned)) }),
    () => `${planned} resources`,
  );
  const outputs = await terraform.output();
  await progress.step(
    "Planning again",
    async () => {
      const again = await terraform.plan({ out: "tfplan.again" });
      if (again.changed) throw await notStable(terraform, again, logFile);
    },
    () => "No changes",
  );
  return { plan, outputs, logFile };
}

function counted({ counts }: Plan): string {
  return `${counts.add} to add, ${counts.change} to change, ${counts.remove} to destroy`;
}

function applied({ finished, running }: ApplyProgress, planned: number): string {
  const waiting = running.length > 0 && running.length <= 3 ? `, waiting for ${running[0]}` : "";
  return `${finished}/${planned} created${waiting}`;
}

async function notStable(terraform: Terraform, plan: Plan, logFile: string): Promise<LocalError> {
  const text = (await terraform.showText(plan.file)).split("\n");
  const start = text.findIndex((line) => /^ {2}# |^Changes to Outputs/.test(line));
  const shown = text.slice(Math.max(0, start)).filter((line) => line.trim() !== "");
  return new LocalError(`A second plan of what was just applied wants changes (${counted(plan)}).`, {
    lines: shown.slice(0, 60),
    logFile,
  });
}
