import fc from "fast-check";
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

  it("are never more than may be, and all places come back, whoever comes and goes", () => {
    const users = fc.constantFrom("alice", "bob", "carol");
    const steps = fc.array(
      fc.oneof(
        users.map((user) => ({ user })),
        fc.nat(20).map((leaves) => ({ leaves })),
      ),
    );

    fc.assert(
      fc.property(steps, (all) => {
        const counter = new RunCounter({ runs: 3, runsPerUser: 2 });
        const inside: { user: string; leave: () => void }[] = [];
        for (const step of all) {
          if ("leaves" in step) inside.splice(step.leaves, 1)[0]?.leave();
          else {
            const own = inside.filter(({ user }) => user === step.user).length;
            const refused = scopeOf(() => inside.push({ user: step.user, leave: counter.enter(step.user) }));
            expect(refused).toBe(own >= 2 ? "user" : inside.length >= 3 && refused ? "service" : undefined);
          }
          expect(counter.count).toBe(inside.length);
          expect(counter.count).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
