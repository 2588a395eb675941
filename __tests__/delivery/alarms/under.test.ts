import { describe, expect, it } from "vitest";
import { CASES, COLOURS, feed, nextOn } from "./cases";

describe.each(COLOURS)("with the new tasks behind the target group %s", (colour) => {
  const next = nextOn(colour);

  it.each(CASES)("goes on with $metric of $source just under the threshold of $alarm", async (each) => {
    const { world, bench } = await next();
    feed(world, bench, each, each.under);
    const result = await world.deploy({ image: await world.push("3.0.0"), strategy: "canary-10-15" });
    expect(result.outcome).toBe("succeeded");
  });
});
