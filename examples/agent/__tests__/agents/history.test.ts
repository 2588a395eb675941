import { AIMessage, HumanMessage } from "@langchain/core/messages";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastTurns } from "../../src/agents/financial/state.js";

function turns(count: number, characters = 10) {
  return Array.from({ length: count }, (_, index) => [
    new HumanMessage(`question ${index}`),
    new AIMessage(`answer ${index} ${"x".repeat(characters)}`),
  ]).flat();
}

function firstOf(messages: ReturnType<typeof lastTurns>) {
  return messages[0]?.text;
}

describe("the conversation that a question sees", () => {
  it("is all of a short one", () => {
    expect(lastTurns(turns(3))).toHaveLength(6);
    expect(lastTurns([])).toEqual([]);
  });

  it("is the last ten questions of a long one, with their answers", () => {
    const kept = lastTurns(turns(50));

    expect(kept).toHaveLength(20);
    expect(firstOf(kept)).toBe("question 40");
    expect(kept.at(-1)?.text).toContain("answer 49");
  });

  it.each([1_000, 5_000, 20_000, 30_000])(
    "holds 24,000 characters at most, of answers with %i",
    (characters) => {
      const kept = lastTurns(turns(20, characters));
      const length = kept.reduce((sum, { text }) => sum + text.length, 0);

      expect(length).toBeLessThanOrEqual(24_000);
      expect(kept).toHaveLength(2 * Math.min(10, Math.floor(24_000 / (characters + 21))));
      expect(firstOf(kept) ?? "question").toContain("question");
    },
  );

  it("is the end of what was said, begins with a question, and is in bounds, whatever was said", () => {
    const message = fc.oneof(
      fc.nat(9_000).map((length) => new HumanMessage("q".repeat(length))),
      fc.nat(9_000).map((length) => new AIMessage("a".repeat(length))),
    );

    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        const kept = lastTurns(messages);

        expect(kept).toEqual(messages.slice(messages.length - kept.length));
        if (kept[0] !== undefined) expect(kept[0].type).toBe("human");
        expect(kept.filter((each) => each.type === "human").length).toBeLessThanOrEqual(10);
        expect(kept.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(24_000);
      }),
    );
  });
});
