import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Automaton } from "../../../src/plan/masking/automaton";
import { base64Decoder } from "../../../src/plan/masking/base64";
import { replaceSecrets } from "../../../src/plan/masking/search";
import { asReported } from "../../../src/plan/masking/worth";
import { htmlText, markdownCode, markdownFence, markdownText } from "../../../src/plan/model/escape";
import { quickest } from "../../support/time";
import { encodings, secretText } from "./encodings";

function searchFor(secrets: readonly string[]): (text: string) => string {
  const sought = {
    secrets: new Automaton(secrets.flatMap(asReported)),
    kept: new Automaton([]),
    base64: base64Decoder(secrets),
  };
  return (text) => replaceSecrets(text, sought, "*");
}

const mask = (text: string, ...secrets: string[]) => searchFor(secrets)(text);

describe("a search for secrets", () => {
  it.each(Object.entries(encodings))("hides a secret in %s", (_, encode) => {
    fc.assert(
      fc.property(secretText, (secret) => {
        expect(mask(`"${encode(secret)}"`, secret)).toMatch(/^"?\*"?$/);
      }),
    );
  });

  it("hides a secret in an encoding of an encoding", () => {
    const each = fc.constantFrom(...Object.values(encodings));
    fc.assert(
      fc.property(secretText, each, each, (secret, inner, outer) => {
        expect(mask(`<${outer(inner(secret))}>`, secret)).not.toMatch(/[^<>*"`\n]/);
      }),
      { numRuns: 500 },
    );
  });

  it("hides a secret in base64 of JSON in JSON, in a string of JSON", () => {
    const { JSON: json, base64 } = encodings;
    fc.assert(
      fc.property(secretText, (secret) => {
        const text = json?.(base64?.(json(json(secret))) ?? "") ?? "";
        expect(mask(`<${text}>`, secret)).toBe("<*>");
      }),
    );
  });

  it("hides a secret in base64 and base64url, wherever it begins in what is encoded", () => {
    const bytes = fc.string({ maxLength: 20, unit: "grapheme" });
    fc.assert(
      fc.property(
        secretText,
        bytes,
        bytes,
        fc.constantFrom("base64", "base64url"),
        (secret, before, after, how) => {
          const masked = mask(Buffer.from(before + secret + after).toString(how as BufferEncoding), secret);
          expect(masked).toContain("*");
          for (const part of masked.split("*")) {
            for (let skip = 0; skip < 4; skip += 1) {
              expect(Buffer.from(part.slice(skip), "base64").toString()).not.toContain(
                secret.slice(0, 4).trim() || secret,
              );
            }
          }
        },
      ),
    );
  });

  it("hides a secret in base64 of a JSON document, in lines of 76 characters", () => {
    const secret = 'a<"b&c\\d>e+f';
    for (let pad = 0; pad < 60; pad += 1) {
      const text = Buffer.from(JSON.stringify({ pad: "x".repeat(pad), secret })).toString("base64");
      const masked = mask(text.replace(/.{76}/g, "$&\n"), secret);
      expect(masked).toContain("*");
      expect(masked.replace("\n", "").length).toBeLessThan(text.length - 14);
    }
  });

  it("hides a secret whatever stands around it", () => {
    const around = fc.string({
      unit: fc.constantFrom("\\", "%", "&", "#", "2", "5", "u", "n", ";", '"', "x"),
      maxLength: 6,
    });
    fc.assert(
      fc.property(secretText, around, around, (secret, before, after) => {
        expect(mask(before + secret + after, secret)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves JSON as JSON", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, secret, after) => {
        const json = JSON.stringify({
          text: before + secret + after,
          list: [after, secret],
          json: JSON.stringify(secret),
        });
        const masked = mask(json, secret, `${secret}n`, "nabcdefgh", "u0041bcdef");
        expect(masked).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(() => JSON.parse(masked)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["\nabcdefgh", "nabcdefgh"],
    ["\u0001bcdefgh", "1bcdefgh"],
    ["\u0001bcdefgh", "u0001bcd"],
    ['abcdefg"', "abcdefg\\"],
    ["x\\", "abcdefg\\"],
  ])("leaves JSON of %j as JSON, where %j seems to begin or end within an escape", (text, secret) => {
    expect(() => JSON.parse(mask(JSON.stringify({ text, more: [text] }), secret))).not.toThrow();
  });

  it("leaves text without secrets as it is", () => {
    const text = fc.string({ unit: fc.constantFrom(...'abc \\%&;#x41"n<>\u00e9\u{1f600}'), maxLength: 200 });
    fc.assert(
      fc.property(
        text,
        fc.array(fc.string({ unit: fc.constantFrom(..."QRS!?TUV"), minLength: 8 })),
        (each, secrets) => {
          expect(mask(each, ...secrets)).toBe(each);
        },
      ),
    );
  });

  it.each([
    ["overlap", "abcdefghij ghijklmnop", ["abcdefghij", "ghijklmnop"], "* *"],
    ["share a part", "abcdefghijklmnop", ["abcdefghij", "ghijklmnop"], "*"],
    ["begin alike", "secret-1234 secret-12345678", ["secret-1234", "secret-12345678"], "* *"],
    ["contain each other", "xx-secret-12345-yy secret-12345", ["xx-secret-12345-yy", "secret-12345"], "* *"],
    ["stand side by side", "abcdefghqrstuvwx", ["abcdefgh", "qrstuvwx"], "*"],
    ["are of one character", `${"a".repeat(30)}b`, ["a".repeat(9)], "*b"],
    ["are missing", "nothing to see here", ["abcdefgh"], "nothing to see here"],
  ])("hides secrets that %s", (_, text, secrets, masked) => {
    expect(mask(text, ...secrets)).toBe(masked);
  });

  it("ignores the case of percent escapes and of numeric entities, and zeros before them", () => {
    for (const text of [
      "p%c3%a9%3Cword%2fx",
      "p%C3%A9%3cword%2Fx",
      "p&#233;&#x3c;word&#47;x",
      "p&#xE9;&#0060;word&sol;x",
    ]) {
      expect(mask(text, "pé<word/x")).toBe("*");
    }
  });

  it("hides what reports make of it", () => {
    const secret = "@me#1 www.x://`|`<b>*_\u200b\u001b[0m";
    for (const each of [
      htmlText,
      markdownText,
      markdownCode,
      markdownFence,
      (s: string) => markdownCode(s, { isCell: true }),
    ]) {
      expect(mask(each(secret), secret).replace(/[`\n* ]|\u200b|&#8203;/g, "")).toBe("");
    }
  });

  it("finds a secret of a megabyte", () => {
    const secret = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`).join("");
    expect(mask(JSON.stringify(secret), secret)).toBe('"*"');
  });

  it.each<[string, readonly string[], string]>([
    ["percent signs", ["%2525&amp;amp;x"], "%25"],
    ["ampersands", ["%2525&amp;amp;x"], "&amp;"],
    ["backslashes", ["\\\\\\\\nabc&<"], "\\"],
    ["escapes that are none", ["secret-1234"], "\\u"],
    ["escapes of escapes", ["secret-1234"], "\\u0026amp;%2541&#37;41%5cu0041&#x5c;&amp;#38;%26amp%3b"],
    ["entities in a secret of them", ["#38;".repeat(250)], "&#38;#38;"],
    ["a secret's first character", ["a".repeat(1000)], "a"],
    [
      "many secrets' beginnings",
      Array.from({ length: 200 }, (_, index) => `${"ab".repeat(500)}${index}`),
      "ab",
    ],
    ["base64 at each of its alignments", ["secret-1234"], "VVVV"],
    ["variables", ["secret-1234"], 'password="x='],
    ["beginnings of private keys", ["secret-1234"], "-----BEGIN PRIVATE KEY-----AAAA"],
    ["spaces", ["secret-1234"], " "],
  ])("takes linear time for %s", (_, secrets, unit) => {
    const search = searchFor(secrets);
    const took = (length: number) => {
      const text = unit.repeat(Math.ceil(length / unit.length));
      return quickest(() => search(text), 3);
    };
    took(2000);
    // sixteen times as much, where a quadratic search takes 256 times as long
    expect(took(160_000)).toBeLessThan(100 * Math.max(2, took(10_000)));
  });

  it("looks at no unit more often for more secrets", () => {
    const secrets = (count: number) =>
      Array.from({ length: count }, (_, index) => `${"ab".repeat(200)}-${index}`);
    const took = (count: number) => {
      const search = searchFor(secrets(count));
      const text = "ab".repeat(100_000);
      return quickest(() => search(text), 3);
    };
    expect(took(2000)).toBeLessThan(50 * Math.max(2, took(2)));
  });
});
