import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mermaid, readGraph } from "../../../src/plan/diagram";
import { markWords } from "../../../src/plan/diagram/layout/badges";
import { headingOf } from "../../../src/plan/diagram/names";
import { readPlan } from "../../../src/plan/model/read";
import { readTemplate } from "../../../src/plan/model/stack";
import { change, nodesOf, planOf, stackOf } from "./support";

const BUCKETS = stackOf({ aws_s3_bucket: { a: {}, b: {}, c: {}, d: {} } });

describe("with a plan", () => {
  it("each object is marked with what is done to it, and a list with what is done to all of it", () => {
    const graph = readGraph(
      BUCKETS,
      planOf([
        change("aws_s3_bucket.a", ["create"]),
        change("aws_s3_bucket.b", ["update"]),
        change("aws_s3_bucket.c", ["create", "delete"]),
        change("aws_s3_bucket.d", ["no-op"]),
      ]),
    );
    const [list] = graph.nodes;
    expect(list?.items.map((each) => each.change)).toEqual(["added", "changed", "replaced", undefined]);
    expect(list?.change).toBe("changed");
    const all = Object.keys(Object(BUCKETS.json.resource).aws_s3_bucket);
    for (const [actions, mark] of [
      [["create"], "added"],
      [["delete"], "destroyed"],
      [["no-op"], undefined],
    ] as const) {
      const plan = planOf(all.map((name) => change(`aws_s3_bucket.${name}`, actions)));
      expect(readGraph(BUCKETS, plan).nodes[0]?.change).toBe(mark);
    }
  });

  it("all that is done is counted by objects, but for what an earlier apply has left over and what is read", () => {
    const { tally } = readGraph(
      BUCKETS,
      planOf([
        { ...change("aws_s3_bucket.a[0]", ["create"]), index: 0 },
        { ...change("aws_s3_bucket.a[1]", ["create"]), index: 1 },
        change("aws_s3_bucket.b", ["delete", "create"]),
        { ...change("aws_s3_bucket.b", ["delete"]), deposed: "12ab" },
        change("data.aws_region.r", ["read"]),
      ]),
    );
    expect(tally).toEqual([
      { change: "replaced", count: 1 },
      { change: "added", count: 2 },
    ]);
    expect(readGraph(BUCKETS, planOf([change("aws_s3_bucket.a", ["no-op"])])).tally).toEqual([]);
    expect(readGraph(BUCKETS).tally).toBeUndefined();
  });

  it("a part that is added or replaced changes what it belongs to", () => {
    const template = stackOf({
      aws_s3_bucket: { a: {} },
      aws_s3_bucket_versioning: { v: { bucket: "${aws_s3_bucket.a.id}" } },
    });
    for (const actions of [["update"], ["create"], ["delete", "create"]]) {
      const [list] = readGraph(template, planOf([change("aws_s3_bucket_versioning.v", actions)])).nodes;
      expect(list?.items[0]?.change).toBe("changed");
    }
  });

  it("instances of one block are its own, each with its mark, and leftovers of a failed apply are none", () => {
    const graph = readGraph(
      BUCKETS,
      planOf([
        { ...change('aws_s3_bucket.a["x"]', ["create"]), index: "x" },
        { ...change('aws_s3_bucket.a["y"]', ["delete"]), index: "y" },
        { ...change("aws_s3_bucket.b", ["delete"]), deposed: "12ab" },
      ]),
    );
    expect(graph.nodes[0]?.items.map((each) => [each.label, each.change])).toEqual([
      ['a["x"]', "added"],
      ['a["y"]', "destroyed"],
      ["b", undefined],
      ["c", undefined],
      ["d", undefined],
    ]);
  });

  it("a box of several instances is counted, and tells how many of them are destroyed", () => {
    const template = stackOf({
      aws_vpc: { v: {} },
      aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}" } },
      aws_instance: { web: { subnet_id: "${aws_subnet.s.id}" }, one: { subnet_id: "${aws_subnet.s.id}" } },
    });
    const web = (index: number, actions: readonly string[]) => ({
      ...change(`aws_instance.web[${index}]`, actions),
      index,
    });
    const kept = readGraph(template, planOf([web(0, ["no-op"]), web(1, ["no-op"]), web(2, ["delete"])]));
    expect(nodesOf(kept, "workload").map((each) => [headingOf(each), each.change])).toEqual([
      ["Instances · 3", "changed"],
      ["Instance", undefined],
    ]);
    expect(nodesOf(kept, "workload").map((each) => markWords(each))).toEqual([
      [["destroyed", "− 1 destroyed"]],
      [],
    ]);
    expect(mermaid(kept)).toContain("Instances · 3");
    const gone = readGraph(template, planOf([web(0, ["delete"]), web(1, ["delete"])]));
    expect(nodesOf(gone, "workload")[0]?.change).toBe("destroyed");
  });

  it("what is destroyed and no longer in the template is drawn where it was", () => {
    const template = stackOf({
      aws_vpc: { v: {} },
      aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}" } },
    });
    const before = { id: "nat-1", subnet_id: "subnet-1" };
    const plan = planOf([
      change("aws_subnet.s", ["no-op"], { before: { id: "subnet-1" }, after: { id: "subnet-1" } }),
      change("aws_nat_gateway.gone", ["delete"], { before }),
      change("aws_eip.left", ["forget"], { before: { id: "eip-1" } }),
    ]);
    const graph = readGraph(template, plan);
    const [gateway] = nodesOf(graph, "gateway");
    expect([gateway?.parent, gateway?.change]).toEqual(["aws_subnet.s", "destroyed"]);
    expect(graph.nodes.find(({ members }) => members.includes("aws_eip.left"))?.change).toBe("forgotten");
  });

  it("a pull request's picture shows the endpoint that goes, the gateway that comes, and the database that changes", () => {
    const golden = (name: string) =>
      gunzipSync(readFileSync(join(import.meta.dirname, "../golden/pull-request", name))).toString();
    const graph = readGraph(
      readTemplate(golden("cdk.tf.json.gz"), "cdk.tf.json"),
      readPlan(golden("tfplan.json.gz"), "tfplan.json"),
    );
    const endpoints = nodesOf(graph, "endpoint").find(({ items }) => items.length > 1);
    expect(endpoints && markWords(endpoints)).toEqual([["destroyed", "− 1 destroyed"]]);
    expect(endpoints?.change).toBe("changed");
    expect(endpoints?.items.filter((each) => each.change !== undefined)).toHaveLength(1);
    expect(nodesOf(graph, "database")[0]?.change).toBe("changed");
    const gateways = nodesOf(graph, "gateway").filter(({ label }) => label === "NAT gateway");
    expect(gateways.map((each) => each.change)).toEqual([undefined, "added"]);
    expect(nodesOf(graph, "service")[0]?.change).toBeUndefined();
  });
});
