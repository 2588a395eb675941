import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { driftBody } from "../../../src/github/drift/body";
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
    expect(two?.attributes.map(({ name }) => name)).toEqual(["tags_all.x"]);
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

  it("shows no secret by its name within a document, a list, or an object that tells the name beside the value", () => {
    const container = (value: string) =>
      JSON.stringify([
        { name: "app", environment: [{ name: "API_KEY", value }], image: `app:${value.length}` },
      ]);
    const [one, other] = ["canary1", "canary-22"];
    const values = (value: string) => ({
      container_definitions: container(value),
      parameter: [{ name: "db_password", value }],
      config: { list: [{ key: "token", value }] },
    });
    const given = { before: values(one), found: values(other), after: values(one) };
    const parameter = {
      before: { name: "/app/password", value: one },
      found: { name: "/app/password", value: other },
      after: { name: "/app/password", value: one },
    };
    const report = findDrift(stackOf({ "aws_x.x": given, "aws_ssm_parameter.p": parameter }));
    expect(JSON.stringify(report)).not.toContain("canary");
    expect(report[0]?.attributes).toContainEqual({
      name: 'container_definitions["app"].image',
      wanted: '"app:7"',
      found: '"app:9"',
    });
    expect(report[1]?.attributes).toEqual([{ name: "value", wanted: "(sensitive)", found: "(sensitive)" }]);
  });

  it("is empty for any state that is as the code wants it, and never holds an attribute that nobody has changed", () => {
    const names = fc.constantFrom("size", "engine", "tags", "tags_all", "policy", "__proto__", "toString");
    const values = fc.dictionary(names, fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(values, values, values, (before, found, after) => {
        const report = findDrift(stackOf({ "aws_x.x": { before, found, after } }));
        for (const { name: path } of report.flatMap(({ attributes }) => attributes)) {
          const [name = ""] = path.split(/[.[]/);
          expect(ownOf(before, name)).not.toBe(ownOf(found, name));
          expect(ownOf(after, name)).not.toBe(ownOf(found, name));
        }
        expect(findDrift(stackOf({ "aws_x.x": { before, found, after: found } }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

/** `__proto__` may be a key as any other. */
function ownOf(values: Readonly<Record<string, unknown>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? JSON.stringify(values[name]) : undefined;
}

/**
 * Terraform's plan of a staging that was just applied to the emulator, with attributes left out that say nothing here. By hand:
 * a retention and an idle timeout changed, a tag added, an alarm deleted, port 22 of the database opened; and, as in daily life,
 * a listener moved to the other colour and the number of tasks changed.
 */
const byHand = readStack(readFileSync(join(import.meta.dirname, "by-hand.json"), "utf8"), {
  source: "by-hand.json",
});

describe("the drift of a real plan", () => {
  it("is what somebody did by hand, and nothing of what AWS, a release or scaling has moved", () => {
    expect(byHand.plan.drift.length).toBeGreaterThan(40);
    const found = findDrift(byHand).map(({ type, change, attributes }) => [
      type,
      change,
      attributes.map(({ name, wanted, found: now }) => `${name}: ${wanted} -> ${now}`),
    ]);
    expect(found).toEqual([
      ["aws_cloudwatch_log_group", "changed", ["retention_in_days: 7 -> 1"]],
      ["aws_cloudwatch_metric_alarm", "deleted", []],
      ["aws_lb", "changed", ["idle_timeout: 300 -> 400", 'tags.by: (not set) -> "hand"']],
      ["aws_security_group", "added", ["ingress: (no such rule) -> tcp 22 0.0.0.0/0"]],
    ]);
    const moved = ["aws_ecs_service", "aws_lb_listener"];
    expect(byHand.plan.drift.map(({ type }) => type)).toEqual(expect.arrayContaining(moved));
  });

  it("says of rules that no apply removes them", () => {
    const body = driftBody({ environment: "staging", resources: [...findDrift(byHand)] });
    expect(body).toContain("**has rules that are not in the code**; no apply removes them.");
  });
});

describe("rules of security groups", () => {
  const rule = {
    from_port: 443,
    to_port: 443,
    protocol: "tcp",
    cidr_blocks: [],
    ipv6_cidr_blocks: [],
    security_groups: [],
  };
  const ours = { security_group_id: "sg-1", from_port: 443, to_port: 443, ip_protocol: "tcp" };

  function groupOf(
    ingress: readonly object[],
    rules: readonly object[],
    inline: object = {},
    type = "ingress",
  ) {
    const change = (before: object) => ({ actions: ["no-op"], before, after: before, after_unknown: {} });
    const resource = (address: string, before: object) => {
      const [kind = "", name = ""] = address.split(".");
      return { address, mode: "managed", type: kind, name, provider_name: "aws", change: change(before) };
    };
    const plan = {
      format_version: "1.2",
      planned_values: {},
      resource_changes: [
        resource("aws_security_group.g", { id: "sg-1", ingress, egress: [] }),
        ...rules.map((each, at) => resource(`aws_vpc_security_group_${type}_rule.r${at}`, each)),
      ],
      configuration: {
        root_module: { resources: [{ address: "aws_security_group.g", expressions: inline }] },
      },
    };
    return findDrift(readStack(JSON.stringify(plan), { source: "test" })).flatMap(({ attributes }) =>
      attributes.map(({ found }) => found),
    );
  }

  it.each([
    ["an address", { cidr_blocks: ["10.0.0.0/8"] }, { cidr_ipv4: "10.0.0.0/8" }],
    ["an address of IPv6", { ipv6_cidr_blocks: ["::/0"] }, { cidr_ipv6: "::/0" }],
    ["a group", { security_groups: ["sg-2"] }, { referenced_security_group_id: "sg-2" }],
    ["itself", { self: true }, { referenced_security_group_id: "sg-1" }],
    ["a prefix list", { prefix_list_ids: ["pl-1"] }, { prefix_list_id: "pl-1" }],
    [
      "every protocol, whose ports AWS tells in two ways",
      { protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["10.0.0.0/8"] },
      { ip_protocol: "-1", from_port: null, to_port: null, cidr_ipv4: "10.0.0.0/8" },
    ],
  ])("are known where the code has them, for %s", (_, found, written) => {
    const [before, resource] = [
      { ...rule, ...found },
      { ...ours, ...written },
    ];
    expect(groupOf([before], [resource])).toEqual([]);
    // another group's, another port, or the other direction explains nothing
    expect(groupOf([before], [])).toHaveLength(1);
    expect(groupOf([before], [{ ...resource, security_group_id: "sg-9" }])).toHaveLength(1);
    expect(groupOf([before], [resource], {}, "egress")).toHaveLength(1);
  });

  it("are told one by one, where several stand in one", () => {
    const before = { ...rule, to_port: 500, cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] };
    const written = { ...ours, to_port: 500, cidr_ipv4: "10.0.0.0/8" };
    expect(groupOf([before], [written])).toEqual(["tcp 443-500 0.0.0.0/0"]);
  });

  it("are the plan's to change back where they stand in the group itself", () => {
    expect(groupOf([{ ...rule, self: true }], [], { ingress: { constant_value: [rule] } })).toEqual([]);
  });
});
