import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { LocalPlatform } from "./platform";
import { CANARY_FORMS } from "./settings";

/** What of the canaries stands in a text. */
export function canariesIn(text: string): readonly string[] {
  return CANARY_FORMS.filter((canary) => text.includes(canary));
}

/** Nothing secret in the stack, the last plan, the state, or whatever Terraform and the emulator have logged so far. */
export async function expectNoSecret(platform: LocalPlatform): Promise<void> {
  const places = {
    stack: readFileSync(join(platform.stack, "cdk.tf.json"), "utf8"),
    plan: JSON.stringify(await platform.terraform.show("tfplan")),
    state: await platform.terraform.pullState(),
    logs: platform.logs(),
  };
  expect(places.state).toContain('"aws_secretsmanager_secret_version"');
  for (const [place, text] of Object.entries(places)) {
    expect(canariesIn(text), place).toEqual([]);
  }
}
