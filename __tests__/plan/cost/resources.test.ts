import { describe, expect, it } from "vitest";
import { PINNED } from "../../../src/plan/cost";
import { costOf, estimateOf, monthlyOf, type Planned, type PlanParts } from "./support";

const one = (address: string, after: object, more: Partial<Planned> = {}): PlanParts => ({
  resources: [{ address, after, ...more }],
});

/** Fixed cost, from the fewest to the most, in micros. */
function fixedOf(parts: PlanParts, address: string) {
  return costOf(parts, address).fixed.after;
}

function reasonOf(parts: PlanParts, address: string): string {
  const { before, after } = costOf(parts, address);
  return [...before, ...after].flatMap(({ unpriced }) => unpriced ?? []).join("; ");
}

function freeReasonOf(parts: PlanParts): string {
  return estimateOf(parts)
    .free.map(({ reason }) => reason)
    .join("; ");
}

const flat = (usd: number) => ({ low: Math.round(usd * 1e6), high: Math.round(usd * 1e6) });

describe("the network", () => {
  it("bills a NAT gateway by the hour, and apart from it by what is assumed to go through", () => {
    const nat = costOf(one("aws_nat_gateway.a", { connectivity_type: "public" }), "aws_nat_gateway.a");
    expect(nat.fixed.after).toEqual(flat(32.85));
    expect(nat.usage.after).toEqual(flat(50 * 0.045));
    expect(nat.after[1]?.assumed).toContain("nat_gateway_gb: 50 (assumed)");
  });

  it("bills an elastic address as a public IPv4 address", () => {
    expect(fixedOf(one("aws_eip.a", { domain: "vpc" }), "aws_eip.a")).toEqual(flat(3.65));
  });

  it("bills a load balancer with an address in each subnet, also while those are known by reference only", () => {
    const known = one("aws_lb.a", {
      load_balancer_type: "application",
      subnets: ["a", "b"],
      internal: false,
    });
    expect(fixedOf(known, "aws_lb.a")).toEqual(flat(16.425 + 2 * 3.65));
    const subnets = ["a", "b", "c"].map((name) => ({ address: `aws_subnet.${name}`, after: {} }));
    const references = {
      subnets: ["a", "b", "c"].flatMap((name) => [`aws_subnet.${name}.id`, `aws_subnet.${name}`]),
    };
    const unknown = {
      address: "aws_lb.a",
      after: { internal: false },
      unknown: { subnets: true },
      references,
    };
    expect(fixedOf({ resources: [...subnets, unknown] }, "aws_lb.a")).toEqual(flat(16.425 + 3 * 3.65));
  });

  it("says so where nothing tells how many subnets a load balancer has", () => {
    const parts = one("aws_lb.a", { internal: false }, { unknown: { subnets: true } });
    expect(reasonOf(parts, "aws_lb.a")).toBe("its subnets are not known before the apply");
  });

  it("gives an internal load balancer neither addresses nor data to the internet", () => {
    const { after } = costOf(one("aws_lb.a", { internal: true, subnets: ["a"] }), "aws_lb.a");
    expect(after.map(({ item }) => item)).toEqual(["load balancer", "capacity units"]);
  });

  it("does not take an application load balancer's price for another kind", () => {
    expect(reasonOf(one("aws_lb.a", { load_balancer_type: "network" }), "aws_lb.a")).toBe(
      "prices of network load balancers are not pinned",
    );
  });

  it("bills an interface endpoint in each zone, and a gateway endpoint not at all", () => {
    const endpoint = { vpc_endpoint_type: "Interface", subnet_ids: ["a", "b", "c"] };
    expect(fixedOf(one("aws_vpc_endpoint.a", endpoint), "aws_vpc_endpoint.a")).toEqual(flat(3 * 7.3));
    expect(freeReasonOf(one("aws_vpc_endpoint.a", { vpc_endpoint_type: "Gateway" }))).toBe(
      "gateway endpoints cost nothing",
    );
  });
});

