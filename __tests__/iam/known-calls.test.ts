import { afterEach, describe, expect, it, vi } from "vitest";
import { expectKnownCalls, knownCalls } from "./support/known-calls";
import { Recording } from "./support/recording";

afterEach(() => vi.unstubAllEnvs());

describe("the calls that policies are held against", () => {
  const recording = new Recording();
  // what is committed, whatever becomes of it
  const known = knownCalls("staging").map((call) => `${JSON.stringify(call)}\n`);
  vi.spyOn(recording, "text").mockReturnValue(known.join(""));

  it("are not written where a workflow runs", () => {
    vi.stubEnv("CI", "true");
    vi.stubEnv("UPDATE_CALLS", "1");
    expect(() => expectKnownCalls("staging", recording)).toThrow("UPDATE_CALLS");
  });

  it("are the life's own, each of them, and no others", () => {
    vi.stubEnv("UPDATE_CALLS", undefined);
    expectKnownCalls("staging", recording);
    const another = new Recording();
    vi.spyOn(another, "text").mockReturnValue(known.slice(1).join(""));
    expect(() => expectKnownCalls("staging", another)).toThrow("UPDATE_CALLS=1 writes them");
  });
});
