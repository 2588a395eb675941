import { describe, expect, it } from "vitest";
import { readGraph } from "../../../src/plan/diagram";
import { CERTIFICATE, EVERYTHING } from "../../support/synth";
import { change, drawn, edgesOf, nodesOf, planOf, stackOf } from "./support";

/** With HTTPS and a firewall; the same as in other files, which are synthesised once. */
const SERVED = { acm_certificate_arn: CERTIFICATE, waf_enabled: true };

describe("who may talk to whom", () => {
  it("is told with ports, both sides' rules as one edge", () => {
    expect(edgesOf(drawn("production", SERVED), "rule")).toEqual(
      [
        "ECS service -> Database: tcp 5432",
        "ECS service -> Internet: tcp 443",
        "Internet -> Load balancer: tcp 80, 443",
        "Load balancer -> ECS service: tcp 1–65535",
        ...Array(3).fill("NAT gateway -> Load balancer: tcp 8443"),
      ].sort(),
    );
  });

  it("names address ranges that are let in, and what endpoints take", () => {
    const graph = drawn("production", EVERYTHING);
    const edges = edgesOf(graph, "rule");
    const ranges = nodesOf(graph, "outside").find(({ label }) => label === "Address ranges");
    expect(ranges?.items.map(({ label }) => label)).toEqual(["198.51.100.0/24", "203.0.113.0/24"]);
    expect(edges).toContain("Address ranges -> Load balancer: tcp 80, 443");
    expect(edges).toContain("192.0.2.0/24 -> Load balancer: tcp 8443");
    expect(edges).toContain("VPC -> Endpoints: tcp 443");
    expect(edges.some((each) => each.startsWith("Internet ->"))).toBe(false);
  });

  it("is read from rules inside of groups, too, and from a variable's default", () => {
    const group = (body: object) => ({ vpc_id: "${aws_vpc.v.id}", ...body });
    const graph = readGraph(
      stackOf(
        {
          aws_vpc: { v: {} },
          aws_security_group: {
            web: group({
              ingress: [{ from_port: 443, to_port: 443, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] }],
              egress: [
                {
                  from_port: 0,
                  to_port: 0,
                  protocol: "-1",
                  security_groups: ["${aws_security_group.db.id}"],
                },
              ],
            }),
            db: group({}),
          },
          aws_security_group_rule: {
            office: {
              type: "ingress",
              from_port: 22,
              to_port: 22,
              protocol: "tcp",
              cidr_blocks: "${var.office}",
              security_group_id: "${aws_security_group.db.id}",
            },
          },
        },
        { variable: { office: { default: ["192.0.2.0/24"] } } },
      ),
    );
    const edges = graph.edges.filter(({ kind }) => kind === "rule");
    expect(edges.map(({ from, to, label }) => [from, to, label]).sort()).toEqual([
      ["aws_security_group.web", "aws_security_group.db", "everything"],
      ["outside 0.0.0.0/0", "aws_security_group.web", "tcp 443"],
      ["outside 192.0.2.0/24", "aws_security_group.db", "tcp 22"],
    ]);
  });
});

describe("a rule's ports", () => {
  it("come from a variable's default or the plan, and are left out where nobody knows them yet", () => {
    const rule = (port: string) => ({
      security_group_id: "${aws_security_group.db.id}",
      cidr_ipv4: "192.0.2.0/24",
      ip_protocol: "tcp",
      from_port: port,
      to_port: port,
    });
    const label = (port: string, changes: readonly object[]) =>
      readGraph(
        stackOf(
          {
            aws_security_group: { db: {} },
            aws_vpc_security_group_ingress_rule: { r: rule(port) },
          },
          { variable: { port: { default: 5432 } } },
        ),
        planOf(changes),
      ).edges[0]?.label;
    const address = "aws_vpc_security_group_ingress_rule.r";
    expect(label("${var.port}", [])).toBe("tcp 5432");
    expect(
      label("${local.port}", [change(address, ["create"], { after: { from_port: 6432, to_port: 6432 } })]),
    ).toBe("tcp 6432");
    expect(label("${local.port}", [])).toBe("tcp");
  });
});

