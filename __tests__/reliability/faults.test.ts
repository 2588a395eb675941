import { expect, it } from "vitest";
import { expectEmptyPlan } from "../e2e/support/plans";
import { WITHOUT_WEB_ACL } from "../e2e/support/settings";
import { stateResources } from "../e2e/support/state";
import { unapplied } from "./support/applied";
import { withoutDatabase } from "./support/without-database";

/** Each strikes half of the calls that are to fail, before anything is done. */
const FIVE_PERCENT = [
  { kind: "throttle", rate: 0.025, seed: 20 },
  { kind: "unavailable", rate: 0.025, seed: 21 },
].map((fault) => ({ ...fault, times: null }));

interface Call {
  readonly status: number;
  readonly errorCode?: string;
}

it("applies, finds nothing to change, and destroys while 5 % of the calls are throttled or fail", async () => {
  const platform = await unapplied();
  await platform.configure(WITHOUT_WEB_ACL);
  withoutDatabase(platform.stack);
  await platform.control("POST", "faults", FIVE_PERCENT);

  await platform.apply();
  await expectEmptyPlan(platform);
  expect((await stateResources(platform.terraform)).length).toBeGreaterThan(80);
  await platform.terraform.destroy();

  expect(await stateResources(platform.terraform)).toEqual([]);
  expect(await platform.leftBehind()).toEqual(["aws_ecs_task_definition", "aws_kms_key (pending deletion)"]);
  const calls = await platform.control<readonly Call[]>("GET", "calls");
  const failed = calls.filter(({ errorCode = "" }) =>
    /Throttling|SlowDown|LimitExceeded|Unavailable/.test(errorCode),
  );
  expect(failed.length / calls.length).toBeGreaterThan(0.03);
  expect(failed.length / calls.length).toBeLessThan(0.07);
});
