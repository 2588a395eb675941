import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { terraformEnvironment } from "../../src/local/environment";
import { Interrupted } from "../../src/local/errors";
import { Log } from "../../src/local/log";
import { Terraform, TerraformError } from "../../src/local/terraform";
import type { ApplyProgress } from "../../src/local/terraform-messages";
import { cancellation, failure, file, gone, script, temporaryFolder } from "./support";

const env = terraformEnvironment({ endpoint: "http://127.0.0.1:1" });

/** A stack that needs no provider. */
function stack(input: string, extra: object = {}): { folder: string; write: (input: string) => void } {
  const folder = temporaryFolder();
  const write = (value: string): void => {
    const text = JSON.stringify({
      terraform: { backend: { local: {} } },
      variable: { password: { sensitive: true, default: "hunter2" } },
      resource: { terraform_data: { one: { input: value }, two: { input: "${terraform_data.one.id}" } } },
      output: {
        value: { value: "${terraform_data.one.output}" },
        secret: { value: "${var.password}", sensitive: true },
      },
      ...extra,
    });
    file(join(folder, "cdk.tf.json"), text);
  };
  write(input);
  return { folder, write };
}

function fake(body: string): { terraform: Terraform; log: Log; folder: string } {
  const folder = temporaryFolder();
  const log = new Log(join(folder, "run.log"));
  const command = script(join(folder, "terraform"), body);
  return { terraform: new Terraform({ folder, env, command, log }), log, folder };
}

describe("Terraform, the real one", () => {
  it("plans, applies, shows and destroys, and finds nothing to do in between", async () => {
    const { folder, write } = stack("first");
    const log = new Log(join(folder, "run.log"));
    const terraform = new Terraform({ folder, env, log });
    await terraform.init({ path: "state" });
    expect(await terraform.validate()).toEqual([]);

    const plan = await terraform.plan();
    expect(plan).toMatchObject({ changed: true, counts: { add: 2, change: 0, remove: 0 } });
    expect(plan.changes).toContainEqual({ address: "terraform_data.one", action: "create" });

    const states: ApplyProgress[] = [];
    await terraform.apply({ onProgress: (state) => states.push(state) });
    expect(states[0]).toMatchObject({ finished: 0, running: ["terraform_data.one"] });
    expect(states.at(-1)).toMatchObject({ finished: 2, running: [] });
    expect(existsSync(join(folder, "state"))).toBe(true);

    expect(await terraform.output()).toMatchObject({
      value: { value: "first", sensitive: false },
      secret: { value: "hunter2", sensitive: true },
    });
    expect(await terraform.show()).toHaveProperty("values.root_module");
    expect(await terraform.plan()).toMatchObject({
      changed: false,
      counts: { add: 0, change: 0, remove: 0 },
    });

    write("second");
    const change = await terraform.plan({ out: "changed" });
    expect(change.changes).toEqual([{ address: "terraform_data.one", action: "update" }]);
    expect(await terraform.showText("changed")).toContain('"first" -> "second"');

    await terraform.destroy({ onProgress: (state) => states.push(state) });
    expect(states.at(-1)).toMatchObject({ finished: 2, total: 2 });

    const text = readFileSync(log.file, "utf8");
    expect(text).toContain("terraform_data.one: Creation complete");
    expect(text).not.toContain("hunter2");
    log.close();
  });

  it("fails with Terraform's own errors and the log's name", async () => {
    const precondition = { condition: "${var.allowed}", error_message: "Never, says the check." };
    const { folder } = stack("x", {
      variable: { allowed: { default: false } },
      resource: { terraform_data: { one: { lifecycle: { precondition } } } },
      output: undefined,
    });
    const log = new Log(join(folder, "run.log"));
    const terraform = new Terraform({ folder, env, log });
    await terraform.init({});
    const error = await failure(terraform.plan());
    expect(error).toBeInstanceOf(TerraformError);
    expect(error).toMatchObject({
      message: "terraform plan failed.",
      lines: ["Error: Resource precondition failed", "  Never, says the check."],
      logFile: log.file,
    });
    expect(readFileSync(log.file, "utf8")).toContain("Never, says the check.");
    log.close();
  });

  it("shows the error, and not what init said before it", async () => {
    const { folder } = stack("x", { terraform: { backend: { nonsense: {} } } });
    const error = await failure(new Terraform({ folder, env }).init({}));
    expect(error).toMatchObject({ message: "terraform init failed." });
    expect((error as TerraformError).lines[0]).toMatch(/^Error: /);
  });

  it("returns what validate finds", async () => {
    const { folder } = stack("x", { output: { value: { value: "${terraform_data.three.id}" } } });
    const terraform = new Terraform({ folder, env });
    await terraform.init(false);
    expect(await terraform.validate()).toEqual([
      expect.objectContaining({ severity: "error", summary: "Reference to undeclared resource" }),
    ]);
  });
});

describe("Terraform, misbehaving", () => {
  it("names the log and shows the last lines when there is no diagnostic", async () => {
    const { terraform, log } = fake("echo first >&2; echo 'panic: out of luck' >&2; exit 11");
    const error = await failure(terraform.plan());
    expect(error).toMatchObject({ lines: ["first", "panic: out of luck"], logFile: log.file });
    log.close();
  });

  it("says what to do without a connection to the registry", async () => {
    const text = "Error: Failed to query\\n\\ncould not connect to registry.terraform.io: no such host";
    const { terraform, log } = fake(`echo "Initializing..."; printf '${text}\\n' >&2; exit 1`);
    const error = await failure(terraform.init({}));
    expect(error).toHaveProperty("remedy", expect.stringContaining("TF_PLUGIN_MIRROR"));
    expect(error).toHaveProperty("lines", [
      "Error: Failed to query",
      "could not connect to registry.terraform.io: no such host",
    ]);
    log.close();
  });

  it("keeps values out of the log", async () => {
    const { terraform, log } = fake(`echo '{"secret": {"value": "hunter2", "sensitive": true}}'`);
    expect(await terraform.output()).toHaveProperty("secret.value", "hunter2");
    expect(readFileSync(log.file, "utf8")).not.toContain("hunter2");
    log.close();
  });

  it("tells where it is explained what a lock means", async () => {
    const { terraform, log } = fake(`echo 'Error: Error acquiring the state lock' >&2; exit 1`);
    expect(await failure(terraform.plan())).toMatchObject({
      remedy: expect.stringContaining("docs/operations.md"),
    });
    log.close();
  });

  it("leaves neither terraform nor its plugin behind when it is cancelled", async () => {
    const cancel = cancellation();
    const folder = temporaryFolder();
    const body = `trap 'exit 1' INT
sh -c 'trap "" INT; echo $$ > plugin; sleep 600' &
while [ ! -s plugin ]; do :; done
echo '{"type": "apply_start", "hook": {"resource": {"addr": "a"}, "action": "create"}}'; wait`;
    const terraform = new Terraform({
      folder,
      env,
      command: script(join(folder, "terraform"), body),
      cancel,
    });
    const applying = terraform.apply({ onProgress: () => cancel.stop(new Interrupted("SIGINT")) });
    expect(await failure(applying)).toBeInstanceOf(Interrupted);
    await gone(Number(readFileSync(join(folder, "plugin"), "utf8")));
  });
});
