import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateInputTokens, estimateUsd } from "../../../src/tracing/budgets/estimate";

const GPT_4O_MINI = { inputPerMillion: 0.15, cachedInputPerMillion: 0.075, outputPerMillion: 0.6 };

describe("the estimate of a call", () => {
  it("takes four characters for a token and four tokens for a message", () => {
    const messages = [{ role: "user", content: "a".repeat(401) }];

    // 101 + 4 tokens in, 100 out
    expect(estimateUsd({ content: messages, maxOutputTokens: 100 }, GPT_4O_MINI)).toBeCloseTo(
      (105 * 0.15 + 100 * 0.6) / 1e6,
      12,
    );
  });

  it.each([undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "takes 1,024 tokens out where the most is %s",
    (maxOutputTokens) => {
      expect(estimateUsd({ content: [], maxOutputTokens }, GPT_4O_MINI)).toBeCloseTo(1024 * 0.6e-6, 12);
    },
  );

  it("is 0 for a model without a price", () => {
    expect(estimateUsd({ content: "a".repeat(1_000) }, undefined)).toBe(0);
  });

  it("is the same for LangChain's messages and for those of OpenAI", () => {
    const args = { city: "Berlin" };
    const langchain = [
      [
        new SystemMessage("You are an assistant."),
        new HumanMessage({ content: [{ type: "text", text: "How is the weather?" }] }),
        new AIMessage({
          content: "",
          tool_calls: [{ id: "call_1", name: "weather", args, type: "tool_call" }],
          response_metadata: { finish_reason: "tool_calls", system_fingerprint: "fp_".repeat(100) },
        }),
      ],
    ];
    const openai = [
      { role: "system", content: "You are an assistant." },
      { role: "user", content: [{ type: "text", text: "How is the weather?" }] },
      { role: "assistant", content: null, tool_calls: [{ id: "call_1", name: "weather", args }] },
    ];

    // 21, 19, 7 and 6 characters
    expect(estimateInputTokens(langchain)).toBe(14 + 3 * 4);
    expect(estimateInputTokens(openai)).toBe(14 + 3 * 4);
  });

  it.each([
    { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(4_000_000)}` } },
    { type: "input_audio", input_audio: { data: "A".repeat(4_000_000), format: "wav" } },
    { type: "image", source_type: "base64", data: "A".repeat(4_000_000) },
    Buffer.alloc(4_000_000),
  ])("counts an image or a file as 1,024 tokens, however it is written (%#)", (attachment) => {
    expect(estimateInputTokens([{ role: "user", content: [attachment] }])).toBe(1_024 + 4);
  });

  it("never throws and is never below 0, whatever is sent", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (content) => {
        expect(estimateUsd({ content }, GPT_4O_MINI)).toBeGreaterThan(0);
      }),
    );
  });

  it("ends for what holds itself, and goes on where a part cannot be read", () => {
    const circle: unknown[] = ["abcd"];
    circle.push(circle, circle, {
      get broken() {
        throw new Error("cannot be read");
      },
      text: "abcd",
    });

    expect(estimateInputTokens(circle)).toBe(2);
  });
});
