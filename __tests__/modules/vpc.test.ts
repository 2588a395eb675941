import { describe, expect, it } from "vitest";
import { Vpc } from "../../src/modules/vpc";
import { defaultRoute } from "../support/network";
import { ENVIRONMENTS, EVERYTHING, platform, surroundings, synthesise } from "../support/synth";
import type { Block, Synthesised } from "../support/terraform-json";

const SERVICES = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages"];

/** A stack with a VPC and nothing else. */
function vpcWith(natGateways: number): Synthesised {
  const { stack, ...names } = surroundings();
  new Vpc(stack, "vpc", { ...names, cidr: "10.0.0.0/16", natGateways, flowLogRetentionDays: 7 });
  return synthesise(stack);
}

function subnets(stack: Synthesised, tier: "public" | "private"): readonly Block[] {
  return stack.resources("aws_subnet").filter(({ name }) => name.startsWith(`vpc_${tier}-`));
}

describe.each(ENVIRONMENTS)("the network of %s", (environment) => {
  const stack = platform(environment);

  it("has a public and a private subnet in each of three zones", () => {
    expect(stack).toHaveResourceCount("aws_subnet", 6);
    const zones = stack.data("aws_availability_zones");
    for (const tier of ["public", "private"] as const) {
      expect(subnets(stack, tier).map(({ values }) => values.availability_zone)).toEqual(
        [0, 1, 2].map((zone) => `\${element(${zones.address}.names, ${zone})}`),
      );
    }
  });

  it("takes only zones that need no opt-in, and says so where there are fewer than three", () => {
    const { values } = stack.data("aws_availability_zones");
    expect(values).toEqual({
      state: "available",
      filter: [
        { name: "opt-in-status", values: ["opt-in-not-required"] },
        { name: "zone-type", values: ["availability-zone"] },
      ],
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.names) >= 3}",
            error_message: expect.stringMatching(
              /fewer than 3 availability zones in us-east-1.*another aws_region/,
            ),
          },
        ],
      },
    });
  });

  it("leaves subnets where they are when AWS lists its zones in another order", () => {
    expect(stack).toHaveResourceCount("aws_subnet", 6, {
      lifecycle: { ignore_changes: ["availability_zone"] },
    });
  });

  it("gives no public address to what starts in it", () => {
    expect(stack).toHaveResourceCount("aws_subnet", 6, { map_public_ip_on_launch: false });
  });

  it("routes public subnets to the internet gateway", () => {
    const gateway = stack.resource("aws_internet_gateway").ref("id");
    for (const subnet of subnets(stack, "public")) {
      expect(defaultRoute(stack, subnet).values).toMatchObject({ gateway_id: gateway });
    }
  });

  it("has no route but the default ones", () => {
    expect(stack).toHaveResourceCount("aws_route", 4, { destination_cidr_block: "0.0.0.0/0" });
    expect(stack).toHaveResourceCount("aws_route", 4);
    expect(stack).toHaveNoResource("aws_route_table", { route: expect.anything() });
  });

  it("reaches S3 through a gateway endpoint in every private route table", () => {
    expect(stack).toHaveResourceCount("aws_vpc_endpoint", 1);
    const tables = stack.resources("aws_route_table").filter(({ name }) => name.includes("private"));
    expect(tables).toHaveLength(3);
    expect(stack).toHaveResource("aws_vpc_endpoint", {
      service_name: "com.amazonaws.us-east-1.s3",
      vpc_endpoint_type: "Gateway",
      route_table_ids: tables.map((table) => table.ref("id")),
    });
  });

  it("adopts the default security group and leaves it without any rule", () => {
    const group = stack.resource("aws_default_security_group");
    expect(group.values).toEqual({
      vpc_id: stack.resource("aws_vpc").ref("id"),
      tags: { Name: `langgraph-${environment}-default-unused` },
    });
  });

  it("logs all flows to a group with a retention, once its role may write there", () => {
    const log = stack.resource("aws_flow_log");
    const group = stack.resource("aws_cloudwatch_log_group", "vpc_flow-log-group");
    expect(log.values).toMatchObject({
      vpc_id: stack.resource("aws_vpc").ref("id"),
      traffic_type: "ALL",
      log_destination: group.ref("arn"),
    });
    expect(log).toDependOn(stack.resource("aws_iam_role_policy", "vpc_flow-log-role_policy"));
    expect(group.values.retention_in_days).toBe(365);
  });
});