describe("a database", () => {
  const postgres = {
    engine: "postgres",
    instance_class: "db.t3.medium",
    multi_az: true,
    storage_type: "gp3",
    allocated_storage: 100,
    max_allocated_storage: 200,
  };
  const of = (more: object, extra: Partial<Planned> = {}) =>
    one("aws_db_instance.a", { ...postgres, ...more }, extra);

  it("costs its class and its storage, which may grow by itself", () => {
    expect(fixedOf(of({}), "aws_db_instance.a")).toEqual({
      low: (105.85 + 23) * 1e6,
      high: (105.85 + 46) * 1e6,
    });
  });

  it("costs half with one zone, and does not grow without a maximum", () => {
    const single = of({ multi_az: false, max_allocated_storage: 0 });
    expect(fixedOf(single, "aws_db_instance.a")).toEqual(flat(52.56 + 11.5));
  });

  it("is not priced for another engine, an odd class, or what the apply alone tells", () => {
    const address = "aws_db_instance.a";
    expect(reasonOf(of({ engine: "mysql" }), address)).toContain("only prices of PostgreSQL are pinned");
    expect(reasonOf(of({ instance_class: "db.__proto__" }), address)).toContain("its class is none of AWS's");
    expect(reasonOf(of({ instance_class: "db.t9.giant" }), address)).toContain(
      "no price of rds.postgres.multi.db.t9.giant",
    );
    expect(reasonOf(of({ instance_class: undefined }), address)).toContain("its class is not in the plan");
    expect(reasonOf(of({ allocated_storage: undefined }), address)).toContain("its size is not in the plan");
    expect(reasonOf(of({}, { unknown: { multi_az: true } }), address)).toContain(
      "multi_az is not known before the apply",
    );
    expect(reasonOf(of({ storage_type: "io2" }), address)).toContain("prices of io2 storage are not pinned");
  });

  it("needs no price for backups where there are none over its size", () => {
    const virginia = PINNED["us-east-1"]?.prices ?? {};
    const reason = "nobody has found it";
    const prices = {
      "us-east-1": {
        region: "us-east-1",
        prices: { ...virginia, "rds.backup.gb-month": { usd: null, reason } },
      },
    };
    expect(estimateOf(of({}), { prices }).resources[0]?.isPriced).toBe(true);
    const usage = { all: { database_backup_gb: 5 }, resources: {} };
    const [with5] = estimateOf(of({}), { prices, usage }).resources;
    expect(with5?.after.find(({ key }) => key === "rds.backup.gb-month")?.unpriced).toBe(reason);
  });

  it("tells of IOPS and insights that are over what is included", () => {
    const address = "aws_db_instance.a";
    expect(reasonOf(of({ iops: 3_000 }), address)).toBe("");
    expect(reasonOf(of({ iops: 4_000 }), address)).toContain("their price is not pinned");
    expect(reasonOf(of({ iops: 12_000, allocated_storage: 400, max_allocated_storage: 400 }), address)).toBe(
      "",
    );
    const insights = { performance_insights_enabled: true, performance_insights_retention_period: 7 };
    expect(reasonOf(of(insights), address)).toBe("");
    expect(reasonOf(of({ ...insights, performance_insights_retention_period: 31 }), address)).not.toBe("");
  });
});

