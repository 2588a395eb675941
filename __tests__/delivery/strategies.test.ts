import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/deploy/snapshot";
import { STRATEGIES, type Strategy } from "../../src/deploy/strategies";
import { expectEmptyPlan } from "../e2e/support/plans";
import { World } from "./support/world";

/** Percent of the traffic on the new tasks, each value once, from when they get any. */
function steps(snapshots: readonly Snapshot[]): readonly number[] {
  const seen = snapshots.flatMap(({ sides }) =>
    sides.filter(({ role }) => role === "new").map(({ traffic }) => traffic),
  );
  return seen.filter((traffic, index) => traffic > 0 && traffic !== seen[index - 1]);
}

const EXPECTED: Readonly<Record<(typeof STRATEGIES)[number], { steps: readonly number[]; minutes: number }>> =
  {
    "canary-10-5": { steps: [10, 100], minutes: 5 },
    "canary-10-15": { steps: [10, 100], minutes: 15 },
    "linear-10-5": { steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], minutes: 45 },
  };

/** Calls of AWS that one canary deployment of 5 minutes and a termination wait of 15 may take; docs/deploying.md states it. */
const MOST_CALLS = 400;

describe.each(STRATEGIES)("%s", (strategy: Strategy) => {
  const expected = EXPECTED[strategy as keyof typeof EXPECTED];

  it("moves traffic by its steps, twice, and leaves nothing for Terraform to change", async () => {
    const world = await World.copy();
    for (const tag of ["2.0.0", "3.0.0"]) {
      world.reports.length = 0;
      const result = await world.deploy({ image: await world.push(tag), strategy });

      expect(result.outcome).toBe("succeeded");
      expect(steps(world.snapshots)).toEqual(expected.steps);
      const [last] = result.ending?.last.sides.filter(({ role }) => role === "new") ?? [];
      expect(last).toMatchObject({ traffic: 100, healthy: 2, desired: 2 });
      await expectEmptyPlan(world);
    }
  });

  it("goes back when it fails on the way, and leaves nothing for Terraform to change", async () => {
    const world = await World.copy();
    const image = await world.push("bad", { healthyAfterSeconds: null });

    const result = await world.deploy({ image, strategy });

    expect(result.outcome).toBe("rolledBack");
    expect(steps(world.snapshots)).toEqual([]);
    await expectEmptyPlan(world);
  });

  it("is told with its schedule", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), strategy, detach: true });
    expect(world.reports.find(({ kind }) => kind === "started")).toMatchObject({
      minutes: expected.minutes,
      terminationWaitMinutes: 15,
    });
  });
});

it("takes few calls of AWS: it looks every 15 seconds, and every 30 in the termination wait", async () => {
  const world = await World.copy();
  const image = await world.push("2.0.0");
  await world.control("DELETE", "calls");

  await world.deploy({ image, strategy: "canary-10-5" });

  const calls = await world.calls();
  expect(calls.length).toBeLessThan(MOST_CALLS);
  expect(calls.length).toBeGreaterThan(MOST_CALLS / 2);
});
