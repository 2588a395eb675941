import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Graph, graphOfStack } from "../../../src/plan/diagram";
import { readStack } from "../../../src/plan/model/stack";
import { CANARIES } from "../golden/support/canaries";
import { change, edgesOf, membersOf, nodesOf } from "./support";

const golden = (name: string) =>
  gunzipSync(readFileSync(join(import.meta.dirname, "../golden/pull-request", name))).toString();

const graphOf = (plan: object, name = "other") =>
  graphOfStack(
    readStack(JSON.stringify({ format_version: "1.2", ...plan }), { source: "tfplan.json", name }),
  );

const block = (address: string, expressions: object, rest: object = {}) => {
  const [type, name] = address.split(".");
  return { address, mode: "managed", type, name, expressions, ...rest };
};

describe("a plan without its cdk.tf.json", () => {
  const planText = golden("tfplan.json.gz");
  const [drawn, alone] = [{ templateText: golden("cdk.tf.json.gz") }, {}].map((each) =>
    graphOfStack(readStack(planText, { source: "tfplan.json", name: "staging", ...each })),
  );

  it("is drawn as with it: the same network, rules, routes and who steers whom", () => {
    const kinds = ["rule", "route", "control", "traffic"] as const;
    expect(alone && edgesOf(alone, ...kinds)).toEqual(drawn && edgesOf(drawn, ...kinds));
    const network = (graph: Graph | undefined) =>
      graph?.nodes
        .filter(({ kind }) => kind !== "collection")
        .map(({ id, parent, label, details, change: mark }) => [id, parent, label, details, mark]);
    expect(network(alone)).toEqual(network(drawn));
  });

  it("has each resource in one node", () => {
    expect(alone && [...membersOf(alone)].sort()).toEqual(drawn && [...membersOf(drawn)].sort());
  });
});

describe("a plan of another project", () => {
  it("is drawn by the references of its configuration, with modules as boxes", () => {
    const references = (...all: readonly string[]) => ({ references: all });
    const graph = graphOf({
      resource_changes: [
        change("aws_db_instance.d", ["create"], { after: { instance_class: "db.t3.large" } }),
      ],
      configuration: {
        root_module: {
          resources: [
            block("aws_vpc.v", { cidr_block: { constant_value: "10.0.0.0/16" } }),
            block("aws_subnet.s", { vpc_id: references("aws_vpc.v.id", "aws_vpc.v") }),
            block("aws_db_subnet_group.g", {
              subnet_ids: references("aws_subnet.s[0].id", "aws_subnet.s[0]"),
            }),
            block("aws_db_instance.d", {
              db_subnet_group_name: references("aws_db_subnet_group.g.name", "aws_db_subnet_group.g"),
              instance_class: references("var.size"),
            }),
            block("aws_ami.a", {}, { mode: "data" }),
          ],
          module_calls: { queue: { expressions: { name: { constant_value: "q" } } } },
          variables: { size: { default: "db.t3.small" } },
        },
      },
    });
    expect(nodesOf(graph, "database")).toMatchObject([
      { parent: "aws_subnet.s", details: ["db.t3.large"], change: "added" },
    ]);
    expect(membersOf(graph)).toEqual(expect.arrayContaining(["module.queue", "data.aws_ami.a"]));
    expect(graph.title).toBe("other");
  });

  it("is drawn from its changes where it tells nothing of its configuration", () => {
    const graph = graphOf({
      resource_changes: [change("aws_s3_bucket.b", ["update"]), change("aws_s3_bucket.c", ["delete"])],
    });
    expect(graph.nodes[0]?.items.map((each) => [each.label, each.change])).toEqual([
      ["b", "changed"],
      ["c", "destroyed"],
    ]);
  });

  it("shows no secret of its configuration", () => {
    const canary = Object.values(CANARIES)[0] ?? "";
    const graph = graphOf({
      resource_changes: [
        change("aws_db_instance.d", ["create"], {
          after: { engine: canary, password: canary },
          after_sensitive: { password: true },
        }),
      ],
      configuration: {
        root_module: {
          resources: [block("aws_db_instance.d", { engine: { constant_value: canary } })],
        },
      },
    });
    expect(canary.length).toBeGreaterThan(8);
    expect(JSON.stringify(graph)).not.toContain(canary);
  });

  it("may have any JSON for a configuration, and names that objects have of their own", () => {
    for (const configuration of [null, [], "x", { root_module: { resources: [null, 1, {}, []] } }]) {
      expect(graphOf({ configuration }).nodes).toEqual([]);
    }
    const resources = [block("__proto__.constructor", {}), block("aws_s3_bucket.__proto__", {})];
    expect([...membersOf(graphOf({ configuration: { root_module: { resources } } }))].sort()).toEqual([
      "__proto__.constructor",
      "aws_s3_bucket.__proto__",
    ]);
  });
});
