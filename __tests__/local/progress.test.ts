import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createProgress, duration } from "../../src/local/progress";
import { failure, sink } from "./support";

// time stands still
beforeEach(() => void vi.spyOn(performance, "now").mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

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

  it("gives no tick to a step that did not do what it is called", async () => {
    const { stream, text } = sink();
    await createProgress(stream, {}).step(
      "Auditing",
      () => Promise.resolve(false),
      () => "not run",
      (ran) => ran,
    );
    expect(text()).toBe("Auditing...\n– Auditing: not run (0s)\n");
  });

  it("marks a step that fails, and passes the failure on", async () => {
    const { stream, text } = sink();
    const broken = new Error("broken");
    const step = createProgress(stream, {}).step("Planning", () => Promise.reject(broken));
    expect(await failure(step)).toBe(broken);
    expect(text()).toBe("Planning...\n✖ Planning (0s)\n");
  });
});

describe("createProgress on a terminal", () => {
  const terminal = (columns: number): ReturnType<typeof sink> => {
    const { stream, text } = sink();
    const nothing = (): boolean => true;
    const controls = { isTTY: true, columns, cursorTo: nothing, moveCursor: nothing, clearLine: nothing };
    return { stream: Object.assign(stream, controls, { hasColors: () => false }), text };
  };

  it("keeps title and elapsed time on one line, however long the detail", async () => {
    vi.stubEnv("CI", undefined);
    vi.stubEnv("TERM", "xterm");
    const { stream, text } = terminal(40);
    await createProgress(stream).step("Applying", async (report) => {
      report(`3/4 created, waiting for ${"a".repeat(80)}`);
    });
    vi.unstubAllEnvs();
    const shown = stripVTControlCharacters(text());
    const frames = shown.split(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/).filter((frame) => frame.includes("3/4"));
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toMatch(/^ Applying: 3\/4 created, waiting f \(0s\)/);
    expect(shown).toContain("✔ Applying (0s)");
  });

  it.each([{ CI: "true" }, { TERM: "dumb" }])("draws nothing with %j", async (env) => {
    const { stream, text } = terminal(40);
    await createProgress(stream, env).step("Applying", async (report) => report("detail"));
    expect(text()).toBe("Applying...\n✔ Applying (0s)\n");
  });
});
