import { Construct } from "constructs";
import { type Naming, SUFFIX_LENGTH } from "../naming";
import type { Account } from "./account";
import { Role } from "./iam/role";

export interface IamProps {
  readonly naming: Naming;
  readonly account: Account;
  /** Repositories of this account and region, or full ARNs, that releases are pulled from. */
  readonly repositoryArns: readonly string[];
}

/**
 * The platform's four service roles.
 *
 * They start with what only the role itself needs; constructs add what they give access to (`secrets.grantRead(role)`).
 */
export class Iam extends Construct {
  /** ECS starts tasks with it: pulls images, reads secrets, writes logs. */
  public readonly execution: Role;
  /** The application's own. */
  public readonly task: Role;
  public readonly databaseMonitoring: Role;
  public readonly codeDeploy: Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IamProps,
  ) {
    super(scope, id);
    const tasks = {
      naming: props.naming,
      service: "ecs-tasks.amazonaws.com",
      trustConditions: {
        StringEquals: { "aws:SourceAccount": props.account.id },
        ArnLike: { "aws:SourceArn": props.account.arn("ecs", "*") },
      },
    };
    this.execution = new Role(this, "execution", {
      ...tasks,
      role: "ecs-execution",
      description: "Starts tasks: pulls images, reads secrets, writes logs",
    });
    this.task = new Role(this, "task", { ...tasks, role: "ecs-task", description: "The application" });
    this.databaseMonitoring = this.renderDatabaseMonitoring();
    this.codeDeploy = this.renderCodeDeploy();
    this.allowPull();
    this.allowExec();
  }

  private allowPull(): void {
    this.execution.allow({ sid: "EcrLogin", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] });
    if (this.props.repositoryArns.length === 0) return;
    this.execution.allow({
      sid: "EcrPull",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: this.props.repositoryArns,
    });
  }

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
  private allowExec(): void {
    this.task.allow({
      sid: "EcsExec",
      actions: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      resources: ["*"],
    });
  }

  /** As the managed policy AmazonRDSEnhancedMonitoringRole, for this account and region. */
  private renderDatabaseMonitoring(): Role {
    const { naming, account } = this.props;
    const role = new Role(this, "database-monitoring", {
      naming,
      role: "rds-monitoring",
      service: "monitoring.rds.amazonaws.com",
      description: "RDS enhanced monitoring",
      // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html#USER_Monitoring.OS.confused-deputy
      trustConditions: {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnLike: {
          "aws:SourceArn": account.arn(
            "rds",
            `db:${naming.unique("databaseInstance", undefined, "?".repeat(SUFFIX_LENGTH))}`,
          ),
        },
      },
    });
    const group = account.arn("logs", "log-group:RDSOSMetrics");
    role.allow({ actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources: [`${group}:*`] });
    role.allow({
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
      resources: [`${group}:log-stream:*`],
    });
    return role;
  }

  /** What CodeDeploy only reads: none of these actions takes a resource. */
  private renderCodeDeploy(): Role {
    const { naming, account } = this.props;
    const role = new Role(this, "codedeploy", {
      naming,
      role: "codedeploy",
      service: "codedeploy.amazonaws.com",
      description: "Blue/green deployments",
      // https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
      trustConditions: {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnLike: {
          "aws:SourceArn": account.arn(
            "codedeploy",
            `deploymentgroup:${naming.deploymentApplication}/${naming.deploymentGroup}`,
          ),
        },
      },
    });
    role.allow({
      sid: "ReadLoadBalancer",
      actions: [
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups",
      ],
      resources: ["*"],
    });
    return role;
  }
}
