import { describe, expect, it } from "vitest";
import { ENVIRONMENTS, platform } from "../../support/synth";

describe.each(ENVIRONMENTS)("scaling in %s", (environment) => {
  const stack = platform(environment);
  const target = stack.resource("aws_appautoscaling_target");

  it("moves the service's count between the environment's limits", () => {
    const [cluster, service] = [stack.resource("aws_ecs_cluster"), stack.resource("aws_ecs_service")];
    expect(target.values).toMatchObject({
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: `service/${cluster.ref("name")}/${service.ref("name")}`,
      ...(environment === "production"
        ? { min_capacity: 2, max_capacity: 10 }
        : { min_capacity: 1, max_capacity: 4 }),
    });
  });

  it("can be suspended by a deployment without a plan noticing", () => {
    expect(target.values.lifecycle).toEqual({ ignore_changes: ["suspended_state"] });
  });

  it("tracks CPU, memory and requests, and has no steps beside them", () => {
    expect(stack.resources("aws_appautoscaling_policy").map(({ name }) => name)).toEqual([
      "ecs_scaling_cpu",
      "ecs_scaling_memory",
      "ecs_scaling_requests",
    ]);
    expect(stack).toHaveResourceCount("aws_appautoscaling_policy", 3, {
      policy_type: "TargetTrackingScaling",
      step_scaling_policy_configuration: undefined,
      resource_id: target.ref("resource_id"),
    });
  });

  it("takes the service's own averages of CPU and memory", () => {
    for (const [name, metric] of [
      ["cpu", "ECSServiceAverageCPUUtilization"],
      ["memory", "ECSServiceAverageMemoryUtilization"],
    ]) {
      expect(
        stack.resource("aws_appautoscaling_policy", `ecs_scaling_${name}`).values
          .target_tracking_scaling_policy_configuration,
      ).toMatchObject({ predefined_metric_specification: { predefined_metric_type: metric } });
    }
  });

  it("counts requests over both target groups, so that a swap changes nothing", () => {
    const { values } = stack.resource("aws_appautoscaling_policy", "ecs_scaling_requests");
    const query = (colour: string) => ({
      id: colour,
      metric_stat: {
        metric: {
          namespace: "AWS/ApplicationELB",
          metric_name: "RequestCountPerTarget",
          dimensions: [
            {
              name: "TargetGroup",
              value: stack.resource("aws_lb_target_group", `alb_${colour}`).ref("arn_suffix"),
            },
          ],
        },
        stat: "Sum",
      },
      return_data: false,
    });
    expect(values.target_tracking_scaling_policy_configuration).toMatchObject({
      customized_metric_specification: {
        metrics: [
          query("blue"),
          query("green"),
          expect.objectContaining({ expression: "FILL(blue, 0) + FILL(green, 0)", return_data: true }),
        ],
      },
    });
    expect(JSON.stringify(values)).not.toContain("ALBRequestCountPerTarget");
  });
});
