import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectEmptyPlan } from "../e2e/support/plans";
import type { LocalPlatform } from "../e2e/support/platform";
import { WITHOUT_WEB_ACL } from "../e2e/support/settings";
import { unapplied } from "./support/applied";
import { type Break, brokenApply } from "./support/broken-apply";
import { spread } from "./support/random";
import { unfinished, untaintAsTold } from "./support/unfinished";
import { withoutDatabase } from "./support/without-database";

/** Any apply makes more: one that goes on reads what is there, and the first one makes it. */
const CALLS = 220;

const STACK_TRACE = /\n\s+at |goroutine \d+|panic:|TERRAFORM CRASH/;

describe.concurrent("an apply that is asked to end", () => {
  it("goes on after Ctrl-C at five points", async (test) => {
    const platform = await unapplied(test);
    await platform.configure(WITHOUT_WEB_ACL);
    withoutDatabase(platform.stack);

    await breakAndFinish(
      platform,
      spread(5, CALLS, 1).map((at) => ({ signal: "SIGINT", at })),
    );
  });

  it("goes on after SIGTERM at five points, one of them while it waits for the database", async (test) => {
    const waiting = { service: "rds", operation: "CreateDBInstance" };

    const platform = await unapplied(test);
    await platform.configure(WITHOUT_WEB_ACL);

    const untainted = await breakAndFinish(
      platform,
      [waiting, ...spread(4, CALLS, 2)].map((at) => ({ signal: "SIGTERM", at })),
    );

    expect(untainted[0]).toContainEqual(expect.stringMatching(/^aws_db_instance\./));
  });
});

/**
 * Breaks one apply after the other off, each from what the last one left; the one after them is left alone.
 *
 * @returns what was to be untainted after each
 */
async function breakAndFinish(
  platform: LocalPlatform,
  breaks: readonly Break[],
): Promise<readonly (readonly string[])[]> {
  const untainted: (readonly string[])[] = [];
  for (const each of breaks) {
    const { code, output, broken } = await brokenApply(platform, each);
    expect(broken, `${each.at} lies within the apply`).toBe(true);
    expect(code).toBe(1);
    expect(output).not.toMatch(STACK_TRACE);
    const left = await unfinished(platform);
    expect(left.text, "nothing is to be deleted").not.toContain("aws ");
    // what AWS has made, while its answer was not waited for
    writeFileSync(join(platform.stack, "imports.tf"), left.blocks);
    untainted.push(await untaintAsTold(platform, left));
  }
  await platform.apply();
  await expectEmptyPlan(platform);
  expect(await unfinished(platform)).toMatchObject({ code: 0 });
  return untainted;
}
