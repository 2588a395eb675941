import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReport, renderJson, renderMarkdown, renderTerminal } from "../../../src/plan/report";
import { encodings, secretText } from "../masking/encodings";
import { flawsOf } from "../support/markdown";
import { type Made, resource } from "../support/plans";
import { stackOf } from "../support/reports";

/** Text that tries to be something else. */
const HOSTILE = [
  "</details>",
  "</code></summary>\n\n<script>alert(1)</script>",
  "<!-- -->",
  "-->",
  "```\n\n# big\n",
  "````diff",
  "| a | b |\n|---|---|",
  "\\|",
  "\\",
  "`",
  "``",
  "@org/team",
  "#1",
  "https://evil.example/x",
  "www.evil.example",
  "[x](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "[^1]: x",
  "\n\n---\n\n",
  "\u001b[31m",
  "\u202e",
  "&lt;",
  "<br>",
  "$$x$$",
  "{x}",
  "__proto__",
  "\ud800",
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "grapheme", maxLength: 12 })), {
    maxLength: 4,
  })
  .map((parts) => parts.join(""));

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    hostile,
    hostile.map((text) => JSON.stringify({ Statement: [{ Sid: text, Action: [text] }] })),
    hostile.map((text) => JSON.stringify([{ name: text, environment: [{ name: "A", value: text }] }])),
    hostile.map((text) => `line\n${text}\nline`),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(hostile, tie("any"), { maxKeys: 3 }),
  ),
})).any;

const values = fc.dictionary(hostile, value, { maxKeys: 4 });

const actions = fc.constantFrom(
  ["create"],
  ["update"],
  ["delete"],
  ["delete", "create"],
  ["create", "delete"],
  ["forget"],
  ["create", "forget"],
  ["read"],
  ["no-op"],
);

const change: fc.Arbitrary<Made> = fc
  .record({
    actions,
    before: fc.oneof(values, fc.constant(null)),
    after: fc.oneof(values, fc.constant(null)),
    unknown: fc.oneof(fc.dictionary(hostile, fc.constant(true), { maxKeys: 2 }), fc.boolean()),
    type: fc.oneof(
      fc.constantFrom("aws_db_instance", "aws_secretsmanager_secret", "aws_lb_target_group"),
      hostile,
    ),
    name: hostile,
    reason: fc.option(hostile, { nil: undefined }),
    previous: fc.option(hostile, { nil: undefined }),
    paths: fc.array(fc.array(fc.oneof(hostile, fc.nat(3)), { maxLength: 2 }), { maxLength: 2 }),
  })
  .map(({ actions: what, before, after, unknown, type, name, reason, previous, paths }) => ({
    ...resource(`${type}.${name}`, {
      actions: what,
      before,
      after,
      after_unknown: unknown,
      replace_paths: paths,
    }),
    type,
    ...(reason !== undefined && { action_reason: reason }),
    ...(previous !== undefined && { previous_address: previous }),
  }));

const rest = fc
  .record({ drift: fc.array(change, { maxLength: 2 }), text: hostile, before: value, after: value })
  .map(({ drift, text, before, after }) => ({
    resource_drift: drift,
    applyable: true,
    deferred_changes: drift.map((each) => ({ reason: text, resource_change: each })),
    checks: [
      {
        address: { to_display: text, kind: text },
        status: "fail",
        instances: [{ problems: [{ message: text }] }],
      },
    ],
    output_changes: {
      [text]: {
        actions: ["update"],
        before,
        after,
        after_unknown: false,
        before_sensitive: false,
        after_sensitive: false,
      },
    },
  }));

/** A busy machine takes its time. */
const timeout = 30_000;

describe("any plan", { timeout }, () => {
  it("is valid Markdown below the limit, of which nothing is taken for markup", () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 6 }),
        rest,
        hostile,
        fc.integer({ min: 2_500, max: 20_000 }),
        (changes, more, name, limit) => {
          const report = createReport(
            [stackOf(changes, more, name), stackOf(changes.slice(1), {}, `2${name}`)],
            { title: name },
          );
          const markdown = renderMarkdown(report, { limit, key: name });
          expect(flawsOf(markdown)).toEqual([]);
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
          expect(markdown).not.toMatch(/\p{Cs}/u);
        },
      ),
      { numRuns: 80 },
    );
  });

  it("is valid JSON, and steers no terminal", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), rest, (changes, more) => {
        const report = createReport([stackOf(changes, more)]);
        expect(JSON.parse([...renderJson(report)].join("")).stacks).toHaveLength(1);
        expect([...renderTerminal(report)].join("").replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Bidi_Control}]/u,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("a secret", { timeout }, () => {
  it("appears in no encoding, wherever else it is", () => {
    fc.assert(
      fc.property(secretText, fc.constantFrom(...Object.entries(encodings)), (secret, [, encode]) => {
        const there = encode(secret);
        const changes = [
          resource("aws_a.marked", {
            actions: ["update"],
            before: { pin: "x" },
            after: { pin: secret },
            after_sensitive: { pin: true },
          }),
          resource("aws_a.other", {
            actions: ["update"],
            before: { text: "a", list: ["a"], doc: JSON.stringify({ a: 1 }), lines: "a\nb\n" },
            after: {
              text: `x ${there} y`,
              list: [secret],
              doc: JSON.stringify({ a: secret, [secret]: there }),
              lines: `a\n${there}\nb\n`,
              base64: Buffer.from(`user:${secret}`).toString("base64"),
              long: `${"-".repeat(290)}${secret}${"-".repeat(200)}`,
            },
          }),
        ];
        const report = createReport([stackOf(changes)]);
        for (const text of [
          renderMarkdown(report),
          [...renderJson(report)].join(""),
          [...renderTerminal(report)].join(""),
        ]) {
          for (const form of Object.values(encodings)) expect(text).not.toContain(form(secret));
          expect(text).not.toContain(secret.slice(0, 10));
        }
      }),
      { numRuns: 80 },
    );
  });
});
