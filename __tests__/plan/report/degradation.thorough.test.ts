import { describe, expect, it } from "vitest";
import { createReport, type ExtraSection, renderMarkdown, SMALLEST_LIMIT } from "../../../src/plan/report";
import { flawsOf } from "../support/markdown";
import { creates, destroys, type Made, mixed, resource } from "../support/plans";
import { markdownOf, stackOf } from "../support/reports";

const LIMITS = [SMALLEST_LIMIT, 20_000, 65_000, 1024 * 1024];

/** Objects that are replaced, with a difference each. */
function replacements(count: number): readonly Made[] {
  return Array.from({ length: count }, (_, index) =>
    resource(
      `aws_db_instance.database_${index}`,
      {
        actions: ["delete", "create"],
        before: { engine: `old-${index}` },
        after: { engine: `new-${index}` },
        replace_paths: [["engine"]],
      },
      { action_reason: "replace_because_cannot_update" },
    ),
  );
}

describe("a report that is too long", () => {
  it.each(LIMITS)("stays below %d bytes, whatever the plan, and says what it leaves out", (limit) => {
    for (const plan of [
      creates(900),
      mixed(900),
      destroys(900),
      [...replacements(300), ...creates(300), ...destroys(300)],
    ]) {
      const markdown = markdownOf(plan, { limit });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
      // a parser takes long for more
      if (limit <= 20_000) expect(flawsOf(markdown)).toEqual([]);
      if (limit > 65_000) continue;
      expect(markdown).toContain("Left out, as it would be too long: ");
      // room that is there is used
      expect(Buffer.byteLength(markdown)).toBeGreaterThan(0.9 * limit);
    }
  });

  it("leaves nothing out that fits", () => {
    const markdown = markdownOf([...creates(5), ...destroys(5), ...mixed(6)]);
    expect(markdown).not.toContain("Left out");
    for (const each of [...creates(5), ...destroys(5), ...mixed(6)]) expect(markdown).toContain(each.address);
  });

  it("gives up attributes of what is added first, then its table", () => {
    const whole = markdownOf(creates(40), { limit: 100_000 });
    expect(whole).toContain("Attributes of what is added");
    expect(whole).not.toContain("Left out");
    const table = markdownOf(creates(40), { limit: 6_000 });
    expect(table).toMatch(/Left out, as it would be too long: attributes of \d+ resources added\. /);
    expect(table).toContain("| `aws_instance.server_39` | `aws_instance` |");
    const counted = markdownOf(creates(400), { limit: 6_000 });
    const named = counted.match(/^\| `aws_instance\.server_\d+`/gm)?.length ?? 0;
    expect(named).toBeGreaterThan(60);
    expect(counted).toContain(`names of ${400 - named} resources added; attributes of 400 resources added`);
    expect(counted).toContain(`|  | \`aws_instance\` | ${400 - named} |`);
  });

  it("tells the types of what is added where there is no room for a name", () => {
    const updates = mixed(900).filter(({ change }) => String(change.actions) === "update");
    for (const limit of [5_000, 20_000, 65_000]) {
      expect(markdownOf([...updates, ...creates(400)], { limit })).toMatch(
        /Of the 400 to add or read, those not named<\/summary>\n\n(\d+ of `aws_instance`\.|\| Where)/,
      );
    }
  });

  it("keeps what is destroyed or replaced in full before any of what is changed or added", () => {
    const some = replacements(60);
    for (const limit of [20_000, 30_000]) {
      const markdown = markdownOf([...creates(500), ...mixed(2), ...some], { limit });
      for (const { address } of some) {
        expect(markdown).toContain(`\`${address}\``);
        expect(markdown).toContain(`<code>${address}</code>`);
      }
    }
    const tight = markdownOf([...creates(500), ...some], { limit: 12_000 });
    expect(tight).toMatch(/attributes of \d+ resources replaced/);
    expect(tight).not.toContain("Attributes of what is added");
  });

  it("tells the types of what is destroyed and not named", () => {
    const markdown = markdownOf([
      ...destroys(5_000),
      resource("aws_db_instance.main", { actions: ["delete"], before: { a: 1 } }),
    ]);
    expect(markdown).toContain("**5,001 to destroy**");
    expect(markdown).toContain("> **Data may be lost**: 1 database, 5,000 buckets destroyed or replaced.");
    const [, left = ""] = /names of ([\d,]+) resources destroyed or replaced/.exec(markdown) ?? [];
    expect(markdown).toContain(`Not named here: ${left} of \`aws_s3_bucket\`.`);
    const shown = new Set(markdown.match(/`aws_s3_bucket\.bucket_\d+`/g)).size;
    expect(shown + Number(left.replace(",", ""))).toBe(5_000);
    expect(markdown).toContain("`aws_db_instance.main`");
  });

  it("counts in bytes, which are never fewer than GitHub's characters", () => {
    const wide = Array.from({ length: 300 }, (_, index) =>
      resource(`aws_a.a${index}`, { actions: ["create"], after: { text: "中😀é".repeat(60) } }),
    );
    expect(Buffer.byteLength(markdownOf(wide))).toBeLessThanOrEqual(65_000);
  });

  it("has room for the fences that a value with fences needs", () => {
    const fenced = resource("aws_a.a", { actions: ["create"], after: { text: "`".repeat(290) } });
    const report = createReport(
      Array.from({ length: 20 }, (_, index) => stackOf([fenced], {}, `stack-${index}`)),
    );
    for (let limit = 4_000; limit < 20_000; limit += 3_989) {
      const markdown = renderMarkdown(report, { limit });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
      expect(flawsOf(markdown)).toEqual([]);
    }
  });

  it("counts stacks beyond those that a table can hold", () => {
    const stacks = Array.from({ length: 300 }, (_, index) =>
      stackOf(creates(2), {}, `${"n".repeat(300)}${index}`),
    );
    const markdown = renderMarkdown(createReport(stacks), { limit: 20_000 });
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(20_000);
    expect(markdown).toContain("**600 to add**");
    expect(flawsOf(markdown)).toEqual([]);
  });

  it("refuses a limit that not even the headline fits into", () => {
    expect(() => markdownOf([], { limit: 100 })).toThrow(RangeError);
  });
});

describe("sections of others", () => {
  const cost: ExtraSection = {
    title: "Cost",
    levels: ["long ".repeat(2_000), "middle ".repeat(300), "short"],
  };

  it("are taken as long as they fit", () => {
    expect(markdownOf(creates(1), { sections: [cost] })).toContain("long long");
    const middle = markdownOf(creates(1), { sections: [cost], limit: 6_000 });
    expect(middle).toContain("middle middle");
    expect(middle).toContain('7,900 bytes of "Cost"');
    expect(markdownOf(destroys(500), { sections: [cost], limit: 16_500 })).toContain("short\n");
  });

  it("are masked, with titles that are text", () => {
    const secret = resource("aws_a.a", {
      actions: ["create"],
      after: { pin: "canary-51ab77" },
      after_sensitive: { pin: true },
    });
    const markdown = markdownOf([secret], {
      sections: [{ title: "<b>canary-51ab77", levels: ["costs canary-51ab77"] }],
    });
    expect(markdown).not.toContain("canary");
    expect(markdown).toContain("<summary>&#60;b&#62;(sensitive)</summary>\n\ncosts (sensitive)\n");
  });
});
