import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Account } from "./account";
import type { Alb } from "./alb";
import { APP_CONTAINER, containerDefinitions, WRITABLE_PATHS } from "./ecs/containers";
import { Scaling, type ScalingTargets } from "./ecs/scaling";
import type { EncryptionKey } from "./encryption-key";
import type { Iam } from "./iam";
import type { Rds } from "./rds";
import type { Secrets } from "./secrets";
import { allowEdge, type Peer, securityGroup } from "./security-group";
import type { Vpc } from "./vpc";

/** Fargate's newest platform for Linux; secrets by JSON key and ECS Exec need it. */
const PLATFORM_VERSION = "1.4.0";

export interface EcsProps {
  readonly naming: Naming;
  readonly account: Account;
  readonly vpc: Vpc;
  readonly alb: Alb;
  readonly database: Rds;
  readonly secrets: Secrets;
  readonly iam: Iam;
  readonly image: string;
  /** Image with psql, for the container that creates the pgvector extension. */
  readonly databaseImage: string;
  /** `valueFrom` of the database user's password. */
  readonly databasePassword: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** @default - none, the load balancer checks */
  readonly containerHealthCheck?: readonly string[];
  /** CPU units, 1024 to a vCPU. */
  readonly cpu: number;
  readonly memoryMib: number;
  readonly cpuArchitecture: "X86_64" | "ARM64";
  readonly minCount: number;
  /** At creation; scaling owns the number afterwards. */
  readonly desiredCount: number;
  readonly maxCount: number;
  /** Most tasks above `minCount` run on Fargate Spot. */
  readonly spot: boolean;
  readonly readonlyRootFilesystem: boolean;
  readonly healthCheckGracePeriodSeconds: number;
  readonly scaling: ScalingTargets;
  /** Of the application's log. */
  readonly logRetentionDays: number;
  /** Of ECS Exec's and Container Insights' logs. */
  readonly auditLogRetentionDays: number;
  /** @default - CloudWatch's own key */
  readonly key?: EncryptionKey | undefined;
}

/** What deployments run beside the release itself. */
export interface ReleaseHooks {
  /** ARN of a Lambda function by lifecycle event. @default - none */
  readonly hooks?: Readonly<Record<string, string>>;
  /** Log group in which the smoke test says what it was answered. @default - there is no smoke test */
  readonly smokeTestLogGroup?: string;
}

/**
 * A Fargate service under CodeDeploy, its scaling, and what a release is made of.
 *
 * Terraform owns the template (a task-definition family of its own, and one SSM parameter with network, platform and
 * capacity); releases are registered by the deploy tool in a family of theirs. What CodeDeploy or scaling changes on
 * the service, Terraform sets at creation and ignores afterwards.
 */
