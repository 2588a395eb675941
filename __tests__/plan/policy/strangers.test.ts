import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/plan/model/json";
import { readStack } from "../../../src/plan/model/stack";
import { examine, RULES } from "../../../src/plan/policy";
import { change } from "../masking/plans";

const GOLDEN = join(import.meta.dirname, "../golden");

function examined(plan: { readonly [key: string]: Json }) {
  return examine(readStack(JSON.stringify({ format_version: "1.2", ...plan }), { source: "tfplan.json" }));
}

describe("plans of all kinds", () => {
  const files = ["plans", "by-hand"].flatMap((folder) =>
    readdirSync(join(GOLDEN, folder))
      .filter((name) => name.endsWith(".json") && name !== "made-from.json")
      .map((name) => join(folder, name)),
  );

  it.each(files)("can be examined: %s", (file) => {
    const stack = readStack(readFileSync(join(GOLDEN, file), "utf8"), { source: file });
    expect(examine(stack).stack).toBe(file);
  });

  it("of a running platform keep every rule, with values in place of references", () => {
    const read = (name: string) => gunzipSync(readFileSync(join(GOLDEN, "pull-request", name))).toString();
    const stack = readStack(read("tfplan.json.gz"), {
      source: "tfplan.json",
      templateText: read("cdk.tf.json.gz"),
    });
    const { violations, notKnown, resources } = examine(stack);
    expect(violations).toEqual([]);
    expect(notKnown).toEqual([]);
    expect(resources).toBeGreaterThan(100);
  });

  it("may have any values in any attribute", () => {
    const types = [...new Set(RULES.flatMap(({ check }) => String(check).match(/aws_[a-z0-9_]+/g) ?? []))];
    const words = [
      "policy",
      "ingress",
      "cidr_blocks",
      "container_definitions",
      "metric_query",
      "dimensions",
      "alarms",
      "name",
      "tags_all",
      "*",
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<Json>(
          null,
          true,
          false,
          0,
          -1,
          1e300,
          "",
          "*",
          "${x.y}",
          "[]",
          '{"Statement": 1}',
          '[{"environment": 3}, null]',
          '{"Statement": [null, {"Effect": "Allow", "Principal": {"AWS": [1, null]}, "Condition": 2}]}',
        ),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...words), tie("any"), { maxKeys: 4 }),
      ),
    })).any;
    const attributes = fc.dictionary(
      fc.constantFrom(
        ...words,
        "load_balancer_info",
        "alarm_configuration",
        "period",
        "acl",
        "bucket",
        "security_groups",
      ),
      value as fc.Arbitrary<Json>,
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(
              "aws_ecs_task_definition",
              "aws_codedeploy_deployment_group",
              "aws_cloudwatch_metric_alarm",
              ...types,
            ),
            attributes,
            attributes,
          ),
          { maxLength: 5 },
        ),
        (resources) => {
          const changes = resources.map(([type, after, after_unknown], index) => {
            const made = change({ address: `${type}.r${index}`, after });
            const { change: inner } = made as { change: { [key: string]: Json } };
            inner.after_unknown = after_unknown;
            return made;
          });
          expect(() =>
            examined({
              resource_changes: changes,
              configuration: {
                root_module: { resources: [null, { address: "aws_lb.r0", expressions: [] }] },
              },
            }),
          ).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("may be in HCL, with modules: what a rule needs is found by what it refers to", () => {
    const resource = (address: string, after: Json, after_unknown: Json = {}): Json => {
      const made = change({ address, after }) as { [key: string]: Json };
      const { change: inner } = made as { change: { [key: string]: Json } };
      inner.after_unknown = after_unknown;
      return { ...made, address: `module.web["a"].${address}`, module_address: 'module.web["a"]' };
    };
    const open = { cidr_ipv4: "0.0.0.0/0", from_port: 443, to_port: 443, ip_protocol: "tcp" };
    const plan = (internal: boolean) => ({
      resource_changes: [
        resource("aws_lb.main", { internal, name: "web" }, { security_groups: true }),
        resource("aws_security_group.front", { name: "front" }),
        resource("aws_vpc_security_group_ingress_rule.https", open, { security_group_id: true }),
      ],
      configuration: {
        root_module: {
          module_calls: {
            web: {
              module: {
                resources: [
                  {
                    address: "aws_lb.main",
                    expressions: {
                      security_groups: {
                        references: ["aws_security_group.front.id", "aws_security_group.front"],
                      },
                    },
                  },
                  { address: "aws_security_group.front", expressions: {} },
                  {
                    address: "aws_vpc_security_group_ingress_rule.https",
                    expressions: {
                      security_group_id: {
                        references: ["aws_security_group.front.id", "aws_security_group.front"],
                      },
                    },
                  },
                ],
              },
            },
          },
        },
      },
    });
    expect(examined(plan(false)).violations).toEqual([]);
    expect(examined(plan(true)).violations).toMatchObject([
      { rule: "no-open-ports", address: 'module.web["a"].aws_vpc_security_group_ingress_rule.https' },
    ]);
  });

  it("may hold nothing", () => {
    expect(examined({})).toEqual({ stack: "tfplan.json", violations: [], notKnown: [], resources: 0 });
  });
});
