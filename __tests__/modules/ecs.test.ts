import type { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Ecs } from "../../src/modules/ecs";
import { ENVIRONMENTS, EVERYTHING, platform, platformAnew } from "../support/synth";
import { container, environmentOf } from "../support/tasks";

const SERVICE_OWNED_BY_OTHERS = [
  "task_definition",
  "load_balancer",
  "desired_count",
  "network_configuration",
  "platform_version",
  "capacity_provider_strategy",
];

describe.each(ENVIRONMENTS)("the cluster of %s", (environment) => {
  const stack = platform(environment);
  const cluster = stack.resource("aws_ecs_cluster");

  it("is called as the document calls it, with Container Insights", () => {
    expect(cluster.values).toMatchObject({
      name: `langgraph-${environment}-cluster`,
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
  });

  it("logs ECS Exec to a group of its own, encrypted with the key of the platform", () => {
    expect(cluster.values.configuration).toEqual({
      execute_command_configuration: {
        logging: "OVERRIDE",
        kms_key_id: stack.resource("aws_kms_key").ref("arn"),
        log_configuration: {
          cloud_watch_log_group_name: stack
            .resource("aws_cloudwatch_log_group", "ecs_exec-log-group")
            .ref("name"),
          cloud_watch_encryption_enabled: true,
        },
      },
    });
  });

  it("finds the group of its insights there, so that ECS makes none without a retention", () => {
    const group = stack.resource("aws_cloudwatch_log_group", "ecs_insights-log-group");
    expect(group.values.name).toBe(`/aws/ecs/containerinsights/langgraph-${environment}-cluster/performance`);
    expect(cluster).toDependOn(group);
  });

  it("knows both capacity providers", () => {
    expect(stack.resource("aws_ecs_cluster_capacity_providers").values.capacity_providers).toEqual([
      "FARGATE",
      "FARGATE_SPOT",
    ]);
  });
});

describe.each(ENVIRONMENTS)("the service of %s", (environment) => {
  const stack = platform(environment);
  const service = stack.resource("aws_ecs_service");
  const subnets = [0, 1, 2].map((zone) => stack.resource("aws_subnet", `vpc_private-${zone}`).ref("id"));
  const group = stack.resource("aws_security_group", "ecs_security-group").ref("id");

  it("is deployed by CodeDeploy", () => {
    expect(service.values.deployment_controller).toEqual({ type: "CODE_DEPLOY" });
  });

  it("has a capacity provider strategy from the start and never a launch type", () => {
    expect(service.values).not.toHaveProperty("launch_type");
    expect(service.values.capacity_provider_strategy).toEqual(
      environment === "production"
        ? [{ capacity_provider: "FARGATE", base: 0, weight: 1 }]
        : [
            { capacity_provider: "FARGATE", base: 1, weight: 1 },
            { capacity_provider: "FARGATE_SPOT", base: 0, weight: 4 },
          ],
    );
  });

  it("runs in the private subnets without public addresses", () => {
    expect(service.values.network_configuration).toEqual({
      subnets,
      security_groups: [group],
      assign_public_ip: false,
    });
  });

  it("is attached to exactly one target group, blue", () => {
    expect(service.values.load_balancer).toEqual([
      {
        target_group_arn: stack.resource("aws_lb_target_group", "alb_blue").ref("arn"),
        container_name: "app",
        container_port: 8000,
      },
    ]);
  });

  it("leaves to CodeDeploy and scaling what they own, and nothing more", () => {
    expect(service.values.lifecycle).toEqual({ ignore_changes: SERVICE_OWNED_BY_OTHERS });
  });

  it("can be entered with ECS Exec, and hands its tags to tasks", () => {
    expect(service.values).toMatchObject({
      enable_execute_command: true,
      enable_ecs_managed_tags: true,
      propagate_tags: "SERVICE",
    });
  });

  it("does not wait for a steady state, nor starts deployments of its own", () => {
    expect(service.values).not.toHaveProperty("wait_for_steady_state");
    expect(service.values).not.toHaveProperty("force_new_deployment");
  });

  it("starts after all that its tasks need, and ends before it", () => {
    expect(service).toDependOn(
      ...stack.resources("aws_lb_listener"),
      ...stack.resources("aws_secretsmanager_secret_version"),
      ...stack.resources("aws_route").filter(({ name }) => name.includes("private")),
      ...stack.resources("aws_route_table_association").filter(({ name }) => name.includes("private")),
      stack.resource("aws_vpc_endpoint", "vpc_s3-endpoint"),
      stack.resource("aws_iam_role_policy", "iam_execution_policy"),
      stack.resource("aws_iam_role_policy", "iam_task_policy"),
      stack.resource("aws_db_instance"),
      stack.resource("aws_ecs_cluster_capacity_providers"),
    );
  });

  it("publishes for the deploy tool what CodeDeploy alone can change", () => {
    const parameter = stack.resource("aws_ssm_parameter");
    expect(parameter.values).toMatchObject({ name: `/langgraph/${environment}/release`, type: "String" });
    expect(parameter.json("value")).toEqual({
      template: stack.resource("aws_ecs_task_definition").ref("arn"),
      containerName: "app",
      containerPort: 8000,
      platformVersion: service.values.platform_version,
      capacityProviderStrategy:
        environment === "production"
          ? [{ capacityProvider: "FARGATE", base: 0, weight: 1 }]
          : [
              { capacityProvider: "FARGATE", base: 1, weight: 1 },
              { capacityProvider: "FARGATE_SPOT", base: 0, weight: 4 },
            ],
      networkConfiguration: {
        awsvpcConfiguration: { subnets, securityGroups: [group], assignPublicIp: "DISABLED" },
      },
    });
  });
});

describe("the service", () => {
  it("waits for the HTTPS listener and every secret, where there are more", () => {
    const stack = platform("production", EVERYTHING);
    expect(stack).toHaveResourceCount("aws_lb_listener", 3);
    expect(stack.resource("aws_ecs_service")).toDependOn(
      ...stack.resources("aws_lb_listener"),
      ...stack.resources("aws_secretsmanager_secret_version"),
    );
  });

  it("waits for every endpoint that its tasks reach AWS through", () => {
    const stack = platform("production", EVERYTHING);
    expect(stack).toHaveResourceCount("aws_vpc_endpoint", 6);
    expect(stack.resource("aws_ecs_service")).toDependOn(...stack.resources("aws_vpc_endpoint"));
  });

  it("is created, and released, on the port of the settings", () => {
    const stack = platform("staging", { container_port: 9000 });
    expect(stack.resource("aws_ecs_service").values.load_balancer).toEqual([
      expect.objectContaining({ container_name: "app", container_port: 9000 }),
    ]);
    expect(stack.resource("aws_ssm_parameter").json("value")).toMatchObject({ containerPort: 9000 });
    expect(container(stack).portMappings).toEqual([expect.objectContaining({ containerPort: 9000 })]);
    expect(environmentOf(stack).PORT).toBe("9000");
  });

  it("runs most tasks above the minimum on Spot, those below on demand, where that is set", () => {
    const stack = platform("production", { fargate_spot: true, task_min_count: 3 });
    const capacity_provider_strategy = [
      { capacity_provider: "FARGATE", base: 3, weight: 1 },
      { capacity_provider: "FARGATE_SPOT", base: 0, weight: 4 },
    ];
    expect(stack).toHaveResource("aws_ecs_service", { capacity_provider_strategy });
    expect(stack).toHaveResource("aws_ecs_cluster_capacity_providers", {
      default_capacity_provider_strategy: capacity_provider_strategy,
    });
  });

  it("gives a task as long as the setting says before a failed check replaces it", () => {
    const stack = platform("staging", { health_check_grace_period_seconds: 120 });
    expect(stack).toHaveResource("aws_ecs_service", { health_check_grace_period_seconds: 120 });
  });
});

describe("a service whose release is never published", () => {
  it("fails, since no deploy tool could ship anything", () => {
    const publish = vi.spyOn(Ecs.prototype, "publishRelease").mockReturnValue({ name: "" } as SsmParameter);
    onTestFinished(() => publish.mockRestore());
    expect(() => platformAnew("staging")).toThrow("staging/ecs: publishRelease was never called");
  });
});

describe.each(ENVIRONMENTS)("the log groups of %s", (environment) => {
  const stack = platform(environment, EVERYTHING);

  it("all have a retention", () => {
    const groups = stack.resources("aws_cloudwatch_log_group");
    expect(groups.length).toBeGreaterThanOrEqual(7);
    expect(groups.filter(({ values }) => !(Number(values.retention_in_days) > 0))).toEqual([]);
  });

  it("keep all but the tasks' for a year", () => {
    const days = stack.resources("aws_cloudwatch_log_group").map(({ values }) => values.retention_in_days);
    expect(days.filter((each) => each !== 365)).toEqual([7]);
  });

  it("keep the tasks' logs for 7 days under the document's name", () => {
    expect(stack).toHaveResource("aws_cloudwatch_log_group", {
      name: `/ecs/langgraph-${environment}`,
      retention_in_days: 7,
    });
  });
});
