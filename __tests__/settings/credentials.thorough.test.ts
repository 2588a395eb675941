import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayHoldCredentials } from "../../src/settings/credentials";

/** What is meant, as patterns, which take square time. */
const MEANT = [
  /[^\s/@:]+:[^\s/@]+@(?!sha256:)/,
  /(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)\S{8}/,
  /(?<![a-z0-9])(?:sk-|lsv2_|gh[pousr]_|github_pat_|xox[abprs]-|AKIA|ASIA|AIza|ATATT|eyJ)[\w-]/,
  /[?&][\w-]+=./,
  /PRIVATE KEY/,
];

describe("what may hold a credential", () => {
  const piece = fc.constantFrom("a", "Z", "7", ":", "@", "/", " ", "\n", "sha256:", "abcdeF1", "-", "?k=");
  test("is known by words and marks, whatever they are and however they follow each other", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        expect(mayHoldCredentials(text)).toBe(MEANT.some((pattern) => pattern.test(text)));
      }),
      { numRuns: 5_000 },
    );
  });

  // a file may have as much; by patterns it would take a quarter of an hour
  test.each(["a", "a:", "a@", "a:@", "?a", " a", "Aa"])("is looked for in a mebibyte of %j", (unit) => {
    expect(mayHoldCredentials(unit.repeat(2 ** 20 / unit.length))).toBe(false);
  });
});
