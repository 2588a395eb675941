import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { allowEdge, securityGroup } from "../../src/modules/security-group";
import { edges } from "../support/network";
import {
  CERTIFICATE,
  ENVIRONMENTS,
  EVERYTHING,
  type Overrides,
  platform,
  surroundings,
  synthesise,
} from "../support/synth";

const [ALB, TASKS, DATABASE] = ["alb_security-group", "ecs_security-group", "rds_security-group"];
const INSIDE = [`${ALB} -> ${TASKS}:1-65535`, `${TASKS} -> ${DATABASE}:5432`];

function ingress(overrides: Overrides = {}): readonly string[] {
  return edges(platform("staging", overrides), "ingress").filter((edge) => !INSIDE.includes(edge));
}

describe.each(ENVIRONMENTS)("%s", (environment) => {
  const gateways = environment === "production" ? [0, 1, 2] : [0];
  const tests = (port: number) =>
    gateways.map((gateway) => `vpc_nat-${gateway}-address/32 -> ${ALB}:${port}`);

  it("is entered over HTTP by the world, and by tests from inside the VPC; nothing else is open", () => {
    const all = [`0.0.0.0/0 -> ${ALB}:80`, ...INSIDE, ...tests(8080)];
    expect(edges(platform(environment), "ingress")).toEqual(all.sort());
  });

  it("is entered over HTTPS, and over HTTP for the redirect, once there is a certificate", () => {
    const stack = platform(environment, { acm_certificate_arn: CERTIFICATE });
    const all = [`0.0.0.0/0 -> ${ALB}:80`, `0.0.0.0/0 -> ${ALB}:443`, ...INSIDE, ...tests(8443)];
    expect(edges(stack, "ingress")).toEqual(all.sort());
  });

  it("lets the load balancer out to the tasks only, tasks to the database and HTTPS, and the database nowhere", () => {
    expect(edges(platform(environment), "egress")).toEqual([...INSIDE, `${TASKS} -> 0.0.0.0/0:443`].sort());
  });

  it("opens more than one port from the load balancer to the tasks alone", () => {
    for (const direction of ["ingress", "egress"] as const) {
      for (const overrides of [{}, EVERYTHING]) {
        const wide = edges(platform(environment, overrides), direction).filter((edge) => !/:\d+$/.test(edge));
        expect(wide).toEqual([`${ALB} -> ${TASKS}:1-65535`]);
      }
    }
  });

  it("has no rule for all protocols or IPv6", () => {
    for (const direction of ["ingress", "egress"]) {
      const type = `aws_vpc_security_group_${direction}_rule`;
      const count = platform(environment).resources(type).length;
      const one = { ip_protocol: "tcp", cidr_ipv6: undefined, prefix_list_id: undefined };
      expect(platform(environment)).toHaveResourceCount(type, count, one);
    }
  });

  it("writes no rule inside a group, where it would fight with those that are resources of their own", () => {
    const stack = platform(environment, EVERYTHING);
    expect(stack).toHaveNoResource("aws_security_group", { ingress: expect.anything() });
    expect(stack).toHaveNoResource("aws_security_group", { egress: expect.anything() });
    expect(stack).toHaveNoResource("aws_security_group_rule");
  });
});

describe("what a setting opens", () => {
  it("allowed_cidrs: the production ports, instead of to the world", () => {
    const allowed_cidrs = ["198.51.100.0/24", "203.0.113.0/24"];
    expect(ingress({ allowed_cidrs, acm_certificate_arn: CERTIFICATE })).toEqual(
      [
        ...allowed_cidrs.flatMap((cidr) => [`${cidr} -> ${ALB}:80`, `${cidr} -> ${ALB}:443`]),
        `vpc_nat-0-address/32 -> ${ALB}:8443`,
      ].sort(),
    );
  });

  it("test_listener_cidrs: the test port, beside the NAT gateway", () => {
    expect(ingress({ test_listener_cidrs: ["192.0.2.0/24"] })).toEqual([
      `0.0.0.0/0 -> ${ALB}:80`,
      `192.0.2.0/24 -> ${ALB}:8080`,
      `vpc_nat-0-address/32 -> ${ALB}:8080`,
    ]);
  });

  it("interface_endpoints: HTTPS of the endpoints, to the VPC", () => {
    expect(ingress({ interface_endpoints: ["ecr.api", "logs"] })).toEqual([
      `0.0.0.0/0 -> ${ALB}:80`,
      "vpc -> vpc_security-group:443",
      `vpc_nat-0-address/32 -> ${ALB}:8080`,
    ]);
  });

  it("container_port: nothing, since running tasks still answer on the old port when a release moves to another", () => {
    const [before, after] = [platform("staging"), platform("staging", { container_port: 9000 })];
    for (const direction of ["ingress", "egress"]) {
      const type = `aws_vpc_security_group_${direction}_rule`;
      expect(after.resources(type)).toEqual(before.resources(type));
    }
  });
});

/** A stack, and peers in it that are nothing but a security group. */
function peers() {
  const { stack, naming } = surroundings();
  const peer = (role: string) => ({
    securityGroup: securityGroup(new Construct(stack, role), {
      naming,
      vpcId: "vpc-1",
      role,
      description: role,
    }),
  });
  return { stack, peer };
}

describe("allowEdge", () => {
  it("adds one rule on each side and nothing else", () => {
    const { stack, peer } = peers();
    allowEdge(stack, "edge", { from: peer("web"), to: peer("cache"), port: 6379, description: "Cache" });
    const synthesised = synthesise(stack);
    const edge = ["web_security-group -> cache_security-group:6379"];
    expect(edges(synthesised, "ingress")).toEqual(edge);
    expect(edges(synthesised, "egress")).toEqual(edge);
  });

  it("opens every TCP port where it is asked for all", () => {
    const { stack, peer } = peers();
    allowEdge(stack, "edge", { from: peer("web"), to: peer("app"), port: "all", description: "All" });
    const synthesised = synthesise(stack);
    for (const direction of ["ingress", "egress"] as const) {
      expect(edges(synthesised, direction)).toEqual(["web_security-group -> app_security-group:1-65535"]);
      const type = `aws_vpc_security_group_${direction}_rule`;
      expect(synthesised).toHaveResourceCount(type, 1, { ip_protocol: "tcp" });
    }
  });
});
