import { describe, expect, it } from "vitest";
import { TooManyRunsError } from "../../src/runs/errors.js";
import { RunCounter } from "../../src/runs/limits.js";

function scopeOf(enter: () => unknown): string | undefined {
  try {
    enter();
    return undefined;
  } catch (error) {
    if (error instanceof TooManyRunsError) return error.scope;
    throw error;
  }
}

describe("runs that are under way", () => {
  it("are as many of one user as may be, and no more", () => {
    const counter = new RunCounter({ runs: 10, runsPerUser: 2 });
    counter.enter("alice");
    counter.enter("alice");

    expect(scopeOf(() => counter.enter("alice"))).toBe("user");
    expect(scopeOf(() => counter.enter("bob"))).toBeUndefined();
    expect(counter.count).toBe(3);
  });

  it("are as many in all as may be; a user's own limit is told first", () => {
    const counter = new RunCounter({ runs: 2, runsPerUser: 2 });
    counter.enter("alice");
    const leave = counter.enter("alice");

    expect(scopeOf(() => counter.enter("bob"))).toBe("service");
    expect(scopeOf(() => counter.enter("alice"))).toBe("user");
    leave();
    expect(scopeOf(() => counter.enter("bob"))).toBeUndefined();
  });

  it("are counted out once, however often they leave", () => {
    const counter = new RunCounter({ runs: 2, runsPerUser: 1 });
    const leave = counter.enter("alice");
    counter.enter("bob");
    leave();
    leave();
    leave();

    expect(counter.count).toBe(1);
    counter.enter("alice");
    expect(scopeOf(() => counter.enter("carol"))).toBe("service");
  });
});
