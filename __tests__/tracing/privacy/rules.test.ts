import fc from "fast-check";
import { DEFAULT_SECRET_RULES } from "langsmith/anonymizer";
import { describe, expect, it } from "vitest";
import { isSecretName, textScrubber } from "../../../src/tracing/privacy/rules";
import { quickest } from "../../support/time";

const KEYS = [
  "sk-proj-abcdefghijklmnopqrstuvwx",
  `sk-ant-${"a1".repeat(20)}`,
  `lsv2_pt_${"0a".repeat(16)}_tail`,
  `ghp_${"Ab1".repeat(12)}`,
  "AKIAIOSFODNN7EXAMPLE",
  `AIza${"x".repeat(35)}`,
  "xoxb-123456789012-abcdef",
  "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
];

describe("text", () => {
  it.each(KEYS)("loses %s wherever it stands", (key) => {
    const scrub = textScrubber({});
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(" ", ".", ",", "\n") }), fc.string(), (before, after) => {
        expect(scrub(`${before} ${key} ${after}`)).not.toContain(key);
      }),
    );
  });

  it.each([
    ["postgres://app:hunter2hunter2@db:5432/x", "hunter2hunter2"],
    ["Authorization: Bearer abcdefghijklmno", "abcdefghijklmno"],
    ['{"api_key": "very-secret-value"}', "very-secret-value"],
    ["PASSWORD=correct-horse", "correct-horse"],
  ])("loses the secret part of %s", (text, secret) => {
    expect(textScrubber({})(text)).not.toContain(secret);
  });

  it("is scrubbed exactly as by langsmith's rules, one after the other", () => {
    const scrub = textScrubber({});
    const pieces = fc.constantFrom(
      ...KEYS,
      "token: abcdefgh",
      "http://a:bcdefg@h",
      "sk-",
      "Bearer ",
      "x",
      " ",
      "=",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const byLangSmith = DEFAULT_SECRET_RULES.reduce(
          (result, { pattern, replace = "" }) => result.replace(pattern, replace),
          text,
        );
        // the order of rules differs: what either finds, both remove
        for (const key of KEYS) expect(scrub(text).includes(key)).toBe(byLangSmith.includes(key));
      }),
    );
  });

  it("is kept where it holds no secret", () => {
    const plain = [
      "max_tokens: 4096",
      "the tokenizer",
      "https://example.com/a",
      "AAPL rose by 3 %",
      "key takeaways",
    ];
    for (const text of plain) expect(textScrubber({})(text)).toBe(text);
  });

  it("loses what the user's patterns find, with their replacement", () => {
    const scrub = textScrubber({
      rules: [{ pattern: /\d{3}-\d{2}-\d{4}/, replace: "[SSN]" }, { pattern: "ACME-\\w+" }],
    });
    expect(scrub("123-45-6789 and 987-65-4321 of ACME-x1")).toBe("[SSN] and [SSN] of [SECRET_DETECTED]");
  });

  it("loses values that are known to be secret, of special characters too", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), fc.string(), (secret, around) => {
        expect(textScrubber({ known: [secret] })(`${around}${secret}`)).not.toContain(secret);
      }),
    );
    expect(textScrubber({ known: ["short"] })("short")).toBe("short");
  });
});

describe("a long text that is made for it", () => {
  it.each(["eyJ", "secret.a", "token-", "a+b://"])("takes no longer than by its length: %s", (piece) => {
    const scrub = textScrubber({});
    const time = (length: number) => {
      const text = `secret bearer :// ${piece.repeat(length)}`;
      return quickest(() => scrub(text));
    };
    // by the square it would be 100 times as much
    expect(time(20_000)).toBeLessThan(40 * Math.max(1, time(2_000)));
  });
});

describe("names", () => {
  it.each([
    "password",
    "dbPassword",
    "api_key",
    "apiKey",
    "x-api-key",
    "Authorization",
    "client_secret",
    "accessToken",
    "set-cookie",
    "sessionCookie",
    "passwords",
    "secretKey",
  ])("%s is secret", (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    "max_tokens",
    "input_tokens",
    "tokens",
    "keyword",
    "passage",
    "secretary",
    "authorizationUrl",
    "name",
  ])("%s is not", (name) => expect(isSecretName(name)).toBe(false));
});
