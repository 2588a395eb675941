import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readStackFolder } from "../../../src/cli/github/facts";
import { StackTerraform } from "../../../src/cli/github/terraform";
import { startGitHub } from "../support/fixtures";
import { job } from "../support/job";

/** `external` runs any program while a plan is made. */
const PROVIDER = "registry.terraform.io/hashicorp/external";

it("refuses a provider that the lock file does not name, and runs nothing of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "providers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [mirror, stack, ran] = [join(folder, "mirror"), join(folder, "stacks/staging"), join(folder, "ran")];
  const unpacked = join(
    mirror,
    PROVIDER,
    "2.3.5",
    `${process.platform}_${process.arch.replace("x64", "amd64")}`,
  );
  mkdirSync(unpacked, { recursive: true });
  mkdirSync(stack, { recursive: true });
  const program = join(unpacked, "terraform-provider-external_v2.3.5_x5");
  writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`);
  chmodSync(program, 0o755);
  const config = join(folder, "terraform.rc");
  writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
  const template = {
    terraform: { required_providers: { external: { source: "hashicorp/external", version: "2.3.5" } } },
    data: { external: { one: { program: ["touch", ran] } } },
  };
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(template));
  const { io } = job({ server: await startGitHub(), folder, runId: 9_012, commit: "a".repeat(40) });
  const env = { ...io.env, TF_CLI_CONFIG_FILE: config };
  const terraform = new StackTerraform(readStackFolder(stack), io, env);
  await expect(terraform.init({})).rejects.toMatchObject({
    lines: expect.arrayContaining([expect.stringContaining("Provider dependency changes detected")]),
  });
  expect(existsSync(ran)).toBe(false);
});