describe("the way of a request", () => {
  it("goes from the internet to the database, and not out again", () => {
    const { edges } = drawn("production");
    const path = edges.filter(({ isRequestPath, kind }) => isRequestPath && kind === "rule");
    expect(path.map(({ to }) => to.split(".")[0])).toEqual(
      expect.arrayContaining(["aws_lb", "aws_ecs_service", "aws_db_instance"]),
    );
    expect(path.some(({ to }) => to.startsWith("outside"))).toBe(false);
  });

  it("passes both colours, with the weights that the listener begins with", () => {
    const graph = drawn("production");
    const groups = nodesOf(graph, "target-group");
    expect(groups.map(({ label, colour, details }) => [label, colour, details[0]]).sort()).toEqual([
      ["Blue", "blue", "100 %"],
      ["Green", "green", "0 %"],
    ]);
    const [balancer] = nodesOf(graph, "balancer");
    expect(groups.every(({ parent }) => parent === balancer?.id)).toBe(true);
    expect(edgesOf(graph, "traffic")).toEqual(["Blue -> ECS service", "Green -> ECS service"]);
  });

  it("is watched: alarms roll back, CodeDeploy moves traffic, and the firewall filters", () => {
    expect(edgesOf(drawn("production", SERVED), "control")).toEqual([
      "CodeDeploy -> ECS service: replaces tasks",
      "CodeDeploy -> Load balancer: moves traffic",
      "Rollback alarms -> CodeDeploy: rolls back",
      "Web firewall (WAF) -> Load balancer: filters",
    ]);
    expect(nodesOf(drawn("staging", { waf_enabled: false }), "firewall")).toEqual([]);
  });
});

describe("the network", () => {
  it("has tiers by their way out, each zone once, and a NAT gateway where it is", () => {
    for (const [environment, gateways] of [
      ["production", 3],
      ["staging", 1],
    ] as const) {
      const graph = drawn(environment);
      const [vpc] = nodesOf(graph, "vpc");
      const tiers = nodesOf(graph, "tier");
      expect(tiers.map(({ label, parent }) => [label, parent])).toEqual([
        ["Public subnets", vpc?.id],
        ["Private subnets", vpc?.id],
      ]);
      for (const { id } of tiers) {
        const zones = nodesOf(graph, "subnet").filter(({ parent }) => parent === id);
        expect(zones.map(({ label }) => label)).toEqual(["Zone 1", "Zone 2", "Zone 3"]);
      }
      const publicSubnets = nodesOf(graph, "subnet").filter(({ parent }) => parent === tiers[0]?.id);
      const nats = nodesOf(graph, "gateway").filter(({ label }) => label === "NAT gateway");
      expect(nats).toHaveLength(gateways);
      for (const { parent } of nats) expect(publicSubnets.map(({ id }) => id)).toContain(parent);
    }
  });

  it("leads private subnets out through NAT gateways, public ones through the internet gateway, and to S3 beside both", () => {
    expect(edgesOf(drawn("production"), "route")).toEqual(
      [
        ...[1, 2, 3].flatMap((zone) => [
          `Zone ${zone} -> NAT gateway: 0.0.0.0/0`,
          `Zone ${zone} -> Internet gateway: 0.0.0.0/0`,
          `Zone ${zone} -> S3 endpoint`,
        ]),
        "Internet gateway -> Internet",
      ].sort(),
    );
  });

  it("holds what runs in it, and nothing that does not", () => {
    const graph = drawn("production");
    const parentOf = (kind: Parameters<typeof nodesOf>[1]) =>
      nodesOf(graph, kind).map(({ parent }) => graph.nodes.find(({ id }) => id === parent)?.label);
    expect(parentOf("balancer")).toEqual(["Public subnets"]);
    expect(parentOf("service")).toEqual(["Private subnets"]);
    expect(parentOf("database")).toEqual(["Private subnets"]);
    expect(new Set(parentOf("collection"))).toEqual(new Set([undefined]));
  });
});
