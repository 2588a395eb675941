import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DESCRIBED } from "../../src/recovery/described";
import { KINDS } from "../../src/recovery/kinds";
import { expectEmptyPlan } from "../e2e/support/plans";
import type { LocalPlatform } from "../e2e/support/platform";
import { stateResources } from "../e2e/support/state";
import { appliedStaging, unapplied } from "./support/applied";
import { brokenApply, terraform } from "./support/broken-apply";
import { lockIn } from "./support/lock";
import { unfinished } from "./support/unfinished";

it("makes nothing twice after SIGKILL, once what exists is imported as the command says", async () => {
  const platform = await unapplied();
  const waiting = { service: "rds", operation: "CreateDBInstance" };

  expect(await brokenApply(platform, { signal: "SIGKILL", at: waiting })).toMatchObject({
    code: null,
    broken: true,
  });

  const refused = await terraform(platform, "plan", "-input=false", "-no-color");
  await terraform(platform, "force-unlock", "-force", lockIn(refused.output).id);
  const left = await unfinished(platform);
  expect(left.code).toBe(3);
  expect(left.blocks).toContain("to = aws_db_instance.");
  expect(left.text).not.toContain("aws ");

  const imports = join(platform.stack, "imports.tf");
  writeFileSync(imports, left.blocks);
  await platform.apply();
  rmSync(imports);

  await expectEmptyPlan(platform);
  expect(await unfinished(platform)).toMatchObject({ code: 0, blocks: "" });
  expect(await existing(platform)).toEqual(await existing(await appliedStaging()));
});

it("finds each thing that it looks for where no state was ever written", async () => {
  const platform = await appliedStaging();
  const looked = new Set<string>([...KINDS, ...Object.values(DESCRIBED)].map(({ type }) => type));

  const left = await unfinished(platform, { format_version: "1.0" });

  const applied = await stateResources(platform.terraform);
  const missing = applied
    .filter(({ type }) => looked.has(type))
    .map(({ address }) => address)
    .filter((address) => !left.blocks.includes(`to = ${address}\n`));
  expect(missing).toEqual([]);
  expect(left.text).not.toContain("aws ");
});

/** How many there are of each kind. */
async function existing(platform: LocalPlatform): Promise<Readonly<Record<string, number>>> {
  const items = await platform.control<readonly { readonly kind: string }[]>("GET", "inventory");
  const count: Record<string, number> = {};
  for (const { kind } of items) count[kind] = (count[kind] ?? 0) + 1;
  return count;
}
