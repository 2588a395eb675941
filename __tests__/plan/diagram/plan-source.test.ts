import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Graph, graphsOf } from "../../../src/plan/diagram";
import { readStack, type Stack } from "../../../src/plan/model/stack";
import { CANARIES } from "../golden/support/canaries";
import { change, edgesOf, membersOf, nodesOf } from "./support";

const golden = (name: string) =>
  gunzipSync(readFileSync(join(import.meta.dirname, "../golden/pull-request", name))).toString();

const graphOfStack = (stack: Stack): Graph => {
  const [graph] = graphsOf([stack]);
  if (graph === undefined) throw new Error("a plan has a picture");
  return graph;
};

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
  const other = graphOfStack(
    readStack(
      gunzipSync(readFileSync(join(import.meta.dirname, "other-project/tfplan.json.gz"))).toString(),
      {
        source: "tfplan.json",
        name: "shop",
      },
    ),
  );

  it("is drawn by the references of its configuration, through variables and outputs of modules", () => {
    const nameOf = (id: string | undefined) => other.nodes.find((each) => each.id === id)?.label;
    const places = other.nodes
      .filter(({ kind }) => kind !== "collection" && kind !== "outside")
      .map(
        ({ label, items, parent }) =>
          `${label}${items.length > 0 ? ` × ${items.length}` : ""} in ${nameOf(parent)}`,
      );
    expect(places.sort()).toEqual([
      "Database in Isolated subnets",
      "Internet gateway in VPC",
      "Isolated subnets in VPC",
      "Load balancer in Public subnets",
      "Public subnets in VPC",
      "Subnets × 2 in Isolated subnets",
      "Subnets × 2 in Public subnets",
      "VPC in undefined",
    ]);
    expect(edgesOf(other, "rule", "route")).toEqual([
      "Internet -> Load balancer: tcp 443",
      "Internet gateway -> Internet",
      "Load balancer -> Database: tcp 5432",
      "Subnets -> Internet gateway: 0.0.0.0/0",
    ]);
    expect(nodesOf(other, "database")[0]?.details).toEqual(["PostgreSQL 16", "db.t3.medium", "20 GB"]);
  });

  it("takes what another's name begins with for no part of it", () => {
    const ports = { web_extra: 8443, web: 443 };
    const rules = Object.entries(ports).map(([group, port]) => ({
      group: `aws_security_group.${group}`,
      rule: `aws_vpc_security_group_ingress_rule.${group}`,
      after: { cidr_ipv4: "0.0.0.0/0", ip_protocol: "tcp", from_port: port, to_port: port },
    }));
    // as a whole object or a list of them is referred to: no attribute stands between the two
    const groups = rules.map(({ group }) => group);
    const graph = graphOf({
      resource_changes: [
        change("aws_lb.web", ["create"], { after: {} }),
        ...rules.flatMap(({ group, rule, after }) => [
          change(group, ["create"], { after: {} }),
          change(rule, ["create"], { after }),
        ]),
      ],
      configuration: {
        root_module: {
          resources: [
            block("aws_lb.web", { security_groups: { references: groups } }),
            ...rules.flatMap(({ group, rule, after }) => [
              block(group, {}),
              block(rule, {
                ...Object.fromEntries(
                  Object.entries(after).map(([name, value]) => [name, { constant_value: value }]),
                ),
                security_group_id: { references: [`${group}.id`, group] },
              }),
            ]),
          ],
        },
      },
    });

    expect(edgesOf(graph, "rule").join()).toMatch(/Internet -> Load balancer: .*443.*8443/);
  });

  it("has each of its resources in one node, with what is done to it", () => {
    expect([...membersOf(other)].sort()).toEqual([
      "aws_db_instance.db",
      "aws_db_subnet_group.db",
      "aws_lb.web",
      "aws_s3_bucket.logs",
      "aws_security_group.db",
      "aws_security_group.web",
      "aws_vpc_security_group_ingress_rule.db",
      "aws_vpc_security_group_ingress_rule.web",
      "module.net.aws_internet_gateway.this",
      "module.net.aws_route.public",
      "module.net.aws_route_table.public",
      "module.net.aws_route_table_association.public",
      "module.net.aws_subnet.private",
      "module.net.aws_subnet.public",
      "module.net.aws_vpc.this",
    ]);
    expect(other.nodes.find(({ label }) => label === "Buckets")?.items).toMatchObject([
      { label: 'logs["a"]', change: "added" },
      { label: 'logs["b"]', change: "added" },
    ]);
    expect(other.tally).toEqual([{ change: "added", count: 19 }]);
    expect(other.title).toBe("shop");
    expect(JSON.stringify(other)).not.toContain("canary-secret-password");
  });

  it("comes to an end where references lead in circles, or double with each module", () => {
    const both = { references: ["var.a", "var.b"] };
    const deep = (depth: number): object => ({
      resources: [block("aws_subnet.s", { vpc_id: both })],
      outputs: { o: { expression: both } },
      module_calls: depth === 0 ? {} : { m: { expressions: { a: both, b: both }, module: deep(depth - 1) } },
    });
    const root_module = {
      resources: [block("aws_vpc.v", {})],
      module_calls: {
        m: {
          expressions: { a: { references: ["module.m.o"] }, b: { references: ["aws_vpc.v"] } },
          module: deep(50),
        },
      },
    };
    const graph = graphOf({ configuration: { root_module } });
    const inVpc = nodesOf(graph, "tier").map(({ parent }) => parent);
    expect(inVpc).toEqual(["aws_vpc.v"]);
    expect(membersOf(graph)).toHaveLength(52);
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

  it("has nothing twice, whatever its configuration is made of", () => {
    const name = fc.constantFrom("a", "b", "v.a", "module.m", "__proto__", "", "a b");
    const reference = fc.constantFrom(
      "aws_vpc.a",
      "aws_vpc.a.id",
      "var.a",
      "module.a.a",
      "module.a",
      "local.a",
      "${",
      "",
    );
    const expression = fc.oneof(
      fc.record({ references: fc.array(reference, { maxLength: 4 }) }),
      fc.record({ constant_value: fc.jsonValue() }),
      fc.jsonValue(),
    );
    const expressions = fc.dictionary(fc.constantFrom("vpc_id", "a", "subnet_ids", "b"), expression);
    const resource = fc.record({
      mode: fc.constantFrom("managed", "data"),
      type: fc.constantFrom("aws_vpc", "aws_subnet", "aws_instance", "tier public aws_vpc", "outside 0.0.0"),
      name,
      expressions,
    });
    const { module } = fc.letrec((tie) => ({
      module: fc.record(
        {
          resources: fc.array(resource, { maxLength: 5 }),
          outputs: fc.dictionary(name, fc.record({ expression })),
          module_calls: fc.dictionary(name, fc.record({ expressions, module: tie("module") }), {
            maxKeys: 2,
            depthIdentifier: "calls",
          }),
        },
        { requiredKeys: ["resources"] },
      ),
    }));
    fc.assert(
      fc.property(module, (root_module) => {
        const graph = graphOf({ configuration: { root_module } });
        const members = membersOf(graph);
        expect(new Set(members).size).toBe(members.length);
        const ids = graph.nodes.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 30 },
    );
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
