import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  htmlText,
  markdownCode,
  markdownFence,
  markdownText,
  oneLine,
  terminalText,
} from "../../../src/plan/model/escape";
import { anyCharacter } from "../../support/characters";

const ESCAPE = "\u001b";
const unit = fc.constantFrom(..."`|<>&@#*_[]()\\\n\r\t ~$!a1", "é", "\u202e", ESCAPE, "://", "www.", "-->");
const hostile = fc.oneof(
  fc.array(unit, { maxLength: 30 }).map((parts) => parts.join("")),
  fc.string({ unit: anyCharacter }),
);

/** What a reader of HTML or Markdown sees of entities. */
function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe("text in Markdown", () => {
  it("is read as it was written, but for what is invisible", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(decoded(markdownText(text)).replaceAll("\u200b", "")).toBe(oneLine(text));
      }),
    );
  });

  it("holds nothing that Markdown or HTML would act on, and no line break", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markdownText(text).replaceAll(/&#\d+;/g, "")).not.toMatch(/[\\`*_{}[\]<>|~&$\n\r]/);
      }),
    );
  });

  it.each([
    "@team",
    "see #12",
    "GH-12",
    "https://example.com",
    "www.example.com",
    "# title",
    "1. one",
    "- a",
  ])("makes neither person nor link nor block of %j", (text) => {
    expect(markdownText(text)).toContain("&#8203;");
    expect(markdownText(text)).not.toMatch(/@[a-z]|#\d+\b(?!;)|:\/\/|www\.|^# |^1\. |^- /i);
  });
});

describe("code in Markdown", () => {
  it("has a fence that is not within it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = markdownCode(text);
        const fence = /^`+/.exec(code)?.[0] ?? "";
        expect(code).not.toContain("\n");
        expect(code.endsWith(fence)).toBe(true);
        const inner = code.slice(fence.length, code.length - fence.length);
        expect(inner.match(/`+/g) ?? []).not.toContain(fence);
      }),
    );
  });

  it("ends no cell of a table", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markdownCode(text, { isCell: true })).not.toMatch(/(^|[^\\])(\\\\)*\|/);
      }),
    );
  });

  it("has a block that its text does not end", () => {
    const block = markdownFence("a\n````\n</details>\nb\n", "diff").split("\n");
    expect(block).toEqual(["`````diff", "a", "````", "</details>", "b", "`````"]);
  });
});

describe("elsewhere", () => {
  it("writes out what is invisible", () => {
    expect(oneLine(`a${ESCAPE}[31m\u202eb\ud800\n\t`)).toBe("a\\u{1b}[31m\\u{202e}b\\u{d800}\\n\\t");
    expect(terminalText(`${ESCAPE}]0;title\u0007\n`)).toBe("\\u{1b}]0;title\\u{7}\n");
  });

  it("leaves no character to HTML", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(htmlText(text)).not.toMatch(/[<>"'`]|&(?!#\d+;)/);
      }),
    );
  });
});
