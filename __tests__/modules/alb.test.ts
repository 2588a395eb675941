import { describe, expect, it } from "vitest";
import { CERTIFICATE, ENVIRONMENTS, EVERYTHING, platform } from "../support/synth";
import type { Synthesised } from "../support/terraform-json";

/** What the load balancer has before its first deployment: all traffic to blue, green within reach. */
function forwardToBlue(stack: Synthesised) {
  const arn = (colour: string) => stack.resource("aws_lb_target_group", `alb_${colour}`).ref("arn");
  const target_group = [
    { arn: arn("blue"), weight: 100 },
    { arn: arn("green"), weight: 0 },
  ];
  return [{ type: "forward", forward: { target_group } }];
}

const REDIRECT = [
  { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
];

const MODES = ENVIRONMENTS.flatMap((environment) => [
  [environment, "HTTP", {}] as const,
  [environment, "HTTPS", { acm_certificate_arn: CERTIFICATE }] as const,
]);

describe.each(MODES)("the load balancer of %s with %s", (environment, mode, overrides) => {
  const stack = platform(environment, overrides);
  const balancer = stack.resource("aws_lb");

  it("faces the internet in every public subnet", () => {
    expect(balancer.values).toMatchObject({
      load_balancer_type: "application",
      internal: false,
      subnets: [0, 1, 2].map((zone) => stack.resource("aws_subnet", `vpc_public-${zone}`).ref("id")),
      security_groups: [stack.resource("aws_security_group", "alb_security-group").ref("id")],
    });
  });

  it("keeps connections of streaming agents open for minutes, and drops malformed headers", () => {
    expect(balancer.values).toMatchObject({ idle_timeout: 300, drop_invalid_header_fields: true });
  });

  it("refuses to be deleted in production, and only there", () => {
    expect(balancer.values.enable_deletion_protection).toBe(environment === "production");
  });

  it("writes access logs to its bucket once it may", () => {
    expect(balancer.values.access_logs).toEqual({
      bucket: stack.resource("aws_s3_bucket", "alb_access-logs_bucket").ref("bucket"),
      enabled: true,
    });
    expect(balancer).toDependOn(stack.resource("aws_s3_bucket_policy", "alb_access-logs_policy"));
  });

  it("has the same listener on port 80, made to forward or to redirect, so that a certificate can be added later", () => {
    const http = stack.resource("aws_lb_listener", "alb_http");
    expect(http.values).toEqual({
      load_balancer_arn: balancer.ref("arn"),
      port: 80,
      protocol: "HTTP",
      default_action: mode === "HTTPS" ? REDIRECT : forwardToBlue(stack),
      depends_on: stack.resources("aws_lb_target_group").map(({ address }) => address),
      lifecycle: { ignore_changes: ["default_action"] },
    });
    expect(http.id).toBe(platform(environment).resource("aws_lb_listener", "alb_http").id);
  });

  it("leaves what every listener forwards to, the whole of it, to CodeDeploy", () => {
    expect(stack).toHaveResourceCount("aws_lb_listener", mode === "HTTPS" ? 3 : 2);
    for (const { values } of stack.resources("aws_lb_listener")) {
      expect(values.lifecycle).toMatchObject({ ignore_changes: ["default_action"] });
    }
  });

  it("names both groups in every listener, so that green cannot go while one may forward to it", () => {
    for (const listener of stack.resources("aws_lb_listener")) {
      const text = JSON.stringify(listener.values);
      for (const colour of ["blue", "green"]) {
        expect(text).toContain(stack.resource("aws_lb_target_group", `alb_${colour}`).address);
      }
    }
  });
});

describe("a load balancer without a certificate", () => {
  const stack = platform("production");

  it("serves on port 80, and redirects nothing", () => {
    expect(stack).toHaveNoResource("aws_lb_listener", { protocol: "HTTPS" });
    expect(stack).toHaveNoResource("aws_lb_listener_rule");
    expect(stack.document.output.application_url?.value).toBe(
      `http://${stack.resource("aws_lb").ref("dns_name")}`,
    );
  });

  it("refuses in words to go back to port 80 where that only redirects, as it does where there was a certificate first", () => {
    const http = stack.resource("aws_lb_listener", "alb_http");
    const { lifecycle } = stack.resource("aws_lb_listener", "alb_test").values;
    expect(lifecycle).toEqual({
      ignore_changes: ["default_action"],
      precondition: [
        {
          condition: `\${try(${http.address}.default_action[0].type, "forward") == "forward"}`,
          error_message: expect.stringMatching(
            /^acm_certificate_arn .*Put it back, or let port 80 forward first/,
          ),
        },
      ],
    });
  });

  it("shows green on port 8080", () => {
    expect(stack).toHaveResource("aws_lb_listener", {
      port: 8080,
      protocol: "HTTP",
      certificate_arn: undefined,
      default_action: forwardToBlue(stack),
    });
  });
});

describe("a load balancer with a certificate", () => {
  const stack = platform("production", { acm_certificate_arn: CERTIFICATE });
  const https = stack.resource("aws_lb_listener", "alb_https");
  const http = stack.resource("aws_lb_listener", "alb_http");

  it("serves on port 443 with TLS 1.2 or newer", () => {
    expect(https.values).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificate_arn: CERTIFICATE,
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(stack.document.output.application_url?.value).toMatch(/^https:/);
  });

  it("starts HTTPS with the weights that port 80 has at that moment, green's too, and at blue where it only redirects", () => {
    const weight = (colour: string, initial: number) => {
      const group = stack.resource("aws_lb_target_group", `alb_${colour}`);
      const live = `${http.address}.default_action[0].forward[0].target_group`;
      return {
        arn: group.ref("arn"),
        weight: `\${try(sum(concat([0], [for group in ${live} : group.weight if group.arn == ${group.address}.arn])), ${initial})}`,
      };
    };
    expect(https.values.default_action).toEqual([
      { type: "forward", forward: { target_group: [weight("blue", 100), weight("green", 0)] } },
    ]);
  });

  it("redirects everything on port 80 by a rule before the forwarding, once HTTPS answers", () => {
    expect(stack).toHaveResourceCount("aws_lb_listener_rule", 1);
    const rule = stack.resource("aws_lb_listener_rule");
    expect(rule.values).toMatchObject({
      listener_arn: http.ref("arn"),
      priority: 1,
      condition: [{ path_pattern: { values: ["*"] } }],
      action: REDIRECT,
    });
    expect(rule).toDependOn(https);
  });

  it("redirects nobody to a port that is still closed: only after every rule that lets clients in", () => {
    const open = platform("production", EVERYTHING);
    const rule = open.resource("aws_lb_listener_rule");
    const rules = open.resources("aws_vpc_security_group_ingress_rule");
    const clients = rules.filter(({ values }) => values.description === "Clients");
    expect(clients.map(({ values }) => `${values.cidr_ipv4} ${values.from_port}`).sort()).toEqual([
      "198.51.100.0/24 443",
      "198.51.100.0/24 80",
      "203.0.113.0/24 443",
      "203.0.113.0/24 80",
    ]);
    expect(rule.values.depends_on).toHaveLength(1 + clients.length);
    expect(rule).toDependOn(open.resource("aws_lb_listener", "alb_https"), ...clients);
  });

  it("shows green on port 8443, with the same certificate", () => {
    expect(stack).toHaveResource("aws_lb_listener", {
      port: 8443,
      protocol: "HTTPS",
      certificate_arn: CERTIFICATE,
      ssl_policy: https.values.ssl_policy,
    });
    expect(stack).toHaveNoResource("aws_lb_listener", { port: 8080 });
  });
});

describe("target groups", () => {
  /** https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb_target_group */
  const REPLACING = [
    "connection_termination",
    "ip_address_type",
    "name",
    "name_prefix",
    "port",
    "protocol",
    "protocol_version",
    "target_type",
    "vpc_id",
  ];
  const groups = (stack: Synthesised) => stack.resources("aws_lb_target_group");

  it("are two, blue and green, of addresses in the VPC", () => {
    const stack = platform("production");
    expect(groups(stack).map(({ name }) => name)).toEqual(["alb_blue", "alb_green"]);
    expect(stack).toHaveResourceCount("aws_lb_target_group", 2, {
      target_type: "ip",
      protocol: "HTTP",
      vpc_id: stack.resource("aws_vpc").ref("id"),
    });
  });

  it.each(ENVIRONMENTS)(
    "keep every argument that forces a replacement, whatever the settings of %s say",
    (environment) => {
      const replacing = (stack: Synthesised) =>
        groups(stack).map(({ values }) => REPLACING.map((argument) => [argument, values[argument]]));
      const others = [
        { container_port: 9000, health_check_path: "/ready", vpc_cidr: "10.1.0.0/20" },
        { ...EVERYTHING, cpu_architecture: "ARM64" as const, database_name: "other" },
      ];
      for (const overrides of others) {
        expect(replacing(platform(environment, overrides))).toEqual(replacing(platform(environment)));
      }
    },
  );

  it("let a task that leaves answer for as long as the setting says: 300 seconds in production, 30 in staging", () => {
    const delays = (stack: Synthesised) => groups(stack).map(({ values }) => values.deregistration_delay);
    expect(delays(platform("production"))).toEqual(["300", "300"]);
    expect(delays(platform("staging"))).toEqual(["30", "30"]);
    expect(delays(platform("staging", { deregistration_delay_seconds: 0 }))).toEqual(["0", "0"]);
  });

  it("ask for /health, or the path of the settings, every 30 seconds", () => {
    const check = (path: string) => ({
      health_check: expect.objectContaining({ path, interval: 30, protocol: "HTTP", matcher: "200" }),
    });
    expect(platform("production")).toHaveResourceCount("aws_lb_target_group", 2, check("/health"));
    const other = platform("staging", { health_check_path: "/ready" });
    expect(other).toHaveResourceCount("aws_lb_target_group", 2, check("/ready"));
  });
});
