import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { allOver } from "./all-over";
import type { Emulator } from "./emulator";
import { terraformEnvironment } from "./environment";
import { TFVARS } from "./job";
import type { Log } from "./log";
import { startPrepared } from "./prepared-emulator";
import type { Cancel } from "./process";
import type { Progress } from "./progress";
import { providerInstallation } from "./provider-mirror";
import { initialise, STATE_BUCKET } from "./state-bucket";
import { providerOf, runSynthesis, stackFolder } from "./synthesis";
import { Terraform } from "./terraform";
import type { Tools } from "./tools";

export interface PlansOptions {
  readonly root: string;
  /** Keeps what is installed once. */
  readonly home: string;
  /** Receives the stacks, with a file tfplan.json in each. */
  readonly folder: string;
  /** Settings files of staging and production. @default - the examples */
  readonly tfvars?: readonly string[] | undefined;
  readonly tools: Tools;
  readonly log: Log;
  readonly cancel: Cancel;
  readonly progress: Progress;
}

/** A plan of one environment, from nothing. */
export interface PlanFile {
  readonly environment: string;
  /** As `terraform show -json` prints it; cdk.tf.json lies beside it. */
  readonly file: string;
}

const ENVIRONMENTS = ["staging", "production"] as const;

/**
 * Plans both environments from nothing, with the real Terraform on an emulator.
 *
 * @throws LocalError on what the user can act on, the reason of `cancel.signal` when cancelled
 */
export async function planEnvironments(options: PlansOptions): Promise<readonly PlanFile[]> {
  const { progress, root, folder, tfvars = TFVARS, tools, log, cancel } = options;
  const stacks = await progress.step("Synthesising staging and production", () =>
    runSynthesis({ root, tfvars, out: join(folder, "cdktf.out"), log, cancel }),
  );
  const emulator = await progress.step(
    "Starting the emulator",
    (report) => startPrepared(options, tools, report),
    ({ endpoint }) => endpoint,
  );
  try {
    await emulator.createBucket(STATE_BUCKET);
    return await progress.step("Planning staging and production", () =>
      allOver(ENVIRONMENTS.map((each) => plan(each, stackFolder(stacks, each), emulator, options))),
    );
  } finally {
    await emulator.stop();
  }
}

async function plan(
  environment: string,
  folder: string,
  { endpoint, gone }: Emulator,
  { home, log, cancel }: PlansOptions,
): Promise<PlanFile> {
  const provider = providerInstallation(home, { version: providerOf(folder).version });
  const terraform = new Terraform({
    folder,
    env: terraformEnvironment({ endpoint, provider }),
    log,
    cancel: { ...cancel, signal: AbortSignal.any([cancel.signal, gone]) },
  });
  await initialise(terraform);
  const { file: saved } = await terraform.plan();
  const file = join(folder, "tfplan.json");
  writeFileSync(file, JSON.stringify(await terraform.show(saved)), { mode: 0o600 });
  return { environment, file };
}
