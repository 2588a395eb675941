import { describe, expect, it } from "vitest";
import { expectEmptyPlan } from "../e2e/support/plans";
import { stateResources } from "../e2e/support/state";
import { appliedProduction, appliedStaging, unapplied } from "./support/applied";

describe("copies of an applied environment", () => {
  it("have nothing to change", async () => {
    await Promise.all([expectEmptyPlan(await appliedStaging()), expectEmptyPlan(await appliedProduction())]);
  });

  it("know nothing of each other", async () => {
    const [one, other] = [await appliedStaging(), await appliedStaging()];
    await one.configure({ alb_idle_timeout_seconds: 600 });

    const changes = (await one.terraform.plan()).changes.map(({ action, address }) => [action, address]);

    expect(changes).toEqual([["update", expect.stringMatching(/^aws_lb\./)]]);
    await expectEmptyPlan(other);
  });

  it("start before the first apply where that is wanted", async () => {
    expect(await stateResources((await unapplied()).terraform)).toEqual([]);
  });
});
