import { describe, expect, it } from "vitest";
import { CERTIFICATE, ENVIRONMENTS, EVERYTHING, platform } from "../support/synth";
import { type JsonObject, Synthesised } from "../support/terraform-json";
import { Network, WORLD } from "./support/network";
import { PROMISES, type Scenario } from "./support/promises";

const OPEN = { clients: [WORLD], testers: [], endpoints: [], hasSmokeTest: false };
const HTTP = { ...OPEN, ports: [80], testPort: 8080 };
const HTTPS = { ...OPEN, ports: [80, 443], testPort: 8443 };
const ALL = {
  ...HTTPS,
  clients: ["198.51.100.0/24", "203.0.113.0/24"],
  testers: ["192.0.2.0/24"],
  endpoints: ["ecr-api", "ecr-dkr", "logs", "secretsmanager", "ssmmessages"].map(
    (name) => `vpc_${name}-endpoint`,
  ),
  hasSmokeTest: true,
};

const SETTINGS = [
  ["the defaults", {}, HTTP],
  ["a certificate", { acm_certificate_arn: CERTIFICATE }, HTTPS],
  ["everything that can be switched on", EVERYTHING, ALL],
] as const;

const SCENARIOS = ENVIRONMENTS.flatMap((environment) =>
  SETTINGS.map(([title, overrides, scenario]) => ({
    title: `${environment} with ${title}`,
    stack: () => platform(environment, overrides),
    scenario: { ...scenario, natGateways: environment === "production" ? 3 : 1 } satisfies Scenario,
  })),
);

describe.each(SCENARIOS)("in $title", ({ stack, scenario }) => {
  it.each(Object.entries(PROMISES))("%s", (_, promise) => {
    promise(new Network(stack()), scenario);
  });

  it("each rule, route and gateway is needed: without it a promise is broken", () => {
    const parts = stack()
      .resources()
      .filter(({ type }) => EDGES.has(type));
    expect(parts.length).toBeGreaterThanOrEqual(20);

    const notMissed = parts.filter(({ type, id }) => {
      const less = changed(stack(), (resources) => delete resources[type]?.[id]);
      return brokenPromises(less, scenario).length === 0;
    });

    expect(notMissed.map(({ address }) => address)).toEqual([]);
  });

  it("each security group stays closed: a rule that lets the world in breaks a promise", () => {
    const doors = [
      ...stack().resources("aws_security_group"),
      ...stack().resources("aws_default_security_group"),
    ].flatMap((group) =>
      [22, 443, 5432, 8000].flatMap((port) =>
        [{ cidr_ipv4: WORLD }, { cidr_ipv6: "::/0" }, { cidr_ipv4: "0.0.0.0/1" }].map((peer) => ({
          security_group_id: group.ref("id"),
          ip_protocol: "tcp",
          from_port: port,
          to_port: port,
          ...peer,
        })),
      ),
    );

    const notNoticed = doors.filter((door) => {
      const more = changed(stack(), (resources) => {
        resources.aws_vpc_security_group_ingress_rule = {
          ...resources.aws_vpc_security_group_ingress_rule,
          door,
        };
      });
      return brokenPromises(more, scenario).length === 0;
    });

    expect(notNoticed).toEqual([]);
  });
});

describe("the graph", () => {
  const stack = platform("production");

  it.each([
    [
      "a route to a gateway that does not exist",
      "aws_route",
      { nat_gateway_id: "${aws_nat_gateway.gone.id}" },
    ],
    [
      "a rule for a group that does not exist",
      "aws_vpc_security_group_egress_rule",
      { security_group_id: "${aws_security_group.gone.id}" },
    ],
    [
      "a rule for addresses that are not known",
      "aws_vpc_security_group_ingress_rule",
      { cidr_ipv4: "${var.clients}", referenced_security_group_id: undefined },
    ],
    [
      "a rule without anybody",
      "aws_vpc_security_group_ingress_rule",
      { cidr_ipv4: undefined, referenced_security_group_id: undefined },
    ],
    ["a load balancer in no subnet", "aws_lb", { subnets: [] }],
    [
      "a group named by something else than its id",
      "aws_lb",
      { security_groups: ["${aws_security_group.rds_security-group_46DE172C.name}"] },
    ],
    ["rules within a security group", "aws_security_group", { ingress: [{ from_port: 22 }] }],
    ["a network ACL", "aws_network_acl", { vpc_id: "vpc-1" }],
    [
      "what is attached to the network in a way it does not know",
      "aws_elasticache_cluster",
      { security_group_ids: ["${aws_security_group.rds_security-group_46DE172C.id}"] },
    ],
  ])("refuses %s, instead of leaving it out", (_, type, values) => {
    const [first] = stack.resources(type);
    const broken = changed(stack, (resources) => {
      resources[type] = {
        ...resources[type],
        [first?.id ?? "new"]: JSON.parse(JSON.stringify({ ...first?.values, ...values })),
      };
    });

    expect(() => new Network(broken)).toThrow();
  });
});

const EDGES: ReadonlySet<string> = new Set([
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_route",
  "aws_route_table_association",
  "aws_vpc_endpoint",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);

/** The titles of those that do not hold; all of them where the stack cannot be read as a network. */
function brokenPromises(stack: Synthesised, scenario: Scenario): readonly string[] {
  const network = attempt(() => new Network(stack));
  return Object.entries(PROMISES)
    .filter(([, promise]) => network === undefined || !holds(() => promise(network, scenario)))
    .map(([title]) => title);
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function holds(promise: () => void): boolean {
  return (
    attempt(() => {
      promise();
      return true;
    }) === true
  );
}

function changed(stack: Synthesised, change: (resources: Resources) => void): Synthesised {
  const document = JSON.parse(stack.text) as { readonly resource: Resources };
  change(document.resource);
  return new Synthesised(JSON.stringify(document));
}

type Resources = Record<string, Record<string, JsonObject>>;
