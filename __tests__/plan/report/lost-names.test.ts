import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReport, renderMarkdown, SMALLEST_LIMIT } from "../../../src/plan/report";
import { destroys, type Made, mixed, resource } from "../support/plans";
import { markdownOf, stackOf } from "../support/reports";

function checks(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    address: { to_display: `check.health_${index}`, kind: "check" },
    status: "fail",
    instances: [
      { problems: [{ message: `The endpoint ${index} does not answer. ${"It should. ".repeat(20)}` }] },
    ],
  }));
}

const database = resource(
  "aws_db_instance.main",
  { actions: ["delete"], before: { identifier: "main", deletion_protection: true } },
  { action_reason: "delete_because_no_resource_config" },
);

/** How many names are said to be left out. */
function saidMissing(markdown: string): number {
  const [, count = "0"] = /names of ([\d,]+) resources? destroyed or replaced/.exec(markdown) ?? [];
  return Number(count.replaceAll(",", ""));
}

describe("the name of what is destroyed or replaced", () => {
  it.each([SMALLEST_LIMIT, 5_000, 65_000])("is told before checks that fail, within %d bytes", (limit) => {
    const markdown = markdownOf(
      [...mixed(200).filter(({ change }) => change.actions?.toString() === "update"), database],
      { limit },
      { checks: checks(300) },
    );
    expect(markdown).toMatch(
      /\*\*destroy\*\* \| `aws_db_instance\.main` \| it is no longer in the configuration<br>\*\*database\*\*; its deletion protection is on/,
    );
    expect(markdown).toMatch(/\d+ checks that fail/);
    expect(markdown).not.toMatch(/Checks that fail[\s\S]*### Destroyed or replaced/);
  });

  it("is told before any attribute", () => {
    const markdown = markdownOf(destroys(60), { limit: SMALLEST_LIMIT });
    expect(markdown).not.toContain("```");
    const named = markdown.match(/`aws_s3_bucket\.bucket_\d+`/g)?.length ?? 0;
    expect(named).toBeGreaterThan(30);
    expect(named + saidMissing(markdown)).toBe(60);
  });

  it("is told with why, and of which kind its data is, where there is no room for more", () => {
    const markdown = markdownOf(destroys(300), { limit: 14_000 });
    expect(saidMissing(markdown)).toBe(0);
    expect(markdown).toContain(
      "- **destroy**; **bucket**; it is no longer in the configuration: `aws_s3_bucket.",
    );
    expect(markdown).toMatch(/remarks on \d+ resources destroyed or replaced/);
  });

  it("is in the report or counted, of any plan and within any limit", () => {
    const loss = fc.record({
      type: fc.constantFrom("aws_db_instance", "aws_subnet", "aws_ecs_service", "aws_s3_bucket"),
      name: fc.string({ unit: fc.constantFrom(..."abcdefgh_"), minLength: 1, maxLength: 120 }),
      isReplaced: fc.boolean(),
      value: fc.string({ maxLength: 300 }),
    });
    const sizes = fc.record({
      checks: fc.nat(100),
      updates: fc.nat(60),
      stacks: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(loss, { maxLength: 60, selector: ({ type, name }) => `${type}.${name}` }),
        sizes,
        fc.integer({ min: SMALLEST_LIMIT, max: 20_000 }),
        (losses, size, limit) => {
          const made = losses.map(({ type, name, isReplaced, value }): Made => {
            const actions = isReplaced ? ["delete", "create"] : ["delete"];
            const after = isReplaced ? { value: `${value}!` } : null;
            return resource(`${type}.${name}`, { actions, before: { value }, after });
          });
          const others = mixed(size.updates).filter(({ change }) => String(change.actions) === "update");
          const stacks = Array.from({ length: size.stacks }, (_, index) =>
            stackOf(
              index === 0 ? [...others, ...made] : others,
              { checks: checks(size.checks) },
              `stack-${index}`,
            ),
          );
          const markdown = renderMarkdown(createReport(stacks), { limit });
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
          const named = made.filter(({ address }) => markdown.includes(`\`${address}\``)).length;
          expect(named + saidMissing(markdown)).toBe(made.length);
          // nothing else takes the room of a name
          if (named < made.length) expect(markdown).not.toContain("```");
        },
      ),
      { numRuns: 40 },
    );
  });
});
