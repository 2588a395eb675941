import { describe, expect, it } from "vitest";
import { expressionOf, metricsOf } from "../support/alarms";
import { statements } from "../support/policies";
import { ENVIRONMENTS, platform } from "../support/synth";

/** The document's. */
const NAMES = ["ecs-cpu-high", "ecs-memory-high", "alb-5xx-errors", "alb-response-time", "unhealthy-targets"];
const BALANCER = "LoadBalancer=alb_load-balancer.arn_suffix";
const group = (colour: string) => [BALANCER, `TargetGroup=alb_${colour}.arn_suffix`];
const SERVICE = ["ClusterName=ecs_cluster.name", "ServiceName=ecs_service.name"];

describe.each(ENVIRONMENTS)("the alarms of %s", (environment) => {
  const stack = platform(environment);
  const alarm = (name: string) => stack.resource("aws_cloudwatch_metric_alarm", `monitoring_${name}`);
  const alarms = NAMES.map(alarm);

  it("are the document's five, beside those on agents", () => {
    const all = stack
      .resources("aws_cloudwatch_metric_alarm")
      .filter(({ name }) => name.startsWith("monitoring"));
    const service = all
      .map(({ name }) => name.replace("monitoring_", ""))
      .filter((name) => !name.startsWith("agent-"));
    expect(service.sort()).toEqual([...NAMES].sort());
    expect(alarms.map(({ values }) => values.alarm_name)).toEqual(
      NAMES.map((name) => `langgraph-${environment}-${name}`),
    );
  });

  it("mail when they start and when they end, and take no data for no problem", () => {
    const topic = [stack.resource("aws_sns_topic", "monitoring_alarms").ref("arn")];
    for (const { values } of alarms) {
      expect(values).toMatchObject({
        alarm_actions: topic,
        ok_actions: topic,
        comparison_operator: "GreaterThanThreshold",
        treat_missing_data: "notBreaching",
        datapoints_to_alarm: values.evaluation_periods,
        alarm_description: expect.stringMatching(/\w.*\.$/),
      });
      expect(values.actions_enabled).not.toBe(false);
    }
  });

  it("watch the service's average CPU and memory", () => {
    const average = (metric: string) => ({
      only: { name: `AWS/ECS ${metric}`, statistic: "Average", period: 300, of: SERVICE },
    });
    expect(metricsOf(stack, alarm("ecs-cpu-high"))).toEqual(average("CPUUtilization"));
    expect(metricsOf(stack, alarm("ecs-memory-high"))).toEqual(average("MemoryUtilization"));
  });

  it("count errors of both colours and the load balancer's own", () => {
    const count = (metric: string, of: readonly string[]) => ({
      name: `AWS/ApplicationELB ${metric}`,
      statistic: "Sum",
      period: 300,
      of,
    });
    expect(metricsOf(stack, alarm("alb-5xx-errors"))).toEqual({
      m0: count("HTTPCode_Target_5XX_Count", group("blue")),
      m1: count("HTTPCode_Target_5XX_Count", group("green")),
      m2: count("HTTPCode_ELB_5XX_Count", [BALANCER]),
    });
    expect(expressionOf(alarm("alb-5xx-errors"))).toBe("FILL(m0, 0) + FILL(m1, 0) + FILL(m2, 0)");
  });

  it("watch the load balancer's average response time", () => {
    expect(metricsOf(stack, alarm("alb-response-time"))).toEqual({
      only: {
        name: "AWS/ApplicationELB TargetResponseTime",
        statistic: "Average",
        period: 300,
        of: [BALANCER],
      },
    });
  });

  it("see an unhealthy target of either colour within a minute", () => {
    const unhealthy = (colour: string) => ({
      name: "AWS/ApplicationELB UnHealthyHostCount",
      statistic: "Maximum",
      period: 60,
      of: group(colour),
    });
    expect(metricsOf(stack, alarm("unhealthy-targets"))).toEqual({
      m0: unhealthy("blue"),
      m1: unhealthy("green"),
    });
    expect(expressionOf(alarm("unhealthy-targets"))).toBe("MAX([FILL(m0, 0), FILL(m1, 0)])");
    expect(alarm("unhealthy-targets").values.threshold).toBe(0);
  });

  it("fill every member of every expression, since a missing one makes the whole silent", () => {
    for (const each of stack.resources("aws_cloudwatch_metric_alarm")) {
      const expression = expressionOf(each);
      if (expression === undefined) continue;
      const members = Object.keys(metricsOf(stack, each));
      const filled = new Set(expression.match(/FILL\((\w+), 0\)/g));
      expect([...filled].sort()).toEqual(members.map((id) => `FILL(${id}, 0)`));
      expect(expression.replace(/FILL\(\w+, 0\)/g, "")).not.toMatch(/m\d/);
    }
  });
});

