import { execFile } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/local/emulator";
import { terraformEnvironment } from "../../src/local/environment";
import { providerOf } from "../../src/local/synthesis";
import { ROOT, startLocalAws, terraformProvider } from "./support/platform";

const TFVARS = ["staging", "production"].map((name) => join(ROOT, `examples/tfvars/${name}.tfvars`));
const BUCKET = "your-terraform-state-bucket";

// the commands of the README's guide, in its order
describe.sequential("the guide for AWS", () => {
  let folder: string;
  let out: string;
  let emulator: Emulator;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "guide-"));
    out = join(folder, "cdktf.out");
    emulator = await startLocalAws(folder);
    await emulator.createBucket(BUCKET);
    env = terraformEnvironment({ endpoint: emulator.endpoint });
  });
  afterAll(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const stack = (environment: string) => join(out, "stacks", environment);
  const run = async (cwd: string, command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const options = { cwd, env: { ...env, ...more }, maxBuffer: 64 * 1024 * 1024 };
    return stripVTControlCharacters((await promisify(execFile)(command, args, options)).stdout);
  };
  const cdktf = (args: readonly string[], tfvars: readonly string[]) =>
    run(ROOT, "npx", ["cdktf", ...args, "-o", out], { TFVARS: tfvars.join(","), CI: "true" });

  it("synthesises with cdktf-cli, and copies no secret", async () => {
    expect(await cdktf(["synth"], TFVARS)).toContain(
      "Generated Terraform code for the stacks: production, staging",
    );

    for (const environment of ["staging", "production"]) {
      expect(lstatSync(join(stack(environment), "terraform.tfvars")).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(stack(environment), "cdk.tf.json"), "utf8")).not.toContain("example-only");
    }
    Object.assign(env, terraformProvider(providerOf(stack("production")).version));
  });

  it.each(["staging", "production"])(
    "initialises %s with a bucket, and finds it valid",
    async (environment) => {
      const settings = [`-backend-config=bucket=${BUCKET}`, "-backend-config=use_path_style=true"];
      await run(stack(environment), "terraform", ["init", "-input=false", ...settings]);
      expect(await run(stack(environment), "terraform", ["validate", "-no-color"])).toContain("Success!");
    },
  );

  it("plans into a file", async () => {
    const plan = await run(stack("production"), "terraform", ["plan", "-no-color", "-out=tfplan"]);
    expect(plan).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy\./);
  });

  it("keeps the saved plan of one environment when the other is synthesised", async () => {
    await cdktf(["synth"], TFVARS.slice(0, 1));
    expect(existsSync(join(stack("production"), "tfplan"))).toBe(true);
  });

  it("applies the plan, and prints outputs as a shell can use them", async () => {
    await run(stack("production"), "terraform", ["apply", "-no-color", "tfplan"]);
    const host = await run(stack("production"), "terraform", ["output", "-raw", "alb_dns_name"]);
    expect(host).toMatch(/^langgraph-production-alb-[\w.-]+$/);
  });

  it("deploys with cdktf-cli, and finds nothing left to do", async () => {
    env.TF_CLI_ARGS_init = `-backend-config=bucket=${BUCKET} -backend-config=use_path_style=true`;
    expect(await cdktf(["deploy", "production", "--auto-approve"], TFVARS)).toContain("No changes");
  });

  it("shows the difference with cdktf-cli, and leaves the provider lock file alone", async () => {
    const lock = readFileSync(join(ROOT, ".terraform.lock.hcl"), "utf8");
    expect(await cdktf(["diff", "staging"], TFVARS)).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy\./);

    expect(readFileSync(join(ROOT, ".terraform.lock.hcl"), "utf8")).toBe(lock);
  });
});
