import { describe, expect, it } from "vitest";
import { readStack } from "../../../src/plan/model/stack";
import { createReport, renderMarkdown } from "../../../src/plan/report";
import { planText, resource } from "../support/plans";
import { jsonOf, markdownOf, stackOf, terminalOf } from "../support/reports";

const update = (address: string, before: object, after: object, more: object = {}) =>
  resource(address, { actions: ["update"], before, after, ...more });
const create = (address: string, after: object = { a: 1 }) =>
  resource(address, { actions: ["create"], after });
const nothing = (address: string, more: Readonly<Record<string, unknown>> = {}, own: object = {}) =>
  resource(address, { actions: ["no-op"], before: { a: 1 }, after: { a: 1 }, ...own }, more);

describe("the headline", () => {
  it("counts each action, what is moved and imported, outputs, drift and failed checks", () => {
    const markdown = markdownOf(
      [
        create("aws_a.new"),
        update("aws_a.changed", { a: 1 }, { a: 2 }),
        nothing("aws_a.moved", { previous_address: "aws_a.old" }),
        nothing("aws_a.imported", {}, { importing: { id: "i-1" } }),
        nothing("aws_a.same"),
        resource("aws_a.forgotten", { actions: ["forget"], before: { a: 1 } }),
      ],
      {},
      {
        output_changes: {
          url: {
            actions: ["update"],
            before: "a",
            after: "b",
            after_unknown: false,
            before_sensitive: false,
            after_sensitive: false,
          },
        },
        checks: [
          {
            address: { to_display: "check.a", kind: "check" },
            status: "fail",
            instances: [{ problems: [{ message: "too old" }] }],
          },
        ],
        resource_drift: [update("aws_a.same", { a: 1 }, { a: 2 })],
        relevant_attributes: [{ resource: "aws_a.same", attribute: ["a"] }],
      },
    );
    expect(markdown).toContain(
      "**1 to import, 1 to add, 1 to change, 1 to forget, 1 moved, 1 output changes, 1 changed outside of Terraform, 1 check fails**",
    );
    expect(markdown).toContain("| move | `aws_a.moved` | `aws_a` | from `aws_a.old` |");
    expect(markdown).toContain("| import | `aws_a.imported` | `aws_a` | as `i-1` |");
    expect(markdown).toContain("| `check.a` | fail | too old |");
    expect(markdown).not.toContain("`aws_a.same` | ");
  });

  it("says that nothing changes", () => {
    expect(markdownOf([nothing("aws_a.same")])).toBe("## Plan of `production`\n\n**No changes.**\n");
  });

  it("says loudly that planning failed, or that another plan is needed", () => {
    expect(markdownOf([create("aws_a.a")], {}, { errored: true, complete: false })).toMatch(
      /> \[!CAUTION\]\n> Planning failed: .*cannot be applied/,
    );
    expect(markdownOf([create("aws_a.a")], {}, { complete: false })).toMatch(
      /> \[!WARNING\]\n> The plan is incomplete/,
    );
  });

  it("says that a later format has more than is shown", () => {
    expect(markdownOf([], {}, { format_version: "1.9" })).toContain("newer than 1.2");
  });
});

describe("several stacks", () => {
  const report = createReport([
    stackOf(
      [create("aws_a.a"), resource("aws_s3_bucket.a", { actions: ["delete"], before: { b: 1 } })],
      {},
      "staging",
    ),
    stackOf([update("aws_a.a", { a: 1 }, { a: 2 })], {}, "production"),
  ]);

  it("has a row for each, and one block of what is destroyed in any", () => {
    const markdown = renderMarkdown(report);
    expect(markdown).toContain(
      "| Stack | add | change | destroy |\n|---|---:|---:|---:|\n| `staging` | 1 |  | 1 |\n| `production` |  | 1 |  |",
    );
    expect(markdown).toContain("| **destroy** | `staging` | `aws_s3_bucket.a` |");
    expect(markdown.indexOf("### `staging`")).toBeLessThan(markdown.indexOf("### `production`"));
  });

  it("adds up", () => {
    expect(report.counts).toMatchObject({ add: 1, change: 1, destroy: 1 });
  });
});

describe("the table", () => {
  const template = JSON.stringify({
    "//": { metadata: { stackName: "production" } },
    resource: {
      aws_subnet: {
        b: { "//": { metadata: { path: "production/vpc/private-1" } } },
        a: { "//": { metadata: { path: "production/vpc/private-0" } } },
      },
      aws_ecs_service: { s: { "//": { metadata: { path: "production/ecs/service" } } } },
    },
  });
  const stack = readStack(
    planText([
      create("aws_subnet.b"),
      create("aws_subnet.a"),
      update("aws_ecs_service.s", { n: 1, same: 2 }, { n: 2, same: 2 }),
    ]),
    {
      source: "tfplan.json",
      templateText: template,
    },
  );

  it("is by construct and type, and names what changes", () => {
    const markdown = renderMarkdown(createReport([stack]));
    expect(markdown).toContain("| change | `ecs/service` | `aws_ecs_service` | `n` |");
    expect(markdown).toContain("| `vpc/private-0` | `aws_subnet` |\n| `vpc/private-1` | `aws_subnet` |");
    expect(markdown).toContain("# aws_ecs_service.s\n! n: 1 -> 2\n# 1 unchanged attribute hidden");
  });
});

