import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Account } from "./account";
import type { Alb } from "./alb";
import type { Ecs } from "./ecs";
import type { EncryptionKey } from "./encryption-key";
import { policyDocument } from "./iam/role";
import { type AgentThresholds, agentAlarms } from "./monitoring/agents";
import { alarm } from "./monitoring/alarm";
import { dashboardBody, type ServiceLevelObjectives } from "./monitoring/dashboard";
import { AlbMetrics, serviceMetric } from "./monitoring/metrics";
import type { Rds } from "./rds";

/** Thresholds of the operational alarms. */
export interface AlarmThresholds {
  /** Average over 10 minutes. */
  readonly cpuPercent: number;
  /** Average over 10 minutes. */
  readonly memoryPercent: number;
  /** Answers with a 5XX in 5 minutes. */
  readonly http5xxCount: number;
  /** Average over 5 minutes. */
  readonly responseTimeSeconds: number;
}

export interface MonitoringProps {
  readonly naming: Naming;
  readonly account: Account;
  readonly alb: Alb;
  readonly ecs: Ecs;
  readonly database: Rds;
  readonly thresholds: AlarmThresholds;
  readonly agentThresholds: AgentThresholds;
  readonly slo: ServiceLevelObjectives;
  /** Address for alarms and deployments. @default - nobody is told */
  readonly email?: string | undefined;
  /** @default - the topics are not encrypted */
  readonly key?: EncryptionKey | undefined;
}

const FIVE_MINUTES = 300;

