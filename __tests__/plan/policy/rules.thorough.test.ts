import { describe, expect, it } from "vitest";
import { RULES } from "../../../src/plan/policy";
import { BROKEN, KEPT, OPEN } from "./cases";
import { Draft, type Environment, openOf, violationsOf } from "./support";

describe("the platform's own plans", () => {
  it.each<Environment>(["staging", "production"])("keep every rule: %s", (environment) => {
    expect(violationsOf(new Draft(environment).examine())).toEqual([]);
  });

  it.each<Environment>(["staging", "production"])(
    "leave nothing open but ends of names: %s",
    (environment) => {
      const examination = new Draft(environment).examine();
      expect(openOf(examination)).toEqual([]);
      expect(examination.notKnown).toHaveLength(5);
    },
  );
});

describe("a rule", () => {
  it.each(BROKEN)("is broken by %s", (_, draft, said) => {
    const violations = violationsOf(draft().examine());
    expect(violations.filter((each) => said.test(each))).not.toEqual([]);
    const [rule = ""] = said.source.slice(1).split(/[^a-z-]/);
    expect(violations.filter((each) => !each.startsWith(`${rule} `))).toEqual([]);
  });

  it.each(KEPT)("is not broken by %s", (_, draft) => {
    expect(violationsOf(draft().examine())).toEqual([]);
  });

  it.each(OPEN)("does not judge what is not known: %s", (_, draft, said) => {
    const examination = draft().examine();
    expect(violationsOf(examination)).toEqual([]);
    expect(openOf(examination).filter((each) => said.test(each))).not.toEqual([]);
  });

  it.each(RULES)(
    "has a broken case, a reason, a remedy and a source: $id",
    ({ id, title, why, remedy, source }) => {
      expect(BROKEN.some(([, , said]) => said.source.startsWith(`^${id} `))).toBe(true);
      expect(source).toMatch(/^https:\/\/(?:docs\.aws\.amazon\.com|developer\.hashicorp\.com)\//);
      for (const text of [why, remedy]) expect(text).toMatch(/^[A-Z`].*\.$/s);
      expect(title).not.toMatch(/\.$/);
    },
  );

  it("has an id of its own", () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });
});
