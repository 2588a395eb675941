import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("the trust policy of the role that plans", () => {
  it("lets in one repository's pull requests and main, and nobody by a pattern", () => {
    const text = read("docs/iam/trust-plan.json");
    expect(text).not.toMatch(/[*?]|StringLike/);
    expect(JSON.parse(text).Statement[0].Condition.StringEquals).toEqual({
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": [
        "${GitHubSubject}:pull_request",
        "${GitHubSubject}:ref:refs/heads/main",
      ],
    });
  });

  it("has only placeholders that the README replaces", () => {
    const readme = read("docs/iam/README.md");
    const command = /sed ((?!sed)[\s\S])*docs\/iam\/trust-plan.json/.exec(readme)?.[0] ?? "";
    for (const [placeholder] of read("docs/iam/trust-plan.json").matchAll(/\$\{\w+\}/g)) {
      expect(command).toContain(placeholder);
    }
  });
});