describe("watching", () => {
  const metric = (id: string, more: object = {}) => ({ id, metric: [{ namespace: "N", ...more }] });
  const alarm = (after: object) => one("aws_cloudwatch_metric_alarm.a", after);

  it("bills an alarm for each metric that it combines", () => {
    const fixed = (after: object) => fixedOf(alarm(after), "aws_cloudwatch_metric_alarm.a");
    expect(fixed({ period: 300 })).toEqual(flat(0.1));
    expect(fixed({ metric_query: [metric("a"), metric("b"), { id: "c", expression: "a/b" }] })).toEqual(
      flat(0.2),
    );
    expect(
      fixed({ metric_query: [metric("a"), { id: "b", expression: "ANOMALY_DETECTION_BAND(a)" }] }),
    ).toEqual(flat(0.3));
    expect(fixed({ period: 10 })).toEqual(flat(0.3));
    expect(fixed({ metric_query: [metric("a", { period: 30 })] })).toEqual(flat(0.3));
    // as Terraform reads an applied one whose metrics have the periods
    expect(fixed({ period: 0, metric_query: [metric("a", { period: 60 })] })).toEqual(flat(0.1));
  });

  it("does not guess how many metrics a search finds", () => {
    const search = alarm({ metric_query: [{ id: "a", expression: "SEARCH('{N}', 'Sum')" }] });
    expect(reasonOf(search, "aws_cloudwatch_metric_alarm.a")).toContain("how many metrics its query finds");
  });

  it("counts the two alarms that target tracking makes", () => {
    const policy = (type: string) => one("aws_appautoscaling_policy.a", { policy_type: type });
    expect(fixedOf(policy("TargetTrackingScaling"), "aws_appautoscaling_policy.a")).toEqual(flat(0.2));
    expect(freeReasonOf(policy("StepScaling"))).toBe("scaling itself costs nothing");
  });

  it("bills each dashboard, and says that the first three of an account are free", () => {
    const { fixed, after } = costOf(one("aws_cloudwatch_dashboard.a", {}), "aws_cloudwatch_dashboard.a");
    expect(fixed.after).toEqual(flat(3));
    expect(after[0]?.note).toContain("first three are free");
  });

  it("takes in the application's log, and keeps it for its days, compressed", () => {
    const definition = {
      address: "aws_ecs_task_definition.t",
      after: { container_definitions: '[{"logConfiguration":{"options":{"awslogs-group":"/app"}}}]' },
    };
    const log = (retention: number) => ({
      address: "aws_cloudwatch_log_group.a",
      after: { name: "/app", retention_in_days: retention },
    });
    const week = costOf({ resources: [definition, log(7)] }, "aws_cloudwatch_log_group.a");
    expect(week.after.map(({ quantity }) => quantity?.low)).toEqual([
      10,
      expect.closeTo((10 * 0.15 * 7) / (730 / 24), 6),
    ]);
    const forever = costOf({ resources: [definition, log(0)] }, "aws_cloudwatch_log_group.a");
    expect(forever.after[1]?.note).toContain("never expires");
    const other = costOf({ resources: [log(7)] }, "aws_cloudwatch_log_group.a");
    expect(other.after[0]?.quantity?.low).toBe(1);
  });

  it("bills flow records with the flow log, not once more with its group", () => {
    const group = { address: "aws_cloudwatch_log_group.a", after: { name: "/flow", retention_in_days: 30 } };
    const flow = {
      address: "aws_flow_log.f",
      after: { log_destination_type: "cloud-watch-logs" },
      references: { log_destination: ["aws_cloudwatch_log_group.a.arn", "aws_cloudwatch_log_group.a"] },
    };
    const parts = { resources: [group, flow] };
    expect(costOf(parts, "aws_flow_log.f").after.map(({ key }) => key)).toEqual(["logs.vended.gb"]);
    expect(costOf(parts, "aws_cloudwatch_log_group.a").after.map(({ key }) => key)).toEqual([
      "logs.stored.gb-month",
    ]);
  });

  it("bills WAF's log as CloudWatch's where it goes to a log group, and leaves open what it costs elsewhere", () => {
    const address = "aws_wafv2_web_acl_logging_configuration.w";
    const to = (arn: string) => one(address, { log_destination_configs: [arn] });
    const group = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-a";
    expect(costOf(to(group), address).after.map(({ key }) => key)).toEqual(["logs.vended.gb"]);
    for (const arn of [
      "arn:aws:s3:::aws-waf-logs-a",
      "arn:aws:firehose:us-east-1:123456789012:deliverystream/aws-waf-logs-a",
    ])
      expect(reasonOf(to(arn), address)).toBe(
        "prices of delivery elsewhere than to CloudWatch are not pinned",
      );
    const referring = (...references: readonly string[]) => ({
      resources: [
        { address: "aws_cloudwatch_log_group.a", after: {} },
        { address: "aws_s3_bucket.a", after: {} },
        {
          address,
          after: {},
          unknown: { log_destination_configs: true },
          references: { log_destination_configs: references },
        },
      ],
    });
    const isPriced = (...references: readonly string[]) => costOf(referring(...references), address).isPriced;
    expect(isPriced("aws_cloudwatch_log_group.a.arn", "aws_cloudwatch_log_group.a")).toBe(true);
    expect(isPriced("aws_s3_bucket.a.arn", "aws_s3_bucket.a")).toBe(false);
    expect(isPriced("var.to", "aws_cloudwatch_log_group.a.arn", "aws_cloudwatch_log_group.a")).toBe(false);
    expect(reasonOf(referring("local.to"), address)).toBe(
      "log_destination_configs is not known before the apply",
    );
  });

  it("bills metrics of agents where alarms watch them, and Container Insights where it is on", () => {
    const cluster = (value: string) => ({
      address: "aws_ecs_cluster.c",
      after: { name: "c", setting: [{ name: "containerInsights", value }] },
    });
    const agents = {
      address: "aws_cloudwatch_metric_alarm.a",
      after: { metric_query: [metric("m0", { namespace: "LangGraphPlatform/Agents" })] },
    };
    const of = (...resources: readonly Planned[]) =>
      estimateOf({ resources }).resources.find(({ type }) => type === "aws_ecs_cluster");
    expect(of(cluster("disabled"))).toBeUndefined();
    expect(of(cluster("disabled"), agents)?.usage.after).toEqual(flat(18 * 0.3));
    expect(of(cluster("enabled"))?.usage.after).toEqual(flat(25 * 0.3));
    expect(of(cluster("enhanced"))?.isPriced).toBe(false);
  });
});

