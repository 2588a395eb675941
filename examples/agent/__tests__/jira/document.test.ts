import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentText, toDocument } from "../../src/jira/document.js";
import { bounded } from "../../src/jira/text.js";

const text = (value: string) => ({ type: "text", text: value });
const paragraph = (...content: object[]) => ({ type: "paragraph", content });
const doc = (...content: object[]) => ({ version: 1, type: "doc", content });

describe("the text of a document", () => {
  it("is that of its paragraphs, headings, lists and tables, a line each", () => {
    const item = (value: string) => ({ type: "listItem", content: [paragraph(text(value))] });
    const cell = (value: string) => ({ type: "tableCell", content: [paragraph(text(value))] });
    const document = doc(
      { type: "heading", attrs: { level: 1 }, content: [text("Question")] },
      paragraph(text("How is "), { ...text("Bramblewick"), marks: [{ type: "strong" }] }, text(" doing?")),
      { type: "bulletList", content: [item("margin"), item("debt")] },
      { type: "table", content: [{ type: "tableRow", content: [cell("2024"), cell("2025")] }] },
      paragraph(text("Thanks"), { type: "hardBreak" }, text("a lot")),
    );

    expect(documentText(document)).toBe(
      "Question\nHow is Bramblewick doing?\n- margin\n- debt\n2024\n2025\nThanks\na lot",
    );
  });

  it("has what mentions, emojis, links, dates and states show", () => {
    const document = doc(
      paragraph(
        { type: "mention", attrs: { id: "1", text: "@Kim" } },
        text(" "),
        { type: "emoji", attrs: { shortName: ":grin:" } },
        text(" "),
        { type: "inlineCard", attrs: { url: "https://example.com/10-K" } },
        text(" "),
        { type: "date", attrs: { timestamp: "1764288000000" } },
        text(" "),
        { type: "status", attrs: { text: "OPEN", color: "red" } },
        { type: "mention" },
        { type: "date", attrs: { timestamp: "soon" } },
      ),
    );

    expect(documentText(document)).toBe("@Kim :grin: https://example.com/10-K 2025-11-28 OPEN");
  });

  it("is the field itself, where that is text", () => {
    expect(documentText("h1. In wiki markup")).toBe("h1. In wiki markup");
  });

  it("is none of anything else", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        fc.pre(typeof value !== "string");
        expect(typeof documentText(value)).toBe("string");
      }),
    );
    expect([null, undefined, 42, {}, [], { type: "doc" }].map(documentText)).toEqual([
      "",
      "",
      "",
      "",
      "",
      "",
    ]);
  });

  it("is cut where nodes stand in each other deeper than in any document", () => {
    let document: object = text("deep");
    for (let depth = 0; depth < 10_000; depth += 1) document = { type: "blockquote", content: [document] };

    expect(documentText(document)).toBe("");
  });
});

describe("a document", () => {
  it("has the text's paragraphs and lines, and the note below", () => {
    expect(toDocument("One.\n\nTwo,\nstill two.", "By an agent.")).toEqual({
      version: 1,
      type: "doc",
      content: [
        paragraph(text("One.")),
        paragraph(text("Two,"), { type: "hardBreak" }, text("still two.")),
        { type: "rule" },
        paragraph({ ...text("By an agent."), marks: [{ type: "em" }] }),
      ],
    });
  });

  it("has nothing but text, whatever the agent was talked into", () => {
    const answer = "[~accountid:1] @admin [a](https://evil.example) !x.png! {html}<b>{html}";

    expect(toDocument(answer, "By an agent.").content[0]).toEqual(paragraph(text(answer)));
  });

  it("has no empty text, which Jira refuses, and comes back as the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n") }), (value) => {
        const document = toDocument(value, "Note");
        expect(JSON.stringify(document)).not.toContain('"text":""');
        const lines = (some: string) => some.split("\n").filter((line) => line !== "");
        expect(lines(documentText(document))).toEqual([...lines(value), "Note"]);
      }),
    );
  });
});

describe("a text from outside", () => {
  it("loses control characters, which PostgreSQL or nobody can read", () => {
    expect(bounded(" a\u0000b\u001b[31mc\u009d\td\r\ne\rf ", 100)).toBe("ab[31mc\td\ne\nf");
  });

  it("is never longer than it may be, and never ends in half a character", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (value, max) => {
          const cut = bounded(value, max);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
        },
      ),
    );
    expect(bounded("abcdef", 4)).toBe("abc…");
    expect(bounded("ab😀cd", 4)).toBe("ab…");
    expect(bounded("abcd", 4)).toBe("abcd");
  });
});
