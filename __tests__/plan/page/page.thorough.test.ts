import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readStack, type Stack } from "../../../src/plan/model/stack";
import { pageOfPlans, renderPage } from "../../../src/plan/page";
import { examine, judge, RULES } from "../../../src/plan/policy";
import { createReport } from "../../../src/plan/report";
import { change } from "../diagram/support";
import { CANARIES } from "../golden/support/canaries";

const GOLDEN = join(import.meta.dirname, "../golden/plans");

function pageOf(text: string): Promise<string> {
  return renderPage({ report: createReport([readStack(text, { source: "tfplan.json" })]) });
}

function planText(changes: readonly object[], more: object = {}): string {
  return JSON.stringify({ format_version: "1.2", resource_changes: changes, ...more });
}

const policyOf = (page: string) =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";

describe("a page of several plans", () => {
  const database = (marks: object, after: object) =>
    readStack(
      planText([
        change("aws_db_instance.d", ["create"], {
          after: { instance_class: "db.t3.small", ...after },
          after_sensitive: marks,
        }),
      ]),
      { source: "tfplan.json" },
    );

  it("hides in each what is a secret of another, in its picture, too", async () => {
    const canary = "canary-of-the-other";
    const stacks = [
      database({ password: true }, { password: canary }),
      database({}, { engine: canary, engine_version: "API_TOKEN=abc1" }),
    ];

    const page = await pageOfPlans(stacks, { report: createReport(stacks) });

    expect(page).toContain("<svg");
    expect(page).not.toContain(canary);
    expect(page).not.toContain("abc1");
  });
});

describe("the page", () => {
  it("allows its own style and script by their hashes, and nothing else", async () => {
    const page = await pageOf(planText([change("aws_vpc.v", ["create"])]));
    const hash = (text: string | undefined) =>
      `'sha256-${createHash("sha256")
        .update(text ?? "")
        .digest("base64")}'`;
    expect(policyOf(page).split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1])}`,
      `script-src ${hash(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1])}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/);
    expect(page).not.toMatch(/ style=| on[a-z]+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it("has everything of a plan: losses, changes by construct, outputs, drift and checks", async () => {
    const page = await pageOf(
      planText(
        [
          change("aws_db_instance.d", ["delete", "create"], { before: {}, after: {} }),
          change("module.network.aws_vpc.v", ["update"], { before: { a: 1 }, after: { a: 2 } }),
        ],
        {
          output_changes: { address: { actions: ["create"], before: null, after: "x" } },
          checks: [
            {
              address: { to_display: "check.health", kind: "check" },
              status: "fail",
              instances: [{ problems: [{ message: "It is ill." }] }],
            },
          ],
        },
      ),
    );
    for (const text of [
      "Destroyed and replaced",
      "Holds data: database",
      "Outputs",
      "It is ill.",
      "± 1",
      "~ 1",
    ]) {
      expect(page).toContain(text);
    }
  });

  it("tells which rules are broken, with why and how to mend, or that none is", async () => {
    const database = (isPublic: boolean) =>
      readStack(
        planText([
          change("aws_db_instance.d", ["create"], {
            after: { identifier: "d", publicly_accessible: isPublic, password: "hunter2-canary" },
            after_sensitive: { password: true },
          }),
        ]),
        { source: "tfplan.json" },
      );
    const pageWith = (stack: Stack, rules: readonly string[]) => {
      const examined = examine(
        stack,
        RULES.filter(({ id }) => rules.includes(id)),
      );
      return renderPage({ report: createReport([stack]), judgements: judge([examined], []) });
    };
    const broken = await pageWith(database(true), ["no-public-database"]);
    expect(broken).toContain("✗ 1 violation of");
    expect(broken).toMatch(/<a href="#change-0-0">change<\/a>/);
    expect(broken).toContain("Mend:</span> Set <code>publicly_accessible = false</code>");
    expect(broken).toContain("breaks no-public-database");
    expect(broken).not.toContain("hunter2");
    const kept = await pageWith(database(false), ["no-public-database"]);
    expect(kept).toMatch(/✓ No violation of \d+ rules in 1 resource\./);
    expect(kept).not.toContain("Mend:");
    expect(await renderPage({ report: createReport([database(true)]) })).not.toContain('id="policy"');
  });

  it("shows code as code, wherever a sentence has it", async () => {
    const page = await pageOf(
      planText([{ ...change("aws_vpc.v[1]", ["delete"]), action_reason: "delete_because_count_index" }]),
    );
    expect(page).toContain("its index is beyond <code>count</code>");
    expect(page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "")).not.toContain("`");
  });

  it("embeds data that ends no script, and can be read again", async () => {
    const value = `</script><script>alert(1)</script><!--\u2028\u2029&amp;`;
    const page = await pageOf(planText([change("aws_vpc.v", ["create"], { after: { name: value } })]));
    const data =
      /<script type="application\/json" id="differences">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
    expect(data).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(data)[0].join("\n")).toContain("</script><script>alert(1)</script>");
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it("shows no secret of any golden plan", async () => {
    for (const name of readdirSync(GOLDEN).filter(
      (each) => each.endsWith(".json") && each !== "made-from.json",
    )) {
      const page = await pageOf(readFileSync(join(GOLDEN, name), "utf8"));
      for (const canary of Object.values(CANARIES)) {
        expect(page.includes(canary), `${name}: ${canary}`).toBe(false);
        expect(page.includes(canary.slice(0, 18)), `${name}: ${canary}`).toBe(false);
      }
    }
  });

  it("cuts names of a megabyte", async () => {
    const page = await pageOf(planText([change(`aws_vpc.${"v".repeat(1_000_000)}`, ["create"])]));
    expect(page.length).toBeLessThan(100_000);
  });
});
