import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Terraform } from "./terraform";

export interface WritePageOptions {
  readonly terraform: Terraform;
  /** A file that `terraform.plan` wrote. */
  readonly plan: string;
  /** The stack's folder, with cdk.tf.json in it. */
  readonly stack: string;
  /** What is written. */
  readonly file: string;
}

/** Writes one HTML page with a plan, what rules say of it, what it costs, and a picture of it. */
export async function writePage({ terraform, plan, stack, file }: WritePageOptions): Promise<void> {
  const [shown, { readStack }, { createReport }, { estimateCosts }, { pageOfPlans }] = await Promise.all([
    terraform.show(plan),
    import("../plan/model/stack"),
    import("../plan/report"),
    import("../plan/cost"),
    import("../plan/page"),
  ]);
  const templateText = readFileSync(join(stack, "cdk.tf.json"), "utf8");
  const planned = readStack(JSON.stringify(shown), { source: plan, templateText });
  const report = createReport([planned]);
  const page = await pageOfPlans([planned], { report, costs: [estimateCosts(planned)] });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page, { mode: 0o600 });
}