describe("NAT gateways", () => {
  it("are one in staging and three in production", () => {
    expect(platform("staging")).toHaveResourceCount("aws_nat_gateway", 1);
    expect(platform("production")).toHaveResourceCount("aws_nat_gateway", 3);
  });

  it.each([
    [1, ["vpc_nat-0", "vpc_nat-0", "vpc_nat-0"]],
    [2, ["vpc_nat-0", "vpc_nat-1", "vpc_nat-0"]],
    [3, ["vpc_nat-0", "vpc_nat-1", "vpc_nat-2"]],
  ])(
    "of which there are %i: each private subnet has exactly one route, to one that exists",
    (count, expected) => {
      const stack = vpcWith(count);
      expect(stack).toHaveResourceCount("aws_nat_gateway", count);
      expect(stack).toHaveResourceCount("aws_route", 3, { nat_gateway_id: expect.any(String) });
      const used = subnets(stack, "private").map((subnet) =>
        stack.behind(defaultRoute(stack, subnet).values.nat_gateway_id),
      );
      expect(used.map(({ type }) => type)).toEqual(Array(3).fill("aws_nat_gateway"));
      expect(used.map(({ name }) => name)).toEqual(expected);
    },
  );

  it("stand in a public subnet each, with an address each, once that subnet reaches the internet", () => {
    const stack = vpcWith(3);
    const gateways = stack.resources("aws_nat_gateway");
    expect(gateways.map(({ values }) => stack.behind(values.subnet_id).name)).toEqual(
      [0, 1, 2].map((zone) => `vpc_public-${zone}`),
    );
    expect(new Set(gateways.map(({ values }) => stack.behind(values.allocation_id).address)).size).toBe(3);
    const associations = [0, 1, 2].map((zone) =>
      stack.resource("aws_route_table_association", `vpc_public-${zone}-routes`),
    );
    const addresses = stack.resources("aws_eip");
    expect(addresses).toHaveLength(3);
    for (const each of [...gateways, ...addresses]) {
      expect(each).toDependOn(stack.resource("aws_route", "vpc_public-internet"), ...associations);
      expect(each.values.depends_on).toHaveLength(1 + associations.length);
    }
  });

  it.each([0, 4, 1.5, Number.NaN])("fails when their number is %d", (count) => {
    expect(() => vpcWith(count)).toThrow(`test/vpc: natGateways is ${count}; it must be 1 to 3`);
  });
});

describe("interface endpoints", () => {
  it("are not there unless they are asked for", () => {
    expect(platform("production")).toHaveNoResource("aws_vpc_endpoint", { vpc_endpoint_type: "Interface" });
  });

  it("answer in every private subnet under the service's own name", () => {
    const stack = platform("production", EVERYTHING);
    expect(stack).toHaveResourceCount("aws_vpc_endpoint", 1 + SERVICES.length);
    for (const service of SERVICES) {
      expect(stack).toHaveResourceCount("aws_vpc_endpoint", 1, {
        service_name: `com.amazonaws.us-east-1.${service}`,
        vpc_endpoint_type: "Interface",
        private_dns_enabled: true,
        subnet_ids: subnets(stack, "private").map((subnet) => subnet.ref("id")),
        security_group_ids: [stack.resource("aws_security_group", "vpc_security-group").ref("id")],
      });
    }
  });

  it("answer under that name only once their security group lets the VPC in", () => {
    const stack = platform("production", EVERYTHING);
    const https = stack.resource("aws_vpc_security_group_ingress_rule", "vpc_endpoints-https");
    const endpoints = stack
      .resources("aws_vpc_endpoint")
      .filter(({ values }) => values.vpc_endpoint_type === "Interface");
    expect(endpoints).toHaveLength(SERVICES.length);
    for (const endpoint of endpoints) expect(endpoint.values.depends_on).toEqual([https.address]);
  });
});
