import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { applicationEnvironment, releaseImages } from "./application";
import { parseEcrImage } from "./images";
import { Account } from "./modules/account";
import { Alb } from "./modules/alb";
import { Bucket } from "./modules/bucket";
import { CodeDeploy } from "./modules/codedeploy";
import { Ecs } from "./modules/ecs";
import { EncryptionKey } from "./modules/encryption-key";
import { Iam } from "./modules/iam";
import { Monitoring } from "./modules/monitoring";
import { Rds } from "./modules/rds";
import { Secrets } from "./modules/secrets";
import { SMOKE_TEST_EVENT, SmokeTest } from "./modules/smoke-test";
import { TerraformData } from "./modules/terraform-data";
import { Vpc } from "./modules/vpc";
import { Waf } from "./modules/waf";
import { Naming, SUFFIX_LENGTH } from "./naming";
import type { PlatformSettings } from "./settings/schema";
import { declaredSecrets, existingSecrets } from "./settings/secrets";
import { templateLiteral } from "./settings/terraform-literal";
import { declareVariables, type Variables } from "./settings/terraform-variables";

/** Terraform from which write-only arguments and ephemeral variables exist. */
const TERRAFORM_VERSION = ">= 1.11.0";

/** The whole platform of one environment. */
export class PlatformStack extends TerraformStack {
  private readonly naming: Naming;
  private readonly variables: Variables;
  private readonly account: Account;
  /** Eight characters that are new with each creation: for names that are global, or reserved for a while after a destroy. */
  private readonly suffix: string;

  constructor(
    scope: Construct,
    private readonly settings: PlatformSettings,
  ) {
    super(scope, settings.environment);
    this.naming = new Naming({
      project: settings.project_name,
      environment: settings.environment,
      region: settings.aws_region,
    });
    this.variables = declareVariables(this, settings);
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    this.renderBackend();
    this.renderProvider();
    this.account = new Account({
      id: new DataAwsCallerIdentity(this, "account").accountId,
      partition: new DataAwsPartition(this, "partition").partition,
      region: settings.aws_region,
    });
    this.suffix = Fn.substr(new TerraformData(this, "suffix").id, 0, SUFFIX_LENGTH);
    this.renderPlatform();
  }

  /** The bucket is left open: `terraform init -backend-config="bucket=..."`. */
  private renderBackend(): void {
    const { project, environment, region } = this.naming;
    const backend = new S3Backend(this, {
      bucket: "",
      key: `${project}/${environment}/terraform.tfstate`,
      region,
      encrypt: true,
    });
    backend.addOverride("bucket", undefined);
    backend.addOverride("use_lockfile", true);
  }

  private renderProvider(): void {
    new AwsProvider(this, "aws", { region: this.settings.aws_region, defaultTags: this.defaultTags });
  }

  private get defaultTags() {
    const { project, environment } = this.naming;
    return [
      { tags: { ...this.settings.tags, Project: project, Environment: environment, ManagedBy: "cdktf" } },
    ];
  }

  private renderPlatform(): void {
    const { settings, naming, account, suffix } = this;
    const forceDestroy = !settings.deletion_protection;
    const key = settings.customer_managed_key
      ? new EncryptionKey(this, "key", {
          naming,
          account,
          deletionWindowDays: settings.deletion_protection ? 30 : 7,
        })
      : undefined;
    const iam = new Iam(this, "iam", { naming, account, repositoryArns: this.repositoryArns() });
    const vpc = new Vpc(this, "vpc", {
      naming,
      account,
      cidr: settings.vpc_cidr,
      natGateways: settings.nat_gateways,
      interfaceEndpoints: settings.interface_endpoints,
      flowLogRetentionDays: settings.flow_log_retention_days,
      key,
    });
    const artifacts = new Bucket(this, "artifacts", {
      name: naming.unique("bucket", "artifacts", suffix),
      versioned: true,
      forceDestroy,
      keyArn: key?.arn,
    });
    artifacts.grantReadWrite(iam.task);
    key?.grantEncryptDecrypt(iam.task);
    const database = this.renderDatabase(vpc, iam, key);
    const secrets = this.renderSecrets(database, key);
    secrets.grantRead(iam.execution);
    secrets.grantRead(iam.task);
    const alb = new Alb(this, "alb", {
      naming,
      account,
      vpc,
      suffix,
      protected: settings.deletion_protection,
      allowedCidrs: settings.allowed_cidrs,
      testListenerCidrs: settings.test_listener_cidrs,
      certificateArn: settings.acm_certificate_arn,
      idleTimeoutSeconds: settings.alb_idle_timeout_seconds,
      deregistrationDelaySeconds: settings.deregistration_delay_seconds,
      healthCheckPath: settings.health_check_path,
      accessLogRetentionDays: settings.alb_access_log_retention_days,
    });
    artifacts.logAccessTo(alb.accessLogs, account);
    if (settings.waf_enabled) {
      new Waf(this, "waf", {
        naming,
        alb,
        key,
        rateLimit: settings.waf_rate_limit,
        logRetentionDays: settings.audit_log_retention_days,
      });
    }
    const ecs = this.renderService({ vpc, alb, database, secrets, iam, artifacts, key });
    const smokeTest = this.renderSmokeTest({ vpc, alb, key });
    const codeDeploy = new CodeDeploy(this, "codedeploy", {
      naming,
      alb,
      ecs,
      iam,
      strategy: settings.deployment_strategy,
      terminationWaitMinutes: settings.deployment_termination_wait_minutes,
      rollback: {
        cpuPercent: settings.rollback_alarms.cpu_percent,
        memoryPercent: settings.rollback_alarms.memory_percent,
        http5xxCount: settings.rollback_alarms.http_5xx_count,
        responseTimeSeconds: settings.rollback_alarms.response_time_seconds,
        unhealthyTargetMinutes: settings.rollback_alarms.unhealthy_target_minutes,
      },
      hookFunctions: [...(smokeTest ? [smokeTest.arn] : []), ...settings.deployment_hook_functions],
    });
    const release = ecs.publishRelease(
      smokeTest && {
        hooks: { [SMOKE_TEST_EVENT]: smokeTest.arn },
        smokeTestLogGroup: smokeTest.logGroup.name,
      },
    );
    const monitoring = this.renderMonitoring({ alb, ecs, database, key });
    this.renderOutputs({ alb, ecs, release, codeDeploy, monitoring, database, artifacts });
  }