describe("mail", () => {
  const stack = platform("production", { sns_alarm_email: "ops-team@example.com" });
  const topic = (role: string) => stack.resource("aws_sns_topic", `monitoring_${role}`);

  it("about alarms and about deployments goes to the address of the settings, which a plan may change", () => {
    expect(stack).toHaveResourceCount("aws_sns_topic", 2);
    expect(stack).toHaveResourceCount("aws_sns_topic_subscription", 2);
    for (const role of ["alarms", "deployments"]) {
      expect(stack).toHaveResource("aws_sns_topic_subscription", {
        topic_arn: topic(role).ref("arn"),
        protocol: "email",
        endpoint: "${var.sns_alarm_email}",
      });
    }
  });

  it("goes to nobody where no address is set, and the topics are there for others", () => {
    const silent = platform("production");
    expect(silent).toHaveNoResource("aws_sns_topic_subscription");
    expect(silent).toHaveResourceCount("aws_sns_topic", 2);
  });

  const telling = stack
    .resources("aws_cloudwatch_metric_alarm")
    .filter(
      ({ values }) => JSON.stringify(values.alarm_actions) === JSON.stringify([topic("alarms").ref("arn")]),
    );
  const itsAlarms = {
    StringEquals: { "aws:SourceAccount": stack.data("aws_caller_identity").ref("account_id") },
    ArnLike: {
      "aws:SourceArn": expect.toSatisfy((arns: readonly string[]) => {
        const names = arns.map((arn) => arn.replace(/^arn:.+:cloudwatch:us-east-1:.+:alarm:/, ""));
        return (
          names.sort().join() ===
          telling
            .map(({ values }) => values.alarm_name)
            .sort()
            .join()
        );
      }),
    },
  };

  it("is about ten alarms", () => {
    expect(telling).toHaveLength(10);
  });

  it.each([
    ["alarms", "cloudwatch.amazonaws.com", "for the alarms that tell it", itsAlarms],
    // EventBridge says no account when it publishes
    ["deployments", "events.amazonaws.com", "without a condition", undefined],
  ])(
    "arrives: the policy of %s lets %s publish %s, and keeps the account in charge",
    (role, publisher, _, conditions) => {
      const policy = stack.resource("aws_sns_topic_policy", `monitoring_${role}-policy`);
      expect(policy.values.arn).toBe(topic(role).ref("arn"));
      const [owner, service, ...others] = statements(policy);
      expect(others).toEqual([]);
      expect(owner).toMatchObject({
        principal: { AWS: expect.stringMatching(/:root$/) },
        actions: expect.arrayContaining(["sns:Publish", "sns:Subscribe", "sns:SetTopicAttributes"]),
        resources: [topic(role).ref("arn")],
      });
      expect(service).toEqual({
        sid: "Publisher",
        effect: "Allow",
        principal: { Service: publisher },
        actions: ["sns:Publish"],
        resources: [topic(role).ref("arn")],
        conditions,
      });
    },
  );

  it("arrives from encrypted topics: never with the key that AWS keeps for SNS, which drops it", () => {
    for (const environment of ENVIRONMENTS) {
      expect(platform(environment).text).not.toContain("alias/aws/sns");
    }
    const without = platform("staging", { customer_managed_key: false });
    expect(without).toHaveResourceCount("aws_sns_topic", 2, { kms_master_key_id: undefined });
  });
});

describe("notices of deployments", () => {
  const stack = platform("production");
  const rule = stack.resource("aws_cloudwatch_event_rule");
  const target = stack.resource("aws_cloudwatch_event_target");

  it("tell of every state of this deployment group, and of no other group", () => {
    expect(rule.json("event_pattern")).toEqual({
      source: ["aws.codedeploy"],
      "detail-type": ["CodeDeploy Deployment State-change Notification"],
      detail: { application: ["langgraph-production-app"], deploymentGroup: ["langgraph-production-group"] },
    });
    expect(stack.resource("aws_codedeploy_app").values.name).toBe("langgraph-production-app");
    expect(stack.resource("aws_codedeploy_deployment_group").values.deployment_group_name).toBe(
      "langgraph-production-group",
    );
  });

  it("are a sentence with a link, in which every placeholder has a value", () => {
    expect(target.values).toMatchObject({
      rule: rule.ref("name"),
      arn: stack.resource("aws_sns_topic", "monitoring_deployments").ref("arn"),
    });
    const { input_paths, input_template } = target.values.input_transformer as unknown as {
      input_paths: Record<string, string>;
      input_template: string;
    };
    const sentence = JSON.parse(input_template) as string;
    const placeholders = [...sentence.matchAll(/<(\w+)>/g)].map(([, name]) => name ?? "");
    expect(new Set(placeholders)).toEqual(new Set(Object.keys(input_paths)));
    expect(Object.values(input_paths).every((path) => path.startsWith("$."))).toBe(true);
    expect(sentence).toMatch(
      /^Deployment <deployment> of <application> in <region>: <state> at <time>\. https:/,
    );
  });
});
