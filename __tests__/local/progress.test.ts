import { describe, expect, it } from "vitest";
import { createProgress, duration } from "../../src/local/progress";
import { failure, sink } from "./support";

describe("duration", () => {
  it.each([
    [400, "0s"],
    [8_200, "8s"],
    [59_600, "1m 00s"],
    [102_000, "1m 42s"],
  ])("says %i ms as %s", (milliseconds, words) => expect(duration(milliseconds)).toBe(words));
});

describe("createProgress away from a terminal", () => {
  it("writes one line at the start of a step and one, with the result, at its end", async () => {
    const { stream, text } = sink();
    const result = await createProgress(stream, {}).step(
      "Planning",
      async (report) => {
        report("a detail");
        return 3;
      },
      (count) => `${count} to add`,
    );
    expect(result).toBe(3);
    expect(text()).toBe("Planning...\n✔ Planning: 3 to add (0s)\n");
  });

  it("marks a step that fails, and passes the failure on", async () => {
    const { stream, text } = sink();
    const broken = new Error("broken");
    const step = createProgress(stream, {}).step("Planning", () => Promise.reject(broken));
    expect(await failure(step)).toBe(broken);
    expect(text()).toBe("Planning...\n✖ Planning (0s)\n");
  });
});
