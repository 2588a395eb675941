import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readiness } from "../../src/database/readiness.js";

/** A check that ends when the test says so. */
function manualCheck() {
  let answer: (reason: string | undefined) => void = () => undefined;
  const check = vi.fn(
    () =>
      new Promise<string | undefined>((resolve) => {
        answer = resolve;
      }),
  );
  return { check, answer: (reason: string | undefined) => answer(reason) };
}

describe("readiness", () => {
  it("is checked once, however many ask at once", async () => {
    const { check, answer } = manualCheck();
    const ask = readiness({ check, late: () => "late" });

    const asked = Array.from({ length: 100 }, ask);
    answer("not yet");

    expect(new Set(await Promise.all(asked))).toEqual(new Set(["not yet"]));
    expect(check).toHaveBeenCalledTimes(1);
  });

  it("is known for a moment, and then checked again", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const check = vi.fn().mockResolvedValueOnce("not yet").mockResolvedValue(undefined);
    const ask = readiness({ check, late: () => "late", keptMs: 50 });

    expect(await ask()).toBe("not yet");
    vi.advanceTimersByTime(49);
    expect(await ask()).toBe("not yet");
    expect(check).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(await ask()).toBeUndefined();
    expect(check).toHaveBeenCalledTimes(2);
  });

  it("answers in time while a check hangs, starts no second one, and believes it when it ends", async () => {
    const { check, answer } = manualCheck();
    const ask = readiness({ check, late: () => "late", timeoutMs: 20 });

    expect(await Promise.all([ask(), ask()])).toEqual(["late", "late"]);
    expect(await ask()).toBe("late");
    answer(undefined);

    expect(await ask()).toBeUndefined();
    expect(check).toHaveBeenCalledTimes(1);
  });
});
