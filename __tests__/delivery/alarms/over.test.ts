import { describe, expect, it } from "vitest";
import type { AlarmBench } from "../../e2e/support/alarms";
import { expectEmptyPlan } from "../../e2e/support/plans";
import type { World } from "../support/world";
import { CASES, type Case, COLOURS, feed, nextOn } from "./cases";

describe.each(COLOURS)("with the new tasks behind the target group %s", (colour) => {
  const next = nextOn(colour);

  const deployed = async (world: World, bench: AlarmBench, each: Case) => {
    const image = await world.push("bad");
    feed(world, bench, each, each.over);
    return world.deploy({ image, strategy: "canary-10-15" });
  };

  it.each(CASES)("is rolled back by $alarm on $metric of $source just over its threshold", async (each) => {
    const { world, bench } = await next();

    const result = await deployed(world, bench, each);

    expect(result.outcome).toBe("rolledBack");
    expect(result.diagnosis?.alarms).toEqual([
      { name: `langgraph-production-${each.alarm}`, reason: expect.stringContaining(`[${each.over}`) },
    ]);
    const sides = result.ending?.rollback?.sides ?? [];
    expect(sides.find(({ role }) => role === "new")?.targetGroup).toBe(`langgraph-production-${colour}`);
    expect(sides.map(({ role, traffic }) => [role, traffic])).toContainEqual(["old", 100]);
  });

  it.each(CASES.slice(0, 1))("is rolled back so that Terraform has nothing to change", async (each) => {
    const { world, bench } = await next();
    expect((await deployed(world, bench, each)).outcome).toBe("rolledBack");
    await expectEmptyPlan(world);
  });
});
