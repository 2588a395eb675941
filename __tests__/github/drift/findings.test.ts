import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDrift } from "../../../src/github/drift/findings";
import { readStack } from "../../../src/plan/model/stack";

const SECRET = "canary-0123456789-secret";

interface Given {
  /** What the state said. */
  readonly before?: object;
  /** What was found. */
  readonly found: object | null;
  /** What the code makes of it. */
  readonly after: object;
  readonly actions?: readonly string[];
  readonly more?: object;
}

function stackOf(given: Readonly<Record<string, Given>>, cdk?: object) {
  const parts = (address: string) => {
    const [type = "", name = ""] = address.split(".");
    return { address, mode: "managed", type, name, provider_name: "registry.terraform.io/hashicorp/aws" };
  };
  const drift = Object.entries(given).map(([address, { before = {}, found, more }]) => ({
    ...parts(address),
    change: {
      actions: [found === null ? "delete" : "update"],
      before,
      after: found,
      after_unknown: {},
      ...more,
    },
  }));
  const changes = Object.entries(given).map(([address, { found, after, actions = ["update"], more }]) => ({
    ...parts(address),
    change: { actions, before: found, after, after_unknown: {}, ...more },
  }));
  const plan = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {},
    resource_drift: drift,
    resource_changes: changes,
  };
  const options = cdk === undefined ? {} : { templateText: JSON.stringify(cdk) };
  return readStack(JSON.stringify(plan), { source: "test", ...options });
}

describe("drift", () => {
  it("is what was changed outside and the next apply changes back, attribute by attribute", () => {
    const stack = stackOf(
      {
        "aws_lb.main": {
          before: { idle_timeout: 60, name: "lb", arn: "a" },
          found: { idle_timeout: 400, name: "lb", arn: "a" },
          after: { idle_timeout: 60, name: "lb", arn: "a" },
        },
      },
      {
        "//": { metadata: { stackName: "production" } },
        resource: { aws_lb: { main: { "//": { metadata: { path: "production/alb/main" } } } } },
      },
    );
    expect(findDrift(stack)).toEqual([
      {
        address: "aws_lb.main",
        path: "alb/main",
        type: "aws_lb",
        change: "changed",
        attributes: [{ name: "idle_timeout", wanted: "60", found: "400" }],
      },
    ]);
  });

  it("is what is gone and would be made again", () => {
    const gone = { before: { name: "lb" }, found: null, after: { name: "lb" }, actions: ["create"] };
    expect(findDrift(stackOf({ "aws_lb.main": gone }))).toMatchObject([
      { change: "deleted", attributes: [] },
    ]);
  });

  it("is not what the code leaves to others, what AWS computes, or what the code no longer wants", () => {
    const computed = {
      before: { restorable: 1 },
      found: { restorable: 2 },
      after: { restorable: 2 },
      actions: ["no-op"],
    };
    const byHand = { before: { size: 1 }, found: { size: 2 }, after: { size: 2 }, actions: ["no-op"] };
    const removed = { before: { name: "x" }, found: null, after: {}, actions: ["no-op"] };
    const other = { before: { a: 1, b: 1 }, found: { a: 2, b: 1 }, after: { a: 2, b: 3 } };
    expect(
      findDrift(stackOf({ "aws_a.a": computed, "aws_b.b": byHand, "aws_c.c": removed, "aws_d.d": other })),
    ).toEqual([]);
  });

  it("is told of what is replaced to undo it", () => {
    const replaced = {
      before: { engine: "a", arn: "1" },
      found: { engine: "b", arn: "1" },
      after: { engine: "a" },
      actions: ["delete", "create"],
      more: { after_unknown: { arn: true } },
    };
    expect(findDrift(stackOf({ "aws_x.x": replaced }))[0]?.attributes).toEqual([
      { name: "engine", wanted: '"a"', found: '"b"' },
    ]);
  });

  it("names tags once, and all of them where only the provider's are set", () => {
    const both = {
      before: { tags: null, tags_all: { p: "1" } },
      found: { tags: { x: "1" }, tags_all: { p: "1", x: "1" } },
      after: { tags: null, tags_all: { p: "1" } },
    };
    const [one, two] = findDrift(
      stackOf({ "aws_x.x": both, "aws_y.y": { ...both, before: { ...both.before, tags: { x: "1" } } } }),
    );
    expect(one?.attributes).toEqual([{ name: "tags", wanted: "(not set)", found: '{"x":"1"}' }]);
    expect(two?.attributes.map(({ name }) => name)).toEqual(["tags_all"]);
  });

  it("shows no secret: neither marked on one side alone, nor named so, nor within another value", () => {
    const marked = {
      before: { value: "old-password-of-before", port: 1 },
      found: { value: SECRET, port: 2 },
      after: { value: "short", port: 1 },
      more: { before_sensitive: { value: true }, after_sensitive: {} },
    };
    const named = { before: { api_key: "1234" }, found: { api_key: "5678" }, after: { api_key: "1234" } };
    const within = {
      before: { policy: "{}" },
      found: { policy: `{"x":"a ${SECRET} b"}` },
      after: { policy: "{}" },
    };
    const report = findDrift(stackOf({ "aws_a.a": marked, "aws_b.b": named, "aws_c.c": within }));
    expect(report).toHaveLength(3);
    const text = JSON.stringify(report);
    for (const secret of [SECRET, "old-password-of-before", "short", "1234", "5678"])
      expect(text).not.toContain(secret);
    expect(report[0]?.attributes).toEqual([
      { name: "port", wanted: "1", found: "2" },
      { name: "value", wanted: "(sensitive)", found: "(sensitive)" },
    ]);
  });

  it("is empty for any state that is as the code wants it, and never holds an attribute that nobody has changed", () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(values, values, values, (before, found, after) => {
        const report = findDrift(stackOf({ "aws_x.x": { before, found, after } }));
        for (const { name } of report.flatMap(({ attributes }) => attributes)) {
          expect(JSON.stringify(before[name])).not.toBe(JSON.stringify(found[name]));
          expect(JSON.stringify(after[name])).not.toBe(JSON.stringify(found[name]));
        }
        expect(findDrift(stackOf({ "aws_x.x": { before, found, after: found } }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
