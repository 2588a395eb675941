import { describe, expect, test } from "vitest";
import { applicationEnvironment } from "../../src/application";
import { keyInWords } from "../../src/settings/got";
import { rules } from "../../src/settings/rules";
import type { Subject } from "../../src/settings/rules/rule";
import { PLATFORM_ENVIRONMENT } from "../../src/settings/rules/service";
import { accepted, refused } from "./rules.cases";
import { subject } from "./support";

const findings = (overrides: Partial<Subject>) => rules.flatMap((rule) => rule.check(subject(overrides)));

describe("refuses", () => {
  test.each(refused)("%s", (_title, overrides, key, words) => {
    const found = findings(overrides);
    expect(found.map(({ path }) => keyInWords(path))).toEqual([key]);
    expect(found[0]?.expected).toContain(words);
  });

  test("by each rule at least once", () => {
    const silent = rules.filter((rule) =>
      refused.every(([, overrides]) => rule.check(subject(overrides)).length === 0),
    );
    expect(silent.map(({ reads }) => reads)).toEqual([]);
  });
});

test.each(accepted)("accepts %s", (_title, overrides) => {
  expect(findings(overrides)).toEqual([]);
});

test("a rule reads nothing but what it names", () => {
  for (const { reads, check } of rules) {
    const blind = new Proxy(subject(), {
      get(target, key) {
        if (!reads.includes(key as keyof Subject))
          throw new Error(`${String(key)} is read, but not named in ${reads}`);
        return Reflect.get(target, key);
      },
    });
    expect(() => check(blind)).not.toThrow();
  }
});

test("every environment variable that the platform sets is refused to the user", () => {
  const settings = { ...subject({ jira_base_url: "https://x.example.com", jira_email: "a@example.com" }) };
  const variables = { live: () => "", secret: () => "", secretEntry: () => "" };
  const set = Object.keys(applicationEnvironment({ settings, variables, service: "", artifactsBucket: "" }));
  expect(set.filter((name) => !PLATFORM_ENVIRONMENT.includes(name))).toEqual([]);
});