/** Alarms on the service and on its agents, dashboard, and mail about both alarms and deployments. */
export class Monitoring extends Construct {
  public readonly alarms: readonly CloudwatchMetricAlarm[];
  public readonly alarmTopic: SnsTopic;
  public readonly deploymentTopic: SnsTopic;
  public readonly dashboard: CloudwatchDashboard;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MonitoringProps,
  ) {
    super(scope, id);
    this.alarmTopic = this.renderTopic("alarms", "cloudwatch.amazonaws.com", () => ({
      StringEquals: { "aws:SourceAccount": props.account.id },
      ArnLike: { "aws:SourceArn": this.alarms.map((each) => this.arnOf(each)) },
    }));
    this.deploymentTopic = this.renderTopic("deployments", "events.amazonaws.com");
    this.alarms = [
      ...this.renderAlarms(),
      ...agentAlarms(this, {
        naming: props.naming,
        thresholds: props.agentThresholds,
        topicArns: [this.alarmTopic.arn],
      }),
    ];
    this.dashboard = this.renderDashboard();
    this.renderDeploymentNotices();
  }

  /** By its name: its own attribute would make topic and alarm wait for one another. */
  private arnOf({ alarmNameInput = "" }: CloudwatchMetricAlarm): string {
    return this.props.account.arn("cloudwatch", `alarm:${alarmNameInput}`);
  }

  /** A topic that one service may publish to; `alias/aws/sns` would drop the mail of both publishers. */
  private renderTopic(role: string, publisher: string, conditions?: () => object): SnsTopic {
    const { naming, account, email, key } = this.props;
    const topic = new SnsTopic(this, role, {
      name: naming.of("topic", role),
      ...(key && { kmsMasterKeyId: key.arn }),
    });
    new SnsTopicPolicy(this, `${role}-policy`, {
      arn: topic.arn,
      policy: Lazy.stringValue({
        produce: () =>
          policyDocument([
            {
              Sid: "Owner",
              Effect: "Allow",
              Principal: { AWS: account.root },
              Action: [
                "sns:GetTopicAttributes",
                "sns:SetTopicAttributes",
                "sns:Subscribe",
                "sns:ListSubscriptionsByTopic",
                "sns:Publish",
              ],
              Resource: topic.arn,
            },
            {
              Sid: "Publisher",
              Effect: "Allow",
              Principal: { Service: publisher },
              Action: "sns:Publish",
              Resource: topic.arn,
              ...(conditions && { Condition: conditions() }),
            },
          ]),
      }),
    });
    if (email !== undefined) {
      new SnsTopicSubscription(this, `${role}-email`, {
        topicArn: topic.arn,
        protocol: "email",
        endpoint: email,
      });
    }
    return topic;
  }

  private renderAlarms(): CloudwatchMetricAlarm[] {
    const { naming, alb, ecs, thresholds } = this.props;
    const metrics = new AlbMetrics(alb);
    const topicArns = [this.alarmTopic.arn];
    const common = { naming, topicArns, periodSeconds: FIVE_MINUTES, evaluationPeriods: 1 };
    return [
      alarm(this, "ecs-cpu-high", {
        ...common,
        role: "ecs-cpu-high",
        description: `Tasks use more than ${thresholds.cpuPercent} % CPU for 10 minutes.`,
        metrics: [serviceMetric(ecs, "CPUUtilization", "Average")],
        threshold: thresholds.cpuPercent,
        evaluationPeriods: 2,
      }),
      alarm(this, "ecs-memory-high", {
        ...common,
        role: "ecs-memory-high",
        description: `Tasks use more than ${thresholds.memoryPercent} % of their memory for 10 minutes.`,
        metrics: [serviceMetric(ecs, "MemoryUtilization", "Average")],
        threshold: thresholds.memoryPercent,
        evaluationPeriods: 2,
      }),
      alarm(this, "alb-5xx-errors", {
        ...common,
        role: "alb-5xx-errors",
        description: `More than ${thresholds.http5xxCount} requests in 5 minutes were answered with a 5XX.`,
        combine: "sum",
        metrics: metrics.errors(),
        threshold: thresholds.http5xxCount,
      }),
      alarm(this, "alb-response-time", {
        ...common,
        role: "alb-response-time",
        description: `Requests take more than ${thresholds.responseTimeSeconds} s on average over 5 minutes.`,
        metrics: [metrics.total("TargetResponseTime", "Average")],
        threshold: thresholds.responseTimeSeconds,
      }),
      alarm(this, "unhealthy-targets", {
        ...common,
        role: "unhealthy-targets",
        description: "A target fails its health check.",
        combine: "max",
        metrics: metrics.perColour("UnHealthyHostCount", "Maximum"),
        threshold: 0,
        periodSeconds: 60,
      }),
    ];
  }

  private renderDashboard(): CloudwatchDashboard {
    const { naming, alb, ecs, database, slo, agentThresholds } = this.props;
    const { blue, green } = alb.targetGroups;
    return new CloudwatchDashboard(this, "dashboard", {
      dashboardName: naming.of("dashboard"),
      dashboardBody: JSON.stringify(
        dashboardBody({
          region: naming.region,
          loadBalancer: alb.arnSuffix,
          targetGroups: { blue: blue.arnSuffix, green: green.arnSuffix },
          cluster: ecs.cluster.name,
          service: ecs.service.name,
          databaseInstance: database.instance.identifier,
          alarmArns: this.alarms.map((each) => each.arn),
          slo,
          agentService: naming.prefix,
          agentThresholds,
        }),
      ),
    });
  }

  private renderDeploymentNotices(): void {
    const { naming } = this.props;
    const rule = new CloudwatchEventRule(this, "deployment-state", {
      name: naming.of("rule", "deployment-state"),
      description: `Deployments of ${naming.prefix} that start, succeed, fail, stop or are rolled back`,
      eventPattern: JSON.stringify({
        source: ["aws.codedeploy"],
        "detail-type": ["CodeDeploy Deployment State-change Notification"],
        detail: { application: [naming.deploymentApplication], deploymentGroup: [naming.deploymentGroup] },
      }),
    });
    new CloudwatchEventTarget(this, "deployment-mail", {
      rule: rule.name,
      arn: this.deploymentTopic.arn,
      inputTransformer: {
        inputPaths: {
          application: "$.detail.application",
          deployment: "$.detail.deploymentId",
          region: "$.region",
          state: "$.detail.state",
          time: "$.time",
        },
        inputTemplate: JSON.stringify(
          `Deployment <deployment> of <application> in <region>: <state> at <time>. https://<region>.console.aws.amazon.com/codesuite/codedeploy/deployments/<deployment>?region=<region>`,
        ),
      },
    });
  }
}