  private renderDatabase(vpc: Vpc, iam: Iam, key: EncryptionKey | undefined): Rds {
    const { settings, naming, account, suffix } = this;
    const region = settings.database_backup_region;
    return new Rds(this, "rds", {
      naming,
      account,
      vpc,
      suffix,
      key,
      monitoringRole: iam.databaseMonitoring,
      username: settings.database_username,
      password: this.variables.secret("database_password"),
      passwordVersion: settings.database_password_version,
      databaseName: settings.database_name,
      engineVersion: settings.database_engine_version,
      instanceClass: this.variables.live("database_instance_class"),
      storageGib: settings.database_storage_gib,
      multiAz: settings.database_multi_az,
      backupRetentionDays: settings.database_backup_retention_days,
      protected: settings.deletion_protection,
      finalSnapshot: settings.database_final_snapshot,
      applyImmediately: settings.database_apply_immediately,
      sslMode: settings.database_ssl_mode,
      logRetentionDays: settings.audit_log_retention_days,
      backupProvider:
        region === undefined
          ? undefined
          : new AwsProvider(this, "backup-region", {
              alias: "backup",
              region,
              defaultTags: this.defaultTags,
            }),
    });
  }

  private renderSecrets(database: Rds, key: EncryptionKey | undefined): Secrets {
    const { settings, naming, variables } = this;
    const secrets = new Secrets(this, "secret-store", {
      naming,
      key,
      recoveryWindowDays: settings.deletion_protection ? 7 : 0,
    });
    secrets.add({
      environmentVariable: "DATABASE_URI",
      key: "uri",
      value: database.connectionSecret(),
      version: settings.database_password_version,
      writtenAgainWith: [database.uriParts],
      versionDetail: `${database.endpoint} ${settings.database_ssl_mode}`,
    });
    for (const { environmentVariable, source, version } of declaredSecrets(settings)) {
      const value =
        source.kind === "variable" ? variables.secret(source.variable) : variables.secretEntry(source.name);
      secrets.add({ environmentVariable, value, version });
    }
    for (const { environmentVariable, arn } of existingSecrets(settings))
      secrets.use(environmentVariable, arn);
    return secrets;
  }

  private renderService(parts: {
    vpc: Vpc;
    alb: Alb;
    database: Rds;
    secrets: Secrets;
    iam: Iam;
    artifacts: Bucket;
    key: EncryptionKey | undefined;
  }): Ecs {
    const { settings, naming, account, variables } = this;
    return new Ecs(this, "ecs", {
      ...parts,
      naming,
      account,
      image: settings.container_image,
      databaseImage: settings.pgvector_image,
      databasePassword: parts.secrets.keyOf("DATABASE_URI", "password"),
      port: settings.container_port,
      environment: applicationEnvironment({
        settings,
        variables,
        service: naming.prefix,
        artifactsBucket: parts.artifacts.name,
      }),
      containerHealthCheck: settings.container_health_check.map(templateLiteral),
      cpu: settings.task_cpu,
      memoryMib: settings.task_memory_mib,
      cpuArchitecture: settings.cpu_architecture,
      minCount: settings.task_min_count,
      desiredCount: settings.task_desired_count,
      maxCount: settings.task_max_count,
      spot: settings.fargate_spot,
      readonlyRootFilesystem: settings.readonly_root_filesystem,
      healthCheckGracePeriodSeconds: settings.health_check_grace_period_seconds,
      logRetentionDays: settings.log_retention_days,
      auditLogRetentionDays: settings.audit_log_retention_days,
      scaling: {
        cpuPercent: settings.scaling.cpu_percent,
        memoryPercent: settings.scaling.memory_percent,
        requestsPerTarget: settings.scaling.requests_per_target,
        scaleOutCooldownSeconds: settings.scaling.scale_out_cooldown_seconds,
        scaleInCooldownSeconds: settings.scaling.scale_in_cooldown_seconds,
      },
    });
  }