describe("drift", () => {
  const drift = [
    update("aws_a.read", { a: 1, b: 1 }, { a: 2, b: 1 }),
    update("aws_a.unread", { a: 1, b: 1 }, { a: 1, b: 2 }),
    update("aws_a.emptied", { a: null }, { a: "" }),
    update("aws_a.unknown", { a: 1 }, { a: 2 }),
    resource("aws_a.gone", { actions: ["delete"], before: { a: 1 } }),
  ];
  const rest = {
    resource_drift: drift,
    relevant_attributes: ["read", "unread", "emptied"].map((name) => ({
      resource: `aws_a.${name}`,
      attribute: ["a"],
    })),
  };

  it("is what the configuration reads, and what is gone", () => {
    const markdown = markdownOf([create("aws_a.new")], {}, rest);
    expect(markdown).toContain("2 changed outside of Terraform");
    expect(markdown).toContain("`aws_a.read` was changed\n\n```diff\n! a: 1 -> 2\n");
    expect(markdown).toContain("`aws_a.gone` was deleted");
    expect(markdown).not.toContain("aws_a.unread");
  });

  it("is counted where nothing reads it, with where to see it", () => {
    const text =
      '2 objects differ from the last apply in what nothing in the configuration reads: `report --format json` has such drift, with `"isRelevant": false`.';
    expect(markdownOf([create("aws_a.new")], {}, rest)).toContain(text);
    expect(terminalOf([create("aws_a.new")], rest)).toContain(text.replaceAll("`", ""));
    expect(markdownOf([], {}, rest)).not.toContain("nothing in the configuration reads");
  });

  it("is all that has drifted, in a plan of nothing else", () => {
    expect(markdownOf([], {}, { ...rest, applyable: true })).toContain("4 changed outside of Terraform");
    expect(markdownOf([], {}, { ...rest, applyable: false })).toContain("2 changed outside of Terraform");
  });

  it("is told with whether it is relevant in the JSON", () => {
    const [stack] = jsonOf([create("aws_a.new")], rest).stacks;
    expect(
      stack.drift.map(({ address, isRelevant }: Record<string, unknown>) => [address, isRelevant]),
    ).toEqual([
      ["aws_a.read", true],
      ["aws_a.unread", false],
      ["aws_a.unknown", false],
      ["aws_a.gone", true],
    ]);
  });
});

describe("the JSON", () => {
  it("names its schema, and holds each change with its attributes", () => {
    const json = jsonOf([
      create("aws_a.a", { size: 3 }),
      update("aws_a.b", { a: 1, pin: "x" }, { a: 2, pin: "y" }, { after_sensitive: { pin: true } }),
    ]);
    expect(json).toMatchObject({
      schema: "langgraph-platform/plan-report",
      version: 1,
      hasChanges: true,
      conditions: ["changes"],
    });
    expect(json.stacks[0].changes).toEqual([
      {
        address: "aws_a.a",
        type: "aws_a",
        mode: "managed",
        kind: "add",
        action: "create",
        differences: [{ path: "size", change: "add", after: 3 }],
      },
      {
        address: "aws_a.b",
        type: "aws_a",
        mode: "managed",
        kind: "change",
        action: "update",
        differences: [
          { path: "a", change: "change", before: 1, after: 2 },
          { path: "pin", change: "change", before: "(sensitive)", after: "(sensitive)", isSensitive: true },
        ],
      },
    ]);
  });
});

describe("the terminal", () => {
  it("shows every change, losses first, and colours only where asked", () => {
    const changes = [
      resource("aws_s3_bucket.a", { actions: ["delete"], before: { b: "x" } }),
      update("aws_a.b", { a: 1 }, { a: 2 }),
    ];
    const text = terminalOf(changes);
    expect(text).toBe(
      [
        "production: 1 to change, 1 to destroy",
        "",
        "destroy aws_s3_bucket.a",
        "    bucket: its data may be lost",
        "    the apply fails unless it is empty",
        '  - b: "x"',
        "",
        "change aws_a.b",
        "  ~ a: 1 -> 2",
        "",
        "",
      ].join("\n"),
    );
    expect(terminalOf(changes, {}, true)).toContain("\u001b[31mdestroy\u001b[39m aws_s3_bucket.a");
  });

  it("lets no escape sequence of a plan through", () => {
    const text = terminalOf([create("aws_a.a", { "\u001b[2J": "\u001b]0;title\u0007 \u202e" })], {}, false);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
