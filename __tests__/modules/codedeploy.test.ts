import { describe, expect, it } from "vitest";
import { production } from "../../src/environments/production";
import { expressionOf, metricsOf } from "../support/alarms";
import { allowed } from "../support/policies";
import { CERTIFICATE, ENVIRONMENTS, platform } from "../support/synth";

const ALARMS = ["5xx", "response-time", "cpu", "memory", "unhealthy-targets"];
const BALANCER = "LoadBalancer=alb_load-balancer.arn_suffix";
const target = (colour: string) => [BALANCER, `TargetGroup=alb_${colour}.arn_suffix`];

describe.each(ENVIRONMENTS)("the deployment group of %s", (environment) => {
  const stack = platform(environment);
  const group = stack.resource("aws_codedeploy_deployment_group");
  const name = (type: string, of: string) => stack.resource(type, of).ref("name");

  it("deploys the service blue/green, by shifting traffic", () => {
    expect(stack.resource("aws_codedeploy_app").values).toMatchObject({ compute_platform: "ECS" });
    expect(group.values).toMatchObject({
      app_name: stack.resource("aws_codedeploy_app").ref("name"),
      deployment_style: { deployment_option: "WITH_TRAFFIC_CONTROL", deployment_type: "BLUE_GREEN" },
      ecs_service: {
        cluster_name: name("aws_ecs_cluster", "ecs_cluster"),
        service_name: name("aws_ecs_service", "ecs_service"),
      },
    });
  });

  it("shifts one production listener between two groups, and shows green on the test listener first", () => {
    const listener = (id: string) => [stack.resource("aws_lb_listener", id).ref("arn")];
    expect(group.values.load_balancer_info).toEqual({
      target_group_pair_info: {
        prod_traffic_route: { listener_arns: listener("alb_http") },
        test_traffic_route: { listener_arns: listener("alb_test") },
        target_group: [
          { name: name("aws_lb_target_group", "alb_blue") },
          { name: name("aws_lb_target_group", "alb_green") },
        ],
      },
    });
  });

  it("rolls back when a deployment fails and when an alarm stops it", () => {
    expect(group.values.auto_rollback_configuration).toEqual({
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
    });
  });

  it("watches the five rollback alarms, of at most ten that CodeDeploy takes, and no operational one", () => {
    const { alarms, enabled, ...others } = group.values.alarm_configuration as unknown as {
      alarms: readonly string[];
      enabled: boolean;
    };
    expect([enabled, others]).toEqual([true, {}]);
    expect(alarms).toEqual(
      ALARMS.map((each) =>
        stack.resource("aws_cloudwatch_metric_alarm", `codedeploy_rollback-${each}`).ref("alarm_name"),
      ),
    );
    expect(alarms.length).toBeLessThanOrEqual(10);
  });

  it("keeps blue for fifteen minutes after all traffic has moved", () => {
    expect(group.values.blue_green_deployment_config).toEqual({
      deployment_ready_option: { action_on_timeout: "CONTINUE_DEPLOYMENT" },
      terminate_blue_instances_on_deployment_success: {
        action: "TERMINATE",
        termination_wait_time_in_minutes: 15,
      },
    });
  });

  it("works with its own role, once that may do what it needs", () => {
    expect(group.values.service_role_arn).toBe(
      stack.resource("aws_iam_role", "iam_codedeploy_role").ref("arn"),
    );
    expect(group).toDependOn(stack.resource("aws_iam_role_policy", "iam_codedeploy_policy"));
  });
});

describe("the production listener of the group", () => {
  it("is HTTPS once there is a certificate", () => {
    const stack = platform("production", { acm_certificate_arn: CERTIFICATE });
    const route = { listener_arns: [stack.resource("aws_lb_listener", "alb_https").ref("arn")] };
    expect(stack).toHaveResource("aws_codedeploy_deployment_group", {
      load_balancer_info: {
        target_group_pair_info: expect.objectContaining({ prod_traffic_route: route }),
      },
    });
  });
});

describe("strategies", () => {
  it("are canary 10 % for 5 minutes unless the settings say otherwise", () => {
    for (const environment of ENVIRONMENTS) {
      expect(platform(environment)).toHaveResource("aws_codedeploy_deployment_group", {
        deployment_config_name: "CodeDeployDefault.ECSCanary10Percent5Minutes",
      });
    }
  });

  it("canary 10 % for 15 minutes is AWS's own", () => {
    const stack = platform("production", { deployment_strategy: "canary-10-15" });
    expect(stack).toHaveResource("aws_codedeploy_deployment_group", {
      deployment_config_name: "CodeDeployDefault.ECSCanary10Percent15Minutes",
    });
  });

  it("linear 10 % every 5 minutes is the platform's, with its numbers in its name and its successor made first", () => {
    const stack = platform("production", { deployment_strategy: "linear-10-5" });
    const linear = stack.resource("aws_codedeploy_deployment_config");
    expect(stack).toHaveResource("aws_codedeploy_deployment_group", {
      deployment_config_name: linear.ref("deployment_config_name"),
    });
    expect(linear.values).toEqual({
      deployment_config_name: "langgraph-production-linear-10-percent-every-5-minutes",
      compute_platform: "ECS",
      traffic_routing_config: {
        type: "TimeBasedLinear",
        time_based_linear: { interval: 5, percentage: 10 },
      },
      lifecycle: { create_before_destroy: true },
    });
  });
});

