import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filedIssue } from "../../src/jira/payload.js";
import { type DeliveryOptions, deliveryOf } from "./support/deliveries.js";

const parsed = (options: DeliveryOptions) => JSON.parse(deliveryOf(options).toString());

describe("the payload of a webhook", () => {
  it("tells who filed which issue when, and what it asks", () => {
    const description = {
      version: 1,
      type: "doc",
      content: [{ type: "paragraph", content: [{ type: "text", text: "By 2025." }] }],
    };

    expect(
      filedIssue(parsed({ key: "FIN-7", summary: "Margin?", description, timestamp: 1_764_288_000_000 })),
    ).toEqual({
      key: "FIN-7",
      filedAt: 1_764_288_000_000,
      author: "someone",
      question: "Margin?\n\nBy 2025.",
    });
  });

  it("may have a description as text, or none", () => {
    expect(filedIssue(parsed({ summary: "Margin?", description: "h1. By 2025" }))?.question).toBe(
      "Margin?\n\nh1. By 2025",
    );
    for (const description of [null, undefined]) {
      expect(filedIssue(parsed({ summary: "Margin?", description }))?.question).toBe("Margin?");
    }
  });

  it("is bounded, however much somebody writes", () => {
    const { question = "" } =
      filedIssue(parsed({ summary: "s".repeat(50_000), description: "d".repeat(500_000) })) ?? {};

    expect(question.length).toBeLessThanOrEqual(8_502);
  });

  it.each(["jira:issue_updated", "jira:issue_deleted", "comment_created", "worklog_created"])(
    "is not looked at any further where it tells of %s",
    (webhookEvent) => {
      expect(filedIssue({ webhookEvent })).toBeUndefined();
    },
  );

  it("asks nothing where nothing readable is asked", () => {
    expect(filedIssue(parsed({ summary: " \u0000 " }))).toBeUndefined();
  });

  it("may leave out who filed the issue", () => {
    const payload = parsed({});
    for (const user of [
      undefined,
      null,
      {},
      { accountId: 4 },
      { accountId: "x".repeat(500) },
      { accountId: "a\u0000" },
    ]) {
      expect(filedIssue({ ...payload, user })).toMatchObject({ author: undefined });
    }
  });

  it.each([
    ["../myself", "a path"],
    ["FIN-1?expand=x", "a query"],
    ["FIN-0", "a number that is none"],
    ["fin-1", "small letters"],
    ["FIN1", "no hyphen"],
    ["FIN-1\n", "a line feed"],
    [`F${"I".repeat(300)}-1`, "a name that is too long"],
  ])("is refused with the key %j: %s", (key) => {
    expect(() => filedIssue(parsed({ key }))).toThrow("issue");
  });

  it("is refused without a timestamp, or with one that is none", () => {
    for (const timestamp of [undefined, null, "1764288000000", {}]) {
      expect(() => filedIssue({ ...parsed({}), timestamp })).toThrow("timestamp");
    }
  });

  it("is never anything but understood, ignored, or refused", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          filedIssue(value);
        } catch (error) {
          expect(error).toMatchObject({ name: "ZodError" });
        }
      }),
    );
  });
});
