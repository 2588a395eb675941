import { join, relative } from "node:path";
import { allOver } from "./all-over";
import type { Emulator } from "./emulator";
import { LocalError } from "./errors";
import type { Context } from "./job";
import { writePage } from "./page";
import { initialise, STATE_BUCKET } from "./state-bucket";
import type { Output, Plan, Terraform } from "./terraform";
import { type ApplyProgress, total } from "./terraform-messages";

export interface JobResult {
  readonly plan: Plan;
  /** Undefined when nothing was applied. */
  readonly outputs: Readonly<Record<string, Output>> | undefined;
  readonly logFile: string;
  /** One HTML page that shows the plan, what it costs, and a picture. */
  readonly page: string;
}

export interface Bench {
  readonly emulator: Emulator;
  readonly terraform: Terraform;
  /** The stack's folder. */
  readonly stack: string;
}

/**
 * Plans, applies and plans again; meanwhile the page of the plan is written.
 *
 * @throws LocalError when the second plan wants changes
 */
export async function planAndApply(context: Context, bench: Bench): Promise<JobResult> {
  const { progress, environment } = context;
  const { emulator, terraform, stack } = bench;
  await progress.step("Initialising Terraform", async () => {
    await emulator.createBucket(STATE_BUCKET);
    await initialise(terraform);
  });
  const plan = await progress.step(`Planning ${environment}`, () => terraform.plan(), counted);
  const page = join(context.home, "reports", `${environment}.html`);
  // beside the apply, which takes far longer; either is over before this returns, whatever becomes of the other
  const [outputs] = await allOver([
    context.planOnly ? undefined : apply(context, terraform, plan),
    writePage({ terraform, plan: plan.file, stack, file: page }),
  ]);
  return { plan, outputs, logFile: context.logFile, page: relative(context.root, page) };
}

/** Applies the plan, and finds nothing to change afterwards. */
async function apply(
  { progress, environment, logFile }: Context,
  terraform: Terraform,
  plan: Plan,
): Promise<Readonly<Record<string, Output>>> {
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
  return outputs;
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
