import { describe, expect, it } from "vitest";
import { PlanError } from "../../../src/plan/model/errors";
import {
  judge,
  policyAnnotations,
  policyJson,
  policyMarkdown,
  policySection,
  policyTerminal,
} from "../../../src/plan/policy";
import { readExceptions } from "../../../src/plan/policy/exceptions-file";
import { Draft } from "./support";

const broken = () =>
  new Draft()
    .set("aws_db_instance", { publicly_accessible: true, deletion_protection: false })
    .unknown("aws_kms_key", "policy")
    .examine();
const address = "aws_db_instance.rds_instance_7ECC54BF";

function problemsOf(work: () => unknown): PlanError {
  try {
    work();
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("exceptions", () => {
  const exception = { rule: "no-public-database", address, reason: "a test of ours" };

  it("take out a violation, and keep their reason", () => {
    const [judgement] = judge([broken()], [exception]);
    expect(judgement?.violations.map(({ rule }) => rule)).toEqual(["deletion-protection"]);
    expect(judgement?.excepted).toMatchObject([{ rule: "no-public-database", reason: "a test of ours" }]);
  });

  it("may name the construct", () => {
    const examination = broken();
    const violations = examination.violations.map((each) => ({ ...each, construct: "rds/instance" }));
    const [judgement] = judge([{ ...examination, violations }], [{ ...exception, address: "rds/instance" }]);
    expect(judgement?.excepted).toHaveLength(1);
  });

  it("are for one of several stacks", () => {
    const clean = new Draft("staging").examine();
    expect(judge([clean, broken()], [exception])[1]?.excepted).toHaveLength(1);
  });

  it("that except nothing are an error, all at once", () => {
    const error = problemsOf(() =>
      judge(
        [broken()],
        [exception, { ...exception, address: "aws_lb.gone" }, { ...exception, rule: "no-such-rule" }],
      ),
    );
    expect(error.details).toEqual([
      "no-public-database of aws_lb.gone",
      `no-such-rule of ${address}: there is no such rule`,
    ]);
  });

  it("are read from a file", () => {
    expect(readExceptions(JSON.stringify({ exceptions: [exception] }), "policy.json")).toEqual([exception]);
  });

  it.each([
    ["no reason", { exceptions: [{ ...exception, reason: " " }] }, /exceptions\.0\.reason: must say why/],
    [
      "an unknown rule",
      { exceptions: [{ ...exception, rule: "x" }] },
      /exceptions\.0\.rule: must be the id of a rule/,
    ],
    ["a mistyped key", { exceptions: [{ ...exception, adress: "x" }] }, /adress/],
    ["no list", {}, /exceptions/],
  ])("in a file with %s are refused", (_, file, said) => {
    expect(problemsOf(() => readExceptions(JSON.stringify(file), "policy.json")).details.join("\n")).toMatch(
      said,
    );
  });
});

describe("what is told of a policy", () => {
  const judged = () =>
    judge([broken()], [{ rule: "deletion-protection", address, reason: "| gone | <b>soon</b>" }]);

  it("is a section, from everything to one line", () => {
    const { title, levels } = policySection(judged());
    expect(title).toBe(
      "Policy: 1 violation of 25 rules in 138 resources, 1 exception, 6 not known before apply",
    );
    expect(levels.map((level) => level.length)).toEqual(
      [...levels.map((level) => level.length)].sort((a, b) => b - a),
    );
    expect(levels[0]).toMatch(
      /#### No database has a public address \(`no-public-database`\)\n\n.*\n.*\n\| `aws_db_instance/,
    );
    expect(levels[0]).toContain("Mend: Set `publicly_accessible = false`");
    expect(levels[0]).toContain("policy of `aws_kms_key.key_F64E54E4`");
    expect(levels.at(-1)).toBe(`${title.slice("Policy: ".length)}.`);
  });

  it("is harmless Markdown, whatever reasons and addresses say", () => {
    const text = policyMarkdown(judged());
    expect(text).not.toContain("<b>");
    expect(text).not.toContain("| gone |");
  });

  it("is a violation with its remedy in a terminal", () => {
    expect(policyTerminal(judged())).toMatch(
      /✖ No database has a public address \(no-public-database\)\n {4}aws_db_instance\S+: The database/,
    );
    expect(policyTerminal(judged())).toContain(
      "? no-wildcard-principal: policy of aws_kms_key.key_F64E54E4 is not known before apply",
    );
  });

  it("is an annotation for each violation, in one line each", () => {
    const [judgement] = judged();
    const evil = { ...judgement, stack: "a,b::c\n::error::" } as typeof judgement & object;
    const lines = policyAnnotations([evil]).split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error title=no-public-database \(a%2Cb%3A%3Ac%0A%3A%3Aerror%3A%3A\)::aws_db_instance/,
    );
    expect(lines[1]).toMatch(/^::notice title=Policy::1 violation/);
  });

  it("is data, with the rules", () => {
    const { schemaVersion, stacks, rules } = JSON.parse(policyJson(judged()));
    expect(schemaVersion).toBe(1);
    expect(stacks[0].violations).toEqual([
      { rule: "no-public-database", address, problem: "The database is publicly accessible." },
    ]);
    expect(stacks[0].excepted[0].reason).toContain("gone");
    expect(rules).toHaveLength(25);
  });
});
