import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Example, unpackExample } from "../../plan/golden/support/example";
import { normalise } from "../../plan/golden/support/normalise";
import { type LocalPlatform, ROOT, type Tfvars } from "./platform";

/** What staging starts with for the pull request to take away. */
export const ENDPOINTS = ["logs", "secretsmanager"] as const;

/** What the pull request changes: a larger database, a second NAT gateway, and one endpoint less. */
const CHANGED: Tfvars = {
  database_instance_class: "db.t3.medium",
  nat_gateways: 2,
  interface_endpoints: ["secretsmanager"],
};

/** Plans the pull request's settings, and puts those of before back; nothing is applied. */
export async function planPullRequest(platform: LocalPlatform): Promise<Example> {
  await platform.configure(CHANGED);
  const { file } = await platform.terraform.plan({ out: "pull-request" });
  const plan = normalise(await platform.terraform.show(file));
  const template = readFileSync(join(platform.stack, "cdk.tf.json"), "utf8");
  await platform.configure({
    database_instance_class: undefined,
    nat_gateways: undefined,
    interface_endpoints: ENDPOINTS,
  });
  return { "tfplan.json": `${JSON.stringify(plan)}\n`, "cdk.tf.json": template };
}

const PROGRAM = join(ROOT, "dist/langgraph-platform.mjs");

/** What the built command line makes of the plan, by the names of the files in docs/example-report. */
export async function showPullRequest(example: Example): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), "pull-request-"));
  const plan = unpackExample(example, folder);
  const env = { PATH: process.env.PATH };
  const made = async (...args: readonly string[]) =>
    (await promisify(execFile)(process.execPath, [PROGRAM, ...args, plan], { env })).stdout;
  try {
    const [report = "", cost = "", picture = ""] = await Promise.all([
      made("report", "--format", "markdown"),
      made("cost", "--format", "markdown"),
      made("diagram", "--format", "svg"),
    ]);
    return { "report.md": report, "cost.md": cost, "picture.svg": picture };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
