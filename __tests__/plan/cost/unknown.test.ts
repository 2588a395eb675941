import { describe, expect, it } from "vitest";
import { costSection, estimateCosts, NOT_KNOWN } from "../../../src/plan/cost";
import { estimateOf, exampleStack, type Planned } from "./support";

const RULE = {
  name: "r",
  statement: [{ managed_rule_group_statement: [{ name: "AWSManagedRulesCommonRuleSet" }] }],
};
const METRIC = { id: "m", metric: [{ namespace: "N", period: 60 }] };
const POSTGRES = {
  engine: "postgres",
  instance_class: "db.t3.medium",
  multi_az: true,
  storage_type: "gp3",
  allocated_storage: 100,
  max_allocated_storage: 200,
};

/** Attributes of each type that decide on its cost, with values that make it known. */
const DECIDING: readonly (readonly [type: string, values: object, attributes: readonly string[]])[] = [
  ["aws_appautoscaling_policy", { policy_type: "TargetTrackingScaling" }, ["policy_type"]],
  ["aws_cloudwatch_log_group", { name: "/a", retention_in_days: 7 }, ["retention_in_days"]],
  ["aws_cloudwatch_metric_alarm", { metric_query: [METRIC], period: 60 }, ["metric_query", "period"]],
  [
    "aws_db_instance",
    { ...POSTGRES, iops: 3000, monitoring_interval: 0, performance_insights_enabled: false },
    [...Object.keys(POSTGRES), "iops", "monitoring_interval", "performance_insights_enabled"],
  ],
  ["aws_ecs_cluster", { name: "c", setting: [{ name: "containerInsights", value: "enabled" }] }, ["setting"]],
  [
    "aws_ecs_service",
    { name: "s", cluster: "c", launch_type: "FARGATE", desired_count: 1, task_definition: "app:1" },
    [
      "launch_type",
      "desired_count",
      "task_definition",
      "capacity_provider_strategy",
      "network_configuration",
    ],
  ],
  ["aws_ecs_task_definition", {}, ["cpu", "memory", "runtime_platform", "ephemeral_storage"]],
  ["aws_flow_log", { log_destination_type: "cloud-watch-logs" }, ["log_destination_type"]],
  ["aws_kms_key", { is_enabled: true }, ["is_enabled"]],
  ["aws_lambda_function", { memory_size: 512 }, ["memory_size", "architectures"]],
  [
    "aws_lb",
    { internal: false, subnets: ["a", "b"], load_balancer_type: "application" },
    ["internal", "subnets", "load_balancer_type", "ip_address_type"],
  ],
  ["aws_secretsmanager_secret", {}, ["replica"]],
  ["aws_sns_topic", { name: "t" }, ["fifo_topic"]],
  ["aws_sns_topic_subscription", { protocol: "email" }, ["protocol"]],
  ["aws_ssm_parameter", { tier: "Standard" }, ["tier"]],
  [
    "aws_vpc_endpoint",
    { vpc_endpoint_type: "Interface", subnet_ids: ["a"] },
    ["vpc_endpoint_type", "subnet_ids"],
  ],
  ["aws_wafv2_web_acl", { rule: [RULE] }, ["rule"]],
  [
    "aws_wafv2_web_acl_logging_configuration",
    { log_destination_configs: ["arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-a"] },
    ["log_destination_configs"],
  ],
];

const definition = (more: object, unknown: object = {}): Planned => ({
  address: "aws_ecs_task_definition.t",
  after: { family: "app", cpu: "1024", memory: "2048", requires_compatibilities: ["FARGATE"], ...more },
  unknown,
});

function plan(type: string, values: object, unknown: object): readonly Planned[] {
  if (type !== "aws_ecs_task_definition")
    return [definition({}), { address: `${type}.it`, after: values, unknown }];
  const service = DECIDING.find(([each]) => each === "aws_ecs_service")?.[1] ?? {};
  const gone = Object.fromEntries(Object.keys(unknown).map((key) => [key, undefined]));
  return [definition(gone, unknown), { address: "aws_ecs_service.it", after: service }];
}