export class Ecs extends Construct implements Peer {
  public readonly securityGroup: SecurityGroup;
  public readonly cluster: EcsCluster;
  public readonly service: EcsService;
  public readonly template: EcsTaskDefinition;
  public readonly logGroup: CloudwatchLogGroup;
  private release?: SsmParameter;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EcsProps,
  ) {
    super(scope, id);
    const { naming, vpc } = props;
    this.securityGroup = securityGroup(this, {
      naming,
      vpcId: vpc.vpcId,
      role: "service",
      description: "Tasks",
    });
    const edges = this.renderEdges();
    this.logGroup = this.renderLogGroup("log-group", naming.taskLogGroup(), props.logRetentionDays);
    this.cluster = this.renderCluster();
    const capacity = this.renderCapacityProviders();
    this.template = this.renderTemplate();
    this.service = this.renderService([capacity, ...edges]);
    new Scaling(this, "scaling", {
      naming,
      cluster: this.cluster,
      service: this.service,
      alb: props.alb,
      minCount: props.minCount,
      maxCount: props.maxCount,
      targets: props.scaling,
    });
    this.node.addValidation({
      validate: () =>
        this.release === undefined ? [`${this.node.path}: publishRelease was never called`] : [],
    });
  }

  /**
   * Publishes what CodeDeploy alone can change on a running service, for whoever renders the AppSpec.
   *
   * Not part of the constructor, since the functions of hooks may need the service itself.
   */
  public publishRelease(hooks: ReleaseHooks = {}): SsmParameter {
    const { naming, vpc, port } = this.props;
    this.release = new SsmParameter(this, "release", {
      name: naming.releaseParameter,
      type: "String",
      description: `What a release of ${naming.prefix} is made of, beside its image`,
      value: JSON.stringify({
        template: this.template.arn,
        containerName: APP_CONTAINER,
        containerPort: port,
        platformVersion: PLATFORM_VERSION,
        capacityProviderStrategy: this.capacity,
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: vpc.privateSubnetIds,
            securityGroups: [this.securityGroup.id],
            assignPublicIp: "DISABLED",
          },
        },
        ...hooks,
      }),
    });
    return this.release;
  }

  /** ARN pattern of the task sets that deployments make of this service. */
  public get taskSetArns(): string {
    const { account, naming } = this.props;
    return account.arn("ecs", `task-set/${naming.cluster}/${naming.service}/*`);
  }

  /** ARN pattern of this account's alarms: CodeDeploy polls them by a call that is checked against all of them. */
  public get alarmArns(): string {
    return this.props.account.arn("cloudwatch", "alarm:*");
  }

  /** Everything that tasks need to talk to, and the load balancer to them. */
  private renderEdges(): ITerraformDependable[] {
    const { alb, database } = this.props;
    // not the container's port alone: a release moves to another one while the running tasks still answer on the old
    const requests = allowEdge(this, "from-alb", {
      from: alb,
      to: this,
      port: "all",
      description: "Requests",
    });
    const queries = database.allowFrom(this);
    const https = new VpcSecurityGroupEgressRule(this, "https-egress", {
      securityGroupId: this.securityGroup.id,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
      description: "Model providers, LangSmith, Jira and AWS",
    });
    return [...requests, ...queries, https];
  }

  private renderLogGroup(id: string, name: string, retentionInDays: number): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, id, {
      name,
      retentionInDays,
      ...this.props.key?.forLogGroup(name),
    });
  }

  private renderCluster(): EcsCluster {
    const { naming, iam, key, auditLogRetentionDays } = this.props;
    const name = naming.cluster;
    const execLogs = this.renderLogGroup(
      "exec-log-group",
      naming.taskLogGroup("exec"),
      auditLogRetentionDays,
    );
    // ECS would make this group itself, and keep its logs for ever
    const insights = this.renderLogGroup(
      "insights-log-group",
      `/aws/ecs/containerinsights/${name}/performance`,
      auditLogRetentionDays,
    );
    iam.execution.allow({
      sid: "WriteTaskLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${this.logGroup.arn}:*`],
    });
    iam.task.allow({ actions: ["logs:DescribeLogGroups"], resources: ["*"] });
    iam.task.allow({
      sid: "WriteExecLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [`${execLogs.arn}:*`],
    });
    key?.grantDecrypt(iam.task);
    return new EcsCluster(this, "cluster", {
      name,
      setting: [{ name: "containerInsights", value: "enabled" }],
      configuration: {
        executeCommandConfiguration: {
          logging: "OVERRIDE",
          ...(key && { kmsKeyId: key.arn }),
          logConfiguration: {
            cloudWatchLogGroupName: execLogs.name,
            cloudWatchEncryptionEnabled: key !== undefined,
          },
        },
      },
      dependsOn: [insights],
    });
  }

  private renderCapacityProviders(): EcsClusterCapacityProviders {
    return new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: this.capacity,
    });
  }

  /** On-demand tasks up to the minimum, and four of five tasks above it on Spot where that is wanted. */
  private get capacity(): { capacityProvider: string; base: number; weight: number }[] {
    const { spot, minCount } = this.props;
    if (!spot) return [{ capacityProvider: "FARGATE", base: 0, weight: 1 }];
    return [
      // a weight of 0 would take the provider out of the strategy, its base as well
      { capacityProvider: "FARGATE", base: minCount, weight: 1 },
      { capacityProvider: "FARGATE_SPOT", base: 0, weight: 4 },
    ];
  }

  private renderTemplate(): EcsTaskDefinition {
    const { naming, iam, secrets, database, readonlyRootFilesystem } = this.props;
    return new EcsTaskDefinition(this, "template", {
      family: naming.templateFamily,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(this.props.cpu),
      memory: String(this.props.memoryMib),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: this.props.cpuArchitecture },
      executionRoleArn: iam.execution.arn,
      taskRoleArn: iam.task.arn,
      volume: readonlyRootFilesystem ? Object.keys(WRITABLE_PATHS).map((name) => ({ name })) : [],
      containerDefinitions: JSON.stringify(
        containerDefinitions({
          image: this.props.image,
          port: this.props.port,
          environment: this.props.environment,
          secrets: secrets.all,
          ...(this.props.containerHealthCheck && { healthCheck: this.props.containerHealthCheck }),
          readonlyRootFilesystem,
          logGroup: this.logGroup.name,
          region: naming.region,
          databaseImage: this.props.databaseImage,
          databaseEnvironment: database.clientEnvironment,
          databasePassword: this.props.databasePassword,
        }),
      ),
      // a rollback needs the revision that ran before
      skipDestroy: true,
    });
  }

  private renderService(reachable: readonly ITerraformDependable[]): EcsService {
    const { naming, vpc, alb, iam, secrets, database } = this.props;
    const before: ITerraformDependable[] = [
      ...reachable,
      ...alb.forwarding,
      ...secrets.versions,
      ...vpc.egress,
      iam.execution.policy,
      iam.task.policy,
      database.instance,
    ];
    return new EcsService(this, "service", {
      name: naming.service,
      cluster: this.cluster.arn,
      taskDefinition: this.template.arn,
      desiredCount: this.props.desiredCount,
      capacityProviderStrategy: this.capacity,
      platformVersion: PLATFORM_VERSION,
      deploymentController: { type: "CODE_DEPLOY" },
      // CodeDeploy shifts traffic between the two groups, and wants exactly the one it starts from here
      loadBalancer: [
        {
          targetGroupArn: alb.targetGroups.blue.arn,
          containerName: APP_CONTAINER,
          containerPort: this.props.port,
        },
      ],
      networkConfiguration: {
        subnets: [...vpc.privateSubnetIds],
        securityGroups: [this.securityGroup.id],
        assignPublicIp: false,
      },
      healthCheckGracePeriodSeconds: this.props.healthCheckGracePeriodSeconds,
      enableExecuteCommand: true,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      dependsOn: before,
      lifecycle: {
        ignoreChanges: [
          "task_definition",
          "load_balancer",
          "desired_count",
          "network_configuration",
          "platform_version",
          "capacity_provider_strategy",
        ],
      },
    });
  }
}