  private renderSmokeTest(parts: {
    vpc: Vpc;
    alb: Alb;
    key: EncryptionKey | undefined;
  }): SmokeTest | undefined {
    const { settings, naming, account } = this;
    if (!settings.smoke_test.enabled) return undefined;
    return new SmokeTest(this, "smoke-test", {
      ...parts,
      naming,
      account,
      paths: [settings.health_check_path, ...settings.smoke_test.paths],
      timeoutSeconds: settings.smoke_test.timeout_seconds,
      logRetentionDays: settings.audit_log_retention_days,
    });
  }

  private renderMonitoring(parts: {
    alb: Alb;
    ecs: Ecs;
    database: Rds;
    key: EncryptionKey | undefined;
  }): Monitoring {
    const { settings, naming, account, variables } = this;
    return new Monitoring(this, "monitoring", {
      ...parts,
      naming,
      account,
      email: settings.sns_alarm_email === undefined ? undefined : variables.live("sns_alarm_email"),
      thresholds: {
        cpuPercent: settings.alarms.cpu_percent,
        memoryPercent: settings.alarms.memory_percent,
        http5xxCount: settings.alarms.http_5xx_count,
        responseTimeSeconds: settings.alarms.response_time_seconds,
      },
      agentThresholds: {
        errorRatePercent: settings.agent_alarms.error_rate_percent,
        latencyP95Seconds: settings.agent_alarms.latency_p95_seconds,
        hourlyCostUsd: settings.agent_alarms.hourly_cost_usd,
        dailySpendUsd: settings.agent_alarms.daily_spend_usd,
      },
      slo: {
        responseTimeP95Seconds: settings.slo.response_time_p95_seconds,
        availabilityPercent: settings.slo.availability_percent,
        errorRatePercent: settings.slo.error_rate_percent,
      },
    });
  }

  private repositoryArns(): string[] {
    const { settings, account } = this;
    const own = settings.ecr_repositories.map((repository) => account.arn("ecr", `repository/${repository}`));
    const ofImages = releaseImages(settings).flatMap((image) => {
      const ecr = parseEcrImage(image);
      return ecr === undefined ? [] : [account.foreignArn("ecr", ecr, `repository/${ecr.repository}`)];
    });
    return [...new Set([...ofImages, ...own])];
  }

  private renderOutputs(parts: {
    alb: Alb;
    ecs: Ecs;
    release: SsmParameter;
    codeDeploy: CodeDeploy;
    monitoring: Monitoring;
    database: Rds;
    artifacts: Bucket;
  }): void {
    const { alb, ecs, release, codeDeploy, monitoring, database, artifacts } = parts;
    const { region } = this.naming;
    const outputs: Readonly<Record<string, readonly [value: string, description: string]>> = {
      alb_dns_name: [alb.dnsName, "Host name of the load balancer"],
      alb_zone_id: [alb.zoneId, "Hosted zone of the load balancer, for an alias record"],
      application_url: [
        `${alb.scheme}://${alb.dnsName}`,
        "Where the application answers until a domain points to it",
      ],
      ecs_cluster_name: [ecs.cluster.name, "ECS cluster"],
      ecs_service_name: [ecs.service.name, "ECS service"],
      cloudwatch_dashboard_url: [
        `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${monitoring.dashboard.dashboardName}`,
        "Dashboard in the console",
      ],
      codedeploy_application_name: [codeDeploy.application.name, "CodeDeploy application"],
      codedeploy_deployment_group_name: [codeDeploy.group.deploymentGroupName, "CodeDeploy deployment group"],
      release_parameter_name: [release.name, "SSM parameter with what a release is made of"],
      task_template_arn: [ecs.template.arn, "Task definition that releases are made from"],
      log_group_name: [ecs.logGroup.name, "Log group of the tasks"],
      alarm_topic_arn: [monitoring.alarmTopic.arn, "SNS topic of the alarms"],
      deployment_topic_arn: [monitoring.deploymentTopic.arn, "SNS topic of deployment state changes"],
      database_endpoint: [database.endpoint, "Host and port of the database, inside the VPC"],
      database_identifier: [database.identifier, "RDS instance"],
      artifacts_bucket_name: [artifacts.name, "Bucket that tasks read and write"],
    };
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, description });
    }
  }
}