const CASES = DECIDING.flatMap(([type, values, attributes]) =>
  attributes.map((attribute) => ({ type, values, attribute })),
);

describe("what the apply alone tells", () => {
  it.each(CASES)("is not taken for the default of $type's $attribute", ({ type, values, attribute }) => {
    const isPriced = (resources: readonly Planned[]) => {
      const { pricedShare } = estimateOf({ resources });
      return pricedShare.priced === pricedShare.billable;
    };
    expect(isPriced(plan(type, values, {}))).toBe(true);
    const without = Object.fromEntries(Object.entries(values).filter(([key]) => key !== attribute));
    expect(isPriced(plan(type, without, { [attribute]: true }))).toBe(false);
  });

  it("is AWS's to choose, and known, where the configuration sets nothing", () => {
    const balancer: Planned = { address: "aws_lb.a", after: { subnets: ["a", "b"] } };
    const fixed = (unknown: object) =>
      estimateOf({ resources: [{ ...balancer, unknown, configures: ["subnets"] }] }).fixed.after.low;
    expect(fixed({ internal: true, ip_address_type: true })).toBe(fixed({}));
  });

  it.each(["EXTERNAL", "SOMETHING"])("is not free for tasks with launch type %s", (launch_type) => {
    const service = {
      address: "aws_ecs_service.s",
      after: { name: "s", cluster: "c", launch_type, task_definition: "app" },
    };
    const { free, resources } = estimateOf({ resources: [definition({}), service] });
    expect(free.map(({ type }) => type)).toEqual(["aws_ecs_task_definition"]);
    expect(resources[0]?.isPriced).toBe(false);
  });
});

describe("a sum of which nothing is priced", () => {
  const mystery: Planned = { address: "aws_mystery.a", after: {} };
  const nat: Planned = { address: "aws_nat_gateway.a", after: {} };
  const kept: Planned = { ...nat, action: "no-op", before: {} };

  it("is not known, and no zero", () => {
    expect(costSection([estimateOf({ resources: [mystery] })]).title).toBe(
      "Cost: not known, 0 of 1 resources priced",
    );
    const nowhere = costSection([estimateOf({ resources: [nat], region: null })]);
    expect(nowhere.title).toBe("Cost: not known, 0 of 1 resources priced");
    const [whole = ""] = nowhere.levels;
    expect(whole).toContain("| **sum** | **0.00** | **not known** | **not known** |");
    expect(whole).toContain("| usage, as assumed | 0.00 | not known | not known |");
    expect(nowhere.levels.at(-1)).toBe("test: not known. 0 of 1 resources that cost something are priced.");
  });

  it("is zero where nothing costs", () => {
    expect(costSection([estimateOf({ resources: [] })]).title).toBe("Cost: 0.00 USD a month (0.00)");
  });

  it("is no difference where all that changes is not priced", () => {
    expect(costSection([estimateOf({ resources: [kept, mystery] })]).title).toBe(
      "Cost: 35.10 USD a month (difference not known), 1 of 2 resources priced",
    );
    const same: Planned = { ...mystery, action: "no-op", before: {} };
    expect(costSection([estimateOf({ resources: [kept, same] })]).title).toBe(
      "Cost: 35.10 USD a month (0.00), 1 of 2 resources priced",
    );
  });
});

