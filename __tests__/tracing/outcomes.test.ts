import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";

let langsmith: LangSmithServer;

beforeAll(async () => {
  langsmith = await LangSmithServer.start();
});

afterAll(() => langsmith.stop());

interface Told {
  readonly seen: Readonly<Record<string, unknown>>;
  readonly outcomes: Readonly<Record<string, readonly string[]>>;
}

const SEEN = {
  returns: ["a", 1],
  throws: "OwnError: of the agent",
  "throws at once": "OwnError: at once",
  "throws what is no error": "a text",
  "is aborted": "OwnError: aborted",
  streams: "one two three",
  "is broken off": "one two ",
  "fails midway": "OwnError: midway",
  "streams much": 3_000_000,
  "has a nasty input": "fine",
};

describe.each([true, false])("with tracing on: %s", (isOn) => {
  let told: Told;
  let runs: readonly ReceivedRun[];
  const run = (name: string) => runs.find((each) => each.name === name);

  beforeAll(async () => {
    const env = isOn ? langsmithEnvironment(langsmith.endpoint) : {};
    told = await AgentProcess.start("outcomes.ts", { env, onTestFinished: null }).result();
    runs = await langsmith.runs();
  });

  it("callers see what the agent returns and throws, and nothing else", () => {
    expect(told.seen).toEqual(SEEN);
  });

  it("each execution counts once, by how it ended", () => {
    expect(told.outcomes).toEqual({
      returns: ["succeeded"],
      "returns nothing": ["succeeded"],
      throws: ["failed"],
      "throws at once": ["failed"],
      "throws what is no error": ["failed"],
      "is aborted": ["cancelled"],
      streams: ["succeeded"],
      "is broken off": ["cancelled"],
      "fails midway": ["failed"],
      "streams much": ["succeeded"],
      "has a nasty input": ["succeeded"],
    });
  });

  it("LangSmith gets each end as it was, and nothing where tracing is off", async () => {
    if (!isOn) {
      // what the runs before have left
      expect(runs.length).toBe(12);
      return;
    }
    expect(run("returns")).toMatchObject({ inputs: { input: "the input" }, outputs: { output: ["a", 1] } });
    expect(run("throws")?.error).toMatch(/^OwnError: of the agent\n\s+at /);
    expect(run("throws what is no error")?.error).toBe("a text");
    expect(run("streams")).toMatchObject({
      outputs: { output: "one two three" },
      metadata: { outcome: "succeeded" },
    });
    expect(run("is broken off")).toMatchObject({
      outputs: { output: "one two " },
      metadata: { outcome: "cancelled" },
    });
    expect(run("is broken off")?.error).toBeUndefined();
    expect(run("is aborted")?.error).toBeUndefined();
    expect(run("fails midway")).toMatchObject({
      outputs: { output: "one two " },
      metadata: { outcome: "failed" },
    });
    expect(run("is never read")?.end_time).toBeUndefined();
  });

  it("a long stream is captured up to its bound", () => {
    const size = JSON.stringify(run("streams much")?.outputs).length;
    expect(size).toBeGreaterThan(900_000);
    expect(size).toBeLessThan(1_100_000);
    expect(run("streams much")?.outputs?.output).toMatch(/…\[truncated\]$/);
  });
});