describe("the rest", () => {
  const rule = (group?: string) => ({
    name: "r",
    statement: group === undefined ? [] : [{ managed_rule_group_statement: [{ name: group }] }],
  });

  it("bills a web ACL with a dollar for each rule, a managed group counting one", () => {
    const acl = (rules: readonly object[]) => one("aws_wafv2_web_acl.a", { rule: rules });
    expect(fixedOf(acl([rule(), rule("AWSManagedRulesCommonRuleSet")]), "aws_wafv2_web_acl.a")).toEqual(
      flat(7),
    );
    expect(reasonOf(acl([rule("AWSManagedRulesBotControlRuleSet")]), "aws_wafv2_web_acl.a")).toContain(
      "not pinned",
    );
    expect(fixedOf(acl([]), "aws_wafv2_web_acl.a")).toEqual(flat(5));
  });

  it("bills keys and secrets by the month, a replica like its original", () => {
    expect(fixedOf(one("aws_kms_key.a", { is_enabled: true }), "aws_kms_key.a")).toEqual(flat(1));
    expect(fixedOf(one("aws_secretsmanager_secret.a", {}), "aws_secretsmanager_secret.a")).toEqual(flat(0.4));
    const replicated = one("aws_secretsmanager_secret.a", { replica: [{ region: "eu-west-1" }] });
    expect(fixedOf(replicated, "aws_secretsmanager_secret.a")).toEqual(flat(0.8));
  });

  it("bills a function by its memory and architecture", () => {
    const fn = (after: object) =>
      costOf(one("aws_lambda_function.a", after), "aws_lambda_function.a").after[1];
    expect(fn({ memory_size: 512 })).toMatchObject({ key: "lambda.gb-second", quantity: { low: 500 } });
    expect(fn({ memory_size: 512, architectures: ["arm64"] })?.key).toBe("lambda.arm64.gb-second");
  });

  it("bills mails, not what SNS hands to a queue, and leaves open what a delivery elsewhere costs", () => {
    const to = (protocol: string) => one("aws_sns_topic_subscription.a", { protocol });
    expect(monthlyOf(costOf(to("email"), "aws_sns_topic_subscription.a"))).toBe("0");
    expect(freeReasonOf(to("sqs"))).toBe("delivery to sqs costs nothing");
    expect(reasonOf(to("sms"), "aws_sns_topic_subscription.a")).toContain(
      "deliveries by sms protocol are not pinned",
    );
  });

  it("lists what costs nothing with the reason, and does not take what it does not know for free", () => {
    const parts = {
      resources: [
        { address: "aws_subnet.a", after: {} },
        { address: "aws_iam_role.b", after: {} },
        { address: "aws_mystery.c", after: {} },
        { address: "other_thing.d", after: {} },
      ],
    };
    const { free, resources, pricedShare } = estimateOf(parts);
    expect(free).toEqual([
      { type: "aws_iam_role", reason: "IAM costs nothing", count: 1 },
      { type: "aws_subnet", reason: "network configuration costs nothing", count: 1 },
    ]);
    expect(resources.map(({ address, isPriced }) => [address, isPriced])).toEqual([
      ["aws_mystery.c", false],
      ["other_thing.d", false],
    ]);
    expect(pricedShare).toEqual({ priced: 0, billable: 2, share: 0 });
    expect(reasonOf(parts, "other_thing.d")).toBe("it is no resource of AWS");
  });
});