describe("a difference", () => {
  const service = {
    name: "s",
    cluster: "c",
    launch_type: "FARGATE",
    desired_count: 2,
    task_definition: "app:1",
  };
  const kept: Planned = { address: "aws_ecs_service.s", action: "no-op", before: service, after: service };
  const { after: tasks } = definition({});
  const sidesOf = (address: string, ...resources: readonly Planned[]) => {
    const found = estimateOf({ resources }).resources.find((each) => each.address === address);
    return found?.monthly;
  };
  const TASKS = { low: 72_080_200, high: 72_080_200 };

  it("is not known where a new scaling target may be that of a service which stays as it is", () => {
    const target: Planned = {
      address: "aws_appautoscaling_target.t",
      after: { min_capacity: 1, max_capacity: 4, scalable_dimension: "ecs:service:DesiredCount" },
      unknown: { resource_id: true },
      references: { resource_id: ["var.id"] },
    };
    const resources = [{ ...definition({}), action: "no-op", before: tasks ?? null } as const, kept, target];
    const sides = sidesOf("aws_ecs_service.s", ...resources);
    expect(sides?.before).toEqual(TASKS);
    expect([sides?.after, sides?.difference]).toEqual([NOT_KNOWN, NOT_KNOWN]);
    expect(sides?.difference).toBe(NOT_KNOWN);
    expect(estimateOf({ resources }).monthly.difference).toBe(NOT_KNOWN);
  });

  it("is not known where the apply alone tells the size of the tasks of a service which stays as it is", () => {
    const resized = {
      ...definition({ cpu: undefined }, { cpu: true }),
      action: "update",
      before: tasks ?? null,
    } as const;
    const sides = sidesOf("aws_ecs_service.s", resized, kept);
    expect(sides?.before).toEqual(TASKS);
    expect(sides?.difference).toBe(NOT_KNOWN);
  });

  describe("of a database", () => {
    const IOPS = { engine: "postgres", storage_type: "gp3", allocated_storage: 20, iops: 5_000 };
    const difference = (before: object, after: object) => {
      const change = { address: "aws_db_instance.a", action: "update", before, after } as const;
      return sidesOf(change.address, change)?.difference;
    };
    const sized = (instance_class: string, more: object = {}) => ({ ...IOPS, instance_class, ...more });

    it("is not known where other parts lack a price on either side", () => {
      expect(difference(sized("db.x9.huge"), sized("db.t3.medium"))).toBe(NOT_KNOWN);
      expect(difference(sized("db.t3.medium"), sized("db.x9.huge"))).toBe(NOT_KNOWN);
      expect(difference(sized("db.t3.medium"), sized("db.t3.medium", { iops: 3_000 }))).toBe(NOT_KNOWN);
      expect(difference(sized("db.t3.medium"), sized("db.t3.medium", { iops: 9_000 }))).toBe(NOT_KNOWN);
    });

    it("is that of the parts with a price where the same lack one on both", () => {
      const more = { low: 26_280_000, high: 26_280_000 };
      expect(difference(sized("db.t3.small"), sized("db.t3.medium"))).toEqual(more);
    });
  });
});

describe("the document's table and its reductions", () => {
  const of = (environment: "staging" | "production", region?: string) =>
    estimateCosts(exampleStack(environment, region));

  it("stand beside the one environment that the document estimates, in its region", () => {
    expect(of("production").document).toBeDefined();
    expect(of("production").reductions).toHaveLength(5);
    expect(of("production", "eu-west-1").document).toBeUndefined();
    expect(of("staging").document).toBeUndefined();
  });

  it("say nothing of other projects", () => {
    const other: readonly Planned[] = [
      { address: "aws_nat_gateway.a", after: {} },
      { address: "aws_ssm_parameter.a", after: { name: "/shop/production/release", tier: "Standard" } },
    ];
    const estimate = estimateOf({ resources: other });
    expect([estimate.document, estimate.reductions]).toEqual([undefined, []]);
    expect(costSection([estimate]).levels[0]).not.toMatch(/document|save/);
  });
});

describe("the section of a report", () => {
  it("tells what changes first, by how much", () => {
    const kept = ["a", "b"].map(
      (name): Planned => ({ address: `aws_nat_gateway.${name}`, action: "no-op", before: {}, after: {} }),
    );
    const changes: readonly Planned[] = [
      { address: "aws_kms_key.small", after: {} },
      { address: "aws_lb.gone", action: "delete", before: { internal: true } },
    ];
    const level = costSection([estimateOf({ resources: [...kept, ...changes] })]).levels[0] ?? "";
    const at = [
      "aws_lb.gone",
      "aws_kms_key.small",
      "2 that cost the same as before",
      "aws_nat_gateway.a",
    ].map((each) => level.indexOf(each));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at[0]).toBeGreaterThan(0);
  });
});
