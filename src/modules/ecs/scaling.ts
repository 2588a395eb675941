import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { Construct } from "constructs";
import type { Naming } from "../../naming";
import { type Alb, COLOURS } from "../alb";

/** When the service grows and shrinks. */
export interface ScalingTargets {
  /** Average CPU utilization to hold, percent. */
  readonly cpuPercent: number;
  /** Average memory utilization to hold, percent. */
  readonly memoryPercent: number;
  /** Requests per minute and task to hold. */
  readonly requestsPerTarget: number;
  readonly scaleOutCooldownSeconds: number;
  readonly scaleInCooldownSeconds: number;
}

export interface ScalingProps {
  readonly naming: Naming;
  readonly cluster: EcsCluster;
  readonly service: EcsService;
  readonly alb: Alb;
  readonly minCount: number;
  readonly maxCount: number;
  readonly targets: ScalingTargets;
}

/** Target tracking on CPU, memory and requests, each with alarms that Application Auto Scaling makes itself. */
export class Scaling extends Construct {
  private readonly target: AppautoscalingTarget;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ScalingProps,
  ) {
    super(scope, id);
    this.target = new AppautoscalingTarget(this, "target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${props.cluster.name}/${props.service.name}`,
      minCapacity: props.minCount,
      maxCapacity: props.maxCount,
      // a deployment suspends scaling while it runs
      lifecycle: { ignoreChanges: ["suspended_state"] },
    });
    const { cpuPercent, memoryPercent, requestsPerTarget } = props.targets;
    this.renderPredefined("cpu", "ECSServiceAverageCPUUtilization", cpuPercent);
    this.renderPredefined("memory", "ECSServiceAverageMemoryUtilization", memoryPercent);
    this.renderRequests(requestsPerTarget);
  }

  private renderPredefined(role: string, metric: string, targetValue: number): void {
    this.renderPolicy(role, {
      targetValue,
      predefinedMetricSpecification: { predefinedMetricType: metric },
    });
  }

  /**
   * The predefined request metric names one target group, and watches the idle one after the first deployment
   * (aws/containers-roadmap#1681): this one adds up both.
   */
  private renderRequests(targetValue: number): void {
    const queries = COLOURS.map((colour) => ({
      id: colour,
      metricStat: {
        metric: {
          namespace: "AWS/ApplicationELB",
          metricName: "RequestCountPerTarget",
          dimensions: [{ name: "TargetGroup", value: this.props.alb.targetGroups[colour].arnSuffix }],
        },
        stat: "Sum",
      },
      returnData: false,
    }));
    this.renderPolicy("requests", {
      targetValue,
      customizedMetricSpecification: {
        metrics: [
          ...queries,
          {
            id: "requests",
            expression: COLOURS.map((colour) => `FILL(${colour}, 0)`).join(" + "),
            label: "Requests per target over both colours",
            returnData: true,
          },
        ],
      },
    });
  }

  private renderPolicy(
    role: string,
    metric: Omit<
      NonNullable<
        ConstructorParameters<typeof AppautoscalingPolicy>[2]["targetTrackingScalingPolicyConfiguration"]
      >,
      "scaleOutCooldown" | "scaleInCooldown"
    >,
  ): void {
    const { naming, targets } = this.props;
    new AppautoscalingPolicy(this, role, {
      name: naming.of("service", role),
      policyType: "TargetTrackingScaling",
      serviceNamespace: this.target.serviceNamespace,
      scalableDimension: this.target.scalableDimension,
      resourceId: this.target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        ...metric,
        scaleOutCooldown: targets.scaleOutCooldownSeconds,
        scaleInCooldown: targets.scaleInCooldownSeconds,
      },
    });
  }
}
