import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emulatorPython } from "../e2e/support/platform";

const fixture = join(import.meta.dirname, "../roles/managed-policies.json");

const SCRIPT = `
import json, sys
from moto.iam.aws_managed_policies import aws_managed_policies_data
policies = json.loads(aws_managed_policies_data)
print(json.dumps({name: policies.get(name, {}).get("Document") for name in sys.argv[1:]}))
`;

it("AWS's managed policies, which roles are held against, are those that moto carries", async () => {
  const committed = JSON.parse(readFileSync(fixture, "utf8"));
  const printed = execFileSync(await emulatorPython(), ["-c", SCRIPT, ...Object.keys(committed)], {
    encoding: "utf8",
  });
  expect(committed).toEqual(JSON.parse(printed));
});
