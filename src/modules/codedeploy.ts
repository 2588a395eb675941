import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Alb } from "./alb";
import type { Ecs } from "./ecs";
import type { Iam } from "./iam";
import { alarm } from "./monitoring/alarm";
import { AlbMetrics, serviceMetric } from "./monitoring/metrics";

/** How traffic moves from blue to green. */
export type DeploymentStrategy = "canary-10-5" | "canary-10-15" | "linear-10-5";

/** Thresholds of the alarms that roll a deployment back. */
export interface RollbackThresholds {
  /** Maximum of a task, for two minutes. */
  readonly cpuPercent: number;
  /** Maximum of a task, for two minutes. */
  readonly memoryPercent: number;
  /** Answers with a 5XX in a minute. */
  readonly http5xxCount: number;
  /** Average of the slower colour over a minute. */
  readonly responseTimeSeconds: number;
  /** Minutes in a row with an unhealthy target. */
  readonly unhealthyTargetMinutes: number;
}

export interface CodeDeployProps {
  readonly naming: Naming;
  readonly alb: Alb;
  readonly ecs: Ecs;
  readonly iam: Iam;
  readonly strategy: DeploymentStrategy;
  /** Minutes that blue stays after all traffic has moved: as long, a deployment can be rolled back. */
  readonly terminationWaitMinutes: number;
  readonly rollback: RollbackThresholds;
  /** ARNs of the Lambda functions that deployments may run as hooks. @default - none */
  readonly hookFunctions?: readonly string[];
}

/** Short, so that an alarm can fire inside the five minutes of the canary. */
const PERIOD_SECONDS = 60;
const UTILIZATION_PERIODS = 2;
/** Minutes that the termination wait lasts beyond the slowest alarm. */
const MARGIN_MINUTES = 2;

