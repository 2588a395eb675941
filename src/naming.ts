import { createHash } from "node:crypto";

/**
 * Longest names that each service takes, in characters.
 *
 * Sources: the `Name` member of each service's create call in the AWS API references (ELBv2 CreateLoadBalancer and
 * CreateTargetGroup, IAM CreateRole, RDS CreateDBInstance, S3 bucket naming rules, ECS CreateCluster, CodeDeploy
 * CreateApplication, CloudWatch PutMetricAlarm and PutDashboard, SNS CreateTopic, EventBridge PutRule, WAFv2 CreateWebACL,
 * KMS CreateAlias, Secrets Manager CreateSecret, SSM PutParameter, CloudWatch Logs CreateLogGroup, Lambda CreateFunction).
 */
export const NAME_LIMITS = {
  loadBalancer: 32,
  targetGroup: 32,
  role: 64,
  databaseInstance: 63,
  databaseGroup: 255,
  bucket: 63,
  cluster: 255,
  service: 255,
  taskFamily: 255,
  deployment: 100,
  alarm: 255,
  dashboard: 255,
  topic: 256,
  rule: 64,
  webAcl: 128,
  keyAlias: 250,
  securityGroup: 255,
  secret: 512,
  parameter: 1011,
  logGroup: 512,
  function: 64,
} as const;

export type NamedService = keyof typeof NAME_LIMITS;

/** Names that live in one namespace per account, whatever the region: they carry the region as well. */
const GLOBAL_IN_ACCOUNT: ReadonlySet<NamedService> = new Set(["role", "dashboard", "bucket"]);

/** Characters that `-<suffix>` takes at the end of a name. */
export const SUFFIX_LENGTH = 8;

/** What a name is made from. */
export interface NamingProps {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
}

/** Physical names of one environment: `<project>-<environment>-<role>`, shortened by a hash where a service's limit asks for it. */
export class Naming {
  public readonly project: string;
  public readonly environment: string;
  public readonly region: string;

  constructor(props: NamingProps) {
    this.project = props.project;
    this.environment = props.environment;
    this.region = props.region;
  }

  /** `<project>-<environment>`. */
  public get prefix(): string {
    return `${this.project}-${this.environment}`;
  }

  /**
   * Name of a resource.
   *
   * @param service decides the longest name, and whether the region is part of it
   * @param role what the resource is for, such as `blue`; none names the environment itself
   * @param reserve characters that the caller appends
   */
  public of(service: NamedService, role?: string, reserve = 0): string {
    const head = GLOBAL_IN_ACCOUNT.has(service) ? `${this.prefix}-${this.region}` : this.prefix;
    return shorten(head, role, NAME_LIMITS[service] - reserve);
  }

  /** Name that is unique over time and accounts: `<name>-<suffix>`; the suffix has eight characters. */
  public unique(service: NamedService, role: string | undefined, suffix: string): string {
    return `${this.of(service, role, SUFFIX_LENGTH + 1)}-${suffix}`;
  }

  /** Log group of the tasks: `/ecs/<project>-<environment>`, or one below it. */
  public taskLogGroup(role?: string): string {
    return role === undefined ? `/ecs/${this.prefix}` : `/ecs/${this.prefix}/${role}`;
  }

  /** SSM parameter that a deploy tool reads: `/<project>/<environment>/release`. */
  public get releaseParameter(): string {
    return `/${this.project}/${this.environment}/release`;
  }

  /**
   * Path of the SSM parameters in which a deploy tool keeps what scaling was like before a deployment suspended it; one
   * per deployment, and only meanwhile.
   */
  public get suspendedScalingPath(): string {
    return `/${this.project}/${this.environment}/suspended-scaling`;
  }

  /** ECS cluster, as the document names it. */
  public get cluster(): string {
    return this.of("cluster", "cluster");
  }

  /** ECS service. */
  public get service(): string {
    return this.of("service", "service");
  }

  /** CodeDeploy application. */
  public get deploymentApplication(): string {
    return this.of("deployment", "app");
  }

  /** CodeDeploy deployment group. */
  public get deploymentGroup(): string {
    return this.of("deployment", "group");
  }

  /** CodeDeploy configuration of the strategy that AWS does not offer by itself; its name holds its parameters. */
  public get linearDeploymentConfig(): string {
    return this.of("deployment", "linear-10-percent-every-5-minutes");
  }

  /** Task-definition family that releases are registered in. */
  public get releaseFamily(): string {
    return this.of("taskFamily");
  }

  /** Task-definition family of Terraform's template. */
  public get templateFamily(): string {
    return this.of("taskFamily", "template");
  }
}

function shorten(head: string, role: string | undefined, limit: number): string {
  const tail = role === undefined ? "" : `-${role}`;
  if (head.length + tail.length <= limit) return `${head}${tail}`;
  const hash = createHash("sha256").update(head).digest("hex").slice(0, 6);
  const kept = head.slice(0, limit - tail.length - hash.length - 1).replace(/-+$/, "");
  return `${kept}-${hash}${tail}`;
}
