import { describe, expect, it } from "vitest";
import { expectEmptyPlan } from "../../e2e/support/plans";
import { CASES, COLOURS, feed, nextOn } from "./cases";

describe.each(COLOURS)("with the new tasks behind the target group %s", (colour) => {
  it.each(CASES)("is rolled back by $alarm on $metric of $source just over its threshold", async (each) => {
    const { world, bench } = await nextOn(colour);
    const image = await world.push("bad");
    feed(world, bench, each, each.over);

    const result = await world.deploy({ image, strategy: "canary-10-15" });

    expect(result.outcome).toBe("rolledBack");
    expect(result.diagnosis?.alarms).toEqual([
      { name: `langgraph-production-${each.alarm}`, reason: expect.stringContaining(`[${each.over}`) },
    ]);
    const sides = result.ending?.rollback?.sides ?? [];
    expect(sides.find(({ role }) => role === "new")?.targetGroup).toBe(`langgraph-production-${colour}`);
    expect(sides.map(({ role, traffic }) => [role, traffic])).toContainEqual(["old", 100]);
    await expectEmptyPlan(world);
  });
});