/** CodeDeploy for the service: application, deployment group, strategies, and the alarms that roll back. */
export class CodeDeploy extends Construct {
  public readonly application: CodedeployApp;
  public readonly group: CodedeployDeploymentGroup;
  public readonly rollbackAlarms: readonly CloudwatchMetricAlarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CodeDeployProps,
  ) {
    super(scope, id);
    this.checkTerminationWait();
    const linear = this.renderLinearConfig();
    this.application = new CodedeployApp(this, "application", {
      name: props.naming.deploymentApplication,
      computePlatform: "ECS",
    });
    this.rollbackAlarms = this.renderAlarms();
    this.grant();
    this.group = this.renderGroup(linear);
  }

  private checkTerminationWait(): void {
    const { terminationWaitMinutes, rollback } = this.props;
    const slowest = Math.max(UTILIZATION_PERIODS, rollback.unhealthyTargetMinutes);
    if (terminationWaitMinutes < slowest + MARGIN_MINUTES) {
      throw new Error(
        `${this.node.path}: terminationWaitMinutes is ${terminationWaitMinutes}, and the slowest rollback alarm takes ${slowest} minutes; ` +
          `wait at least ${slowest + MARGIN_MINUTES}, since nothing can be rolled back once blue is gone`,
      );
    }
  }

  /**
   * AWS has no linear 10 % every 5 minutes of its own. A configuration cannot be changed and its name is taken until it
   * is gone, so that the name holds the parameters.
   */
  private renderLinearConfig(): CodedeployDeploymentConfig {
    return new CodedeployDeploymentConfig(this, "linear-10-5", {
      deploymentConfigName: this.props.naming.linearDeploymentConfig,
      computePlatform: "ECS",
      trafficRoutingConfig: { type: "TimeBasedLinear", timeBasedLinear: { interval: 5, percentage: 10 } },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private renderAlarms(): CloudwatchMetricAlarm[] {
    const { naming, alb, ecs, rollback } = this.props;
    const metrics = new AlbMetrics(alb);
    const common = { naming, periodSeconds: PERIOD_SECONDS, evaluationPeriods: 1 };
    return [
      alarm(this, "rollback-5xx", {
        ...common,
        role: "rollback-5xx",
        description: `More than ${rollback.http5xxCount} requests in a minute were answered with a 5XX.`,
        combine: "sum",
        metrics: metrics.errors(),
        threshold: rollback.http5xxCount,
      }),
      alarm(this, "rollback-response-time", {
        ...common,
        role: "rollback-response-time",
        description: `Requests to one colour take more than ${rollback.responseTimeSeconds} s on average.`,
        combine: "max",
        metrics: metrics.perColour("TargetResponseTime", "Average"),
        threshold: rollback.responseTimeSeconds,
      }),
      alarm(this, "rollback-cpu", {
        ...common,
        role: "rollback-cpu",
        description: `A task uses more than ${rollback.cpuPercent} % CPU.`,
        metrics: [serviceMetric(ecs, "CPUUtilization", "Maximum")],
        threshold: rollback.cpuPercent,
        evaluationPeriods: UTILIZATION_PERIODS,
      }),
      alarm(this, "rollback-memory", {
        ...common,
        role: "rollback-memory",
        description: `A task uses more than ${rollback.memoryPercent} % of its memory.`,
        metrics: [serviceMetric(ecs, "MemoryUtilization", "Maximum")],
        threshold: rollback.memoryPercent,
        evaluationPeriods: UTILIZATION_PERIODS,
      }),
      alarm(this, "rollback-unhealthy-targets", {
        ...common,
        role: "rollback-unhealthy-targets",
        description: `A target of either colour is unhealthy for ${rollback.unhealthyTargetMinutes} minutes.`,
        combine: "max",
        metrics: metrics.perColour("UnHealthyHostCount", "Maximum"),
        threshold: 0,
        evaluationPeriods: rollback.unhealthyTargetMinutes,
      }),
    ];
  }

  /** What the managed policy AWSCodeDeployRoleForECS allows, for this service and its hooks alone. */
  private grant(): void {
    const { alb, ecs, iam, hookFunctions = [] } = this.props;
    const role = iam.codeDeploy;
    role.allow({
      sid: "ShiftTraffic",
      actions: ["elasticloadbalancing:ModifyListener"],
      resources: [alb.productionListener.arn, alb.testListener.arn],
    });
    role.allow({
      sid: "ReplaceTaskSets",
      actions: [
        "ecs:CreateTaskSet",
        "ecs:DeleteTaskSet",
        "ecs:DescribeServices",
        "ecs:UpdateServicePrimaryTaskSet",
      ],
      resources: [ecs.service.id, ecs.taskSetArns],
    });
    role.allow({
      sid: "WatchAlarms",
      actions: ["cloudwatch:DescribeAlarms"],
      resources: [ecs.alarmArns],
    });
    role.allow({
      sid: "HandOutTaskRoles",
      actions: ["iam:PassRole"],
      resources: [iam.execution.arn, iam.task.arn],
      conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    });
    if (hookFunctions.length === 0) return;
    role.allow({ sid: "RunHooks", actions: ["lambda:InvokeFunction"], resources: hookFunctions });
  }

  private renderGroup(linear: CodedeployDeploymentConfig): CodedeployDeploymentGroup {
    const { naming, alb, ecs, iam, strategy, terminationWaitMinutes } = this.props;
    const configs: Readonly<Record<DeploymentStrategy, string>> = {
      "canary-10-5": "CodeDeployDefault.ECSCanary10Percent5Minutes",
      "canary-10-15": "CodeDeployDefault.ECSCanary10Percent15Minutes",
      "linear-10-5": linear.deploymentConfigName,
    };
    return new CodedeployDeploymentGroup(this, "group", {
      appName: this.application.name,
      deploymentGroupName: naming.deploymentGroup,
      deploymentConfigName: configs[strategy],
      serviceRoleArn: iam.codeDeploy.arn,
      deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
      ecsService: { clusterName: ecs.cluster.name, serviceName: ecs.service.name },
      blueGreenDeploymentConfig: {
        deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
        terminateBlueInstancesOnDeploymentSuccess: {
          action: "TERMINATE",
          terminationWaitTimeInMinutes: terminationWaitMinutes,
        },
      },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          prodTrafficRoute: { listenerArns: [alb.productionListener.arn] },
          testTrafficRoute: { listenerArns: [alb.testListener.arn] },
          targetGroup: [{ name: alb.targetGroups.blue.name }, { name: alb.targetGroups.green.name }],
        },
      },
      alarmConfiguration: { enabled: true, alarms: this.rollbackAlarms.map((each) => each.alarmName) },
      autoRollbackConfiguration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
      },
      dependsOn: [iam.codeDeploy.policy],
    });
  }
}