describe.each(ENVIRONMENTS)("the rollback alarms of %s", (environment) => {
  const stack = platform(environment);
  const alarm = (name: string) =>
    stack.resource("aws_cloudwatch_metric_alarm", `codedeploy_rollback-${name}`);
  const metrics = (name: string) => metricsOf(stack, alarm(name));

  it("look at minutes, so that they can fire inside the canary's five, and take no data for no problem", () => {
    for (const name of ALARMS) {
      expect(Object.values(metrics(name)).map(({ period }) => period)).toEqual(
        Object.values(metrics(name)).map(() => 60),
      );
      expect(alarm(name).values).toMatchObject({
        comparison_operator: "GreaterThanThreshold",
        treat_missing_data: "notBreaching",
        datapoints_to_alarm: alarm(name).values.evaluation_periods,
      });
      expect(60 * Number(alarm(name).values.evaluation_periods)).toBeLessThan(300);
    }
  });

  it("mail nobody: CodeDeploy reads them, and their noise before a deployment is no news", () => {
    for (const name of ALARMS)
      expect(alarm(name).values).toMatchObject({ alarm_actions: [], ok_actions: [] });
  });

  it("count errors of both colours and, for a green that crashes, the load balancer's own", () => {
    const count = (metric: string, of: readonly string[]) => ({
      name: `AWS/ApplicationELB ${metric}`,
      statistic: "Sum",
      period: 60,
      of,
    });
    expect(metrics("5xx")).toEqual({
      m0: count("HTTPCode_Target_5XX_Count", target("blue")),
      m1: count("HTTPCode_Target_5XX_Count", target("green")),
      m2: count("HTTPCode_ELB_5XX_Count", [BALANCER]),
    });
    expect(expressionOf(alarm("5xx"))).toBe("FILL(m0, 0) + FILL(m1, 0) + FILL(m2, 0)");
  });

  it.each([
    ["response-time", "TargetResponseTime", "Average"],
    ["unhealthy-targets", "UnHealthyHostCount", "Maximum"],
  ])("take the worse colour for %s, which an average over both would hide", (name, metric, statistic) => {
    const of = (colour: string) => ({
      name: `AWS/ApplicationELB ${metric}`,
      statistic,
      period: 60,
      of: target(colour),
    });
    expect(metrics(name)).toEqual({ m0: of("blue"), m1: of("green") });
    expect(expressionOf(alarm(name))).toBe("MAX([FILL(m0, 0), FILL(m1, 0)])");
  });

  it.each([
    ["cpu", "CPUUtilization"],
    ["memory", "MemoryUtilization"],
  ])("take the worst task for %s, since two task sets halve the average", (name, metric) => {
    expect(metrics(name)).toEqual({
      only: {
        name: `AWS/ECS ${metric}`,
        statistic: "Maximum",
        period: 60,
        of: ["ClusterName=ecs_cluster.name", "ServiceName=ecs_service.name"],
      },
    });
    expect(alarm(name).values.evaluation_periods).toBe(2);
  });
});

describe("the termination wait", () => {
  const wait = (minutes: number, unhealthy_target_minutes: number) =>
    platform("staging", {
      deployment_termination_wait_minutes: minutes,
      rollback_alarms: { ...production.rollback_alarms, unhealthy_target_minutes },
    });

  it("is at least two minutes more than the slowest alarm takes", () => {
    expect(() => wait(4, 1)).not.toThrow();
    expect(() => wait(7, 5)).not.toThrow();
  });

  it("fails when it is shorter, and says how long the slowest alarm takes and why that matters", () => {
    expect(() => wait(3, 1)).toThrow(
      /staging\/codedeploy: terminationWaitMinutes is 3.*takes 2 minutes.*at least 4/,
    );
    expect(() => wait(6, 5)).toThrow(
      /terminationWaitMinutes is 6.*takes 5 minutes.*at least 7.*blue is gone/,
    );
  });
});

describe("CodeDeploy's role", () => {
  const stack = platform("production", { acm_certificate_arn: CERTIFICATE });
  const may = (action: string) =>
    allowed(stack, "iam_codedeploy_role").filter(({ actions }) => actions.includes(action));

  it("changes the two listeners of deployments, and not the one that redirects", () => {
    expect(may("elasticloadbalancing:ModifyListener").flatMap(({ resources }) => resources)).toEqual(
      ["alb_https", "alb_test"].map((id) => stack.resource("aws_lb_listener", id).ref("arn")),
    );
  });

  it("replaces task sets of this service, and no others", () => {
    const [taskSets, ...others] = may("ecs:CreateTaskSet");
    expect(others).toEqual([]);
    expect(taskSets?.resources).toEqual([
      stack.resource("aws_ecs_service").ref("id"),
      expect.stringMatching(/:task-set\/langgraph-production-cluster\/langgraph-production-service\/\*$/),
    ]);
  });

  it("reads alarms by a call that is checked against all alarms of this account and region", () => {
    const [partition, account] = [
      stack.data("aws_partition").ref("partition"),
      stack.data("aws_caller_identity").ref("account_id"),
    ];
    expect(may("cloudwatch:DescribeAlarms")).toEqual([
      {
        sid: "WatchAlarms",
        effect: "Allow",
        principal: undefined,
        actions: ["cloudwatch:DescribeAlarms"],
        resources: [`arn:${partition}:cloudwatch:us-east-1:${account}:alarm:*`],
        conditions: undefined,
      },
    ]);
  });
});
