import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbInstanceAutomatedBackupsReplication } from "@cdktf/provider-aws/lib/db-instance-automated-backups-replication";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { type Naming, SUFFIX_LENGTH } from "../naming";
import type { Account } from "./account";
import { delegationToIam, type EncryptionKey } from "./encryption-key";
import { address } from "./expression";
import { policyDocument, type Role } from "./iam/role";
import { allowEdge, type Edge, type Peer, securityGroup } from "./security-group";
import { TerraformData } from "./terraform-data";
import type { Vpc } from "./vpc";

const PORT = 5432;
/** Seconds between two samples of enhanced monitoring. */
const MONITORING_INTERVAL_SECONDS = 60;
/** Logs that RDS for PostgreSQL exports to CloudWatch. */
const LOGS = ["postgresql", "upgrade"] as const;
/** RDS's own key. */
const OWN_KEY = "aws/rds";
/** Stands for its ARN, which differs by account. */
const NO_KEY = "none";
/** Owns the key that a stack makes for itself. */
const PLATFORM = "platform";

const OF_DATABASE =
  'AWS fixes it when it creates a database. Put the old value back, or follow "Move to a new database" in docs/operations.md.';
const BESIDE =
  'Put the old value back, or follow "Move to another network, name or region" in docs/operations.md.';
const OF_NETWORK = `AWS fixes a network's range when it creates it: all that stands in it would be made anew, the database too. ${BESIDE}`;
const OF_NAMES = `names are made from it, which AWS fixes: all that bears one would be made anew, the database too. ${BESIDE}`;
const OF_REGION = `nothing in AWS moves to another region: all would be made anew, the database too. ${BESIDE}`;

/** What a database keeps as long as it lives. */
interface Fixed {
  /** Its key in what is remembered. */
  readonly part: string;
  readonly setting: string;
  /** Of now: a word, or an expression. */
  readonly value: string;
  /** Ends the sentence that refuses another value: why, and what to do instead. */
  readonly because: string;
  /** What a state says that was written before this part was remembered, as an expression. @default - nothing is known, so nothing is refused */
  readonly before?: () => string;
}

export interface RdsProps {
  readonly naming: Naming;
  readonly account: Account;
  readonly vpc: Vpc;
  readonly username: string;
  /** An expression over an ephemeral variable; reaches only a write-only argument. */
  readonly password: string;
  /** Raised with each new password. */
  readonly passwordVersion: number;
  readonly databaseName: string;
  /** `15`, or a minor version. */
  readonly engineVersion: string;
  readonly instanceClass: string;
  /** Grows by itself to twice as much. */
  readonly storageGib: number;
  readonly multiAz: boolean;
  readonly backupRetentionDays: number;
  /** Of another region, that automated backups are copied to. @default - they stay in one region */
  readonly backupProvider?: AwsProvider | undefined;
  /** Deletion protection, and no plan that replaces or destroys. */
  readonly protected: boolean;
  /** Take a snapshot when the database is destroyed, and keep its automated backups. */
  readonly finalSnapshot: boolean;
  /** Change class and parameters at once, which may restart it, instead of in the maintenance window. */
  readonly applyImmediately: boolean;
  readonly sslMode: "require" | "verify-full";
  readonly logRetentionDays: number;
  /** Makes the identifier unique over time, and with it log groups and final snapshot. */
  readonly suffix: string;
  readonly monitoringRole: Role;
  /** @default - RDS's own key */
  readonly key?: EncryptionKey | undefined;
}

/** A PostgreSQL 15 instance, encrypted, reachable over TLS only and only from what `allowFrom` names. */
export class Rds extends Construct implements Peer {
  public readonly identifier: string;
  public readonly endpoint: string;
  public readonly securityGroup: SecurityGroup;
  /** Depend on it where the database must answer. */
  public readonly instance: DbInstance;
  /** Replaced whenever DATABASE_URI says something else, its password aside. */
  public readonly uriParts: TerraformData;

  private readonly identity: TerraformData;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RdsProps,
  ) {
    super(scope, id);
    const { naming, vpc } = props;
    this.identifier = naming.unique("databaseInstance", undefined, props.suffix);
    this.securityGroup = securityGroup(this, {
      naming,
      vpcId: vpc.vpcId,
      role: "database",
      description: "PostgreSQL",
    });
    this.identity = this.renderIdentity();
    this.instance = this.renderInstance();
    this.endpoint = this.instance.endpoint;
    this.uriParts = new TerraformData(this, "uri-parts", { triggersReplace: { uri: this.uri("*") } });
    this.renderBackupCopy();
  }

  /** Opens the database to one peer. */
  public allowFrom(peer: Construct & Peer): Edge {
    return allowEdge(this, `from-${peer.node.id}`, {
      from: peer,
      to: this,
      port: PORT,
      description: "PostgreSQL",
    });
  }

  /**
   * What applications need to connect, as an expression that gives JSON: `uri`, and its password alone.
   *
   * A password is percent-encoded in the URI.
   */
  public connectionSecret(): string {
    const { password } = this.props;
    return `\${jsonencode({ password = ${password}, uri = "${this.uri(`\${urlencode(${password})}`)}" })}`;
  }

  private uri(password: string): string {
    const { username, databaseName, sslMode } = this.props;
    return `postgresql://${username}:${password}@\${${address(this.instance)}.address}:${PORT}/${databaseName}?sslmode=${sslMode}`;
  }

  /** What psql and libpq read instead of a URI, the password aside. */
  public get clientEnvironment(): Readonly<Record<string, string>> {
    const { username, databaseName } = this.props;
    return {
      PGHOST: this.instance.address,
      PGPORT: String(PORT),
      PGUSER: username,
      PGDATABASE: databaseName,
      // not verify-full: Amazon's CA bundle is not in the PostgreSQL image
      PGSSLMODE: "require",
    };
  }

  /** Remembers what a database keeps for life, so that a change can be refused in words. */
  private renderIdentity(): TerraformData {
    return new TerraformData(this, "fixed-at-creation", {
      input: Object.fromEntries(this.fixed.map(({ part, value }) => [part, value])),
      lifecycle: { ignoreChanges: ["input"] },
    });
  }

  /** What no setting may change under a database that is there. */
  private get fixed(): readonly Fixed[] {
    const { username, databaseName, key, vpc, naming } = this.props;
    return [
      { part: "username", setting: "database_username", value: username, because: OF_DATABASE },
      { part: "databaseName", setting: "database_name", value: databaseName, because: OF_DATABASE },
      // a key that is yet to be made has no ARN that a plan could compare
      {
        part: "keyOwner",
        setting: "customer_managed_key",
        value: key ? PLATFORM : OWN_KEY,
        because: OF_DATABASE,
        before: () => `startswith(${this.remembered("kmsKey")}, "arn:") ? "${PLATFORM}" : "${OWN_KEY}"`,
      },
      {
        part: "kmsKey",
        setting: "customer_managed_key",
        value: key?.arn ?? NO_KEY,
        because: OF_DATABASE,
      },
      { part: "vpcCidr", setting: "vpc_cidr", value: vpc.cidr, because: OF_NETWORK },
      { part: "project", setting: "project_name", value: naming.project, because: OF_NAMES },
      { part: "region", setting: "aws_region", value: naming.region, because: OF_REGION },
    ];
  }

  private remembered(part: string): string {
    return `${address(this.identity)}.output.${part}`;
  }

  private renderInstance(): DbInstance {
    const { props } = this;
    const { naming } = props;
    const subnets = new DbSubnetGroup(this, "subnets", {
      name: naming.of("databaseGroup"),
      description: `Private subnets of ${naming.prefix}`,
      subnetIds: [...props.vpc.privateSubnetIds],
    });
    const logGroups = this.renderLogGroups();
    return new DbInstance(this, "instance", {
      identifier: this.identifier,
      engine: "postgres",
      engineVersion: props.engineVersion,
      autoMinorVersionUpgrade: true,
      instanceClass: props.instanceClass,
      dbName: props.databaseName,
      port: PORT,
      username: props.username,
      passwordWo: props.password,
      passwordWoVersion: props.passwordVersion,
      // nobody gets in by it until a database user is granted rds_iam
      iamDatabaseAuthenticationEnabled: true,
      allocatedStorage: props.storageGib,
      maxAllocatedStorage: props.storageGib * 2,
      storageType: "gp3",
      storageEncrypted: true,
      ...(props.key && { kmsKeyId: props.key.arn, performanceInsightsKmsKeyId: props.key.arn }),
      multiAz: props.multiAz,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [this.securityGroup.id],
      publiclyAccessible: false,
      parameterGroupName: this.renderParameters().name,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:30-sun:05:30",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !props.finalSnapshot,
      deletionProtection: props.protected,
      skipFinalSnapshot: !props.finalSnapshot,
      ...(props.finalSnapshot && { finalSnapshotIdentifier: `${this.identifier}-final` }),
      monitoringInterval: MONITORING_INTERVAL_SECONDS,
      monitoringRoleArn: props.monitoringRole.arn,
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
      enabledCloudwatchLogsExports: [...LOGS],
      applyImmediately: props.applyImmediately,
      dependsOn: [...logGroups, props.monitoringRole.policy],
      lifecycle: {
        preventDestroy: props.protected,
        precondition: this.renderIdentityChecks(),
      },
    });
  }

  private renderIdentityChecks() {
    const compared = this.fixed.filter(({ value }) => value !== NO_KEY);
    return compared.map(({ part, setting, value, because, before }) => {
      // a token stands bare inside an expression
      const now = Token.isUnresolved(value) ? value : JSON.stringify(value);
      return {
        condition: `\${try(${this.remembered(part)}, ${before?.() ?? now}) == ${now}}`,
        errorMessage: `${setting} has changed, and ${because}`,
      };
    });
  }

  private renderParameters(): DbParameterGroup {
    return new DbParameterGroup(this, "parameters", {
      name: this.props.naming.of("databaseGroup", "postgres15"),
      family: "postgres15",
      description: `PostgreSQL 15 of ${this.props.naming.prefix}`,
      parameter: [
        { name: "rds.force_ssl", value: "1" },
        { name: "log_min_duration_statement", value: "1000" },
        // the parameters of slow statements may be a person's words
        { name: "log_parameter_max_length", value: "0" },
        { name: "log_lock_waits", value: "1" },
        { name: "log_connections", value: "1" },
        { name: "log_disconnections", value: "1" },
      ],
    });
  }

  /** RDS would make these groups itself, and keep logs for ever. */
  private renderLogGroups(): CloudwatchLogGroup[] {
    const anyIdentifier = this.props.naming.unique("databaseInstance", undefined, "?".repeat(SUFFIX_LENGTH));
    return LOGS.map(
      (log) =>
        new CloudwatchLogGroup(this, `${log}-log-group`, {
          name: logGroupOf(this.identifier, log),
          retentionInDays: this.props.logRetentionDays,
          ...this.props.key?.forLogGroup(logGroupOf(anyIdentifier, log)),
        }),
    );
  }

  private renderBackupCopy(): void {
    const { account, backupProvider: provider, backupRetentionDays, naming } = this.props;
    if (provider === undefined) return;
    // a copy of an encrypted database needs a key where it goes
    const copyKey = new KmsKey(this, "backup-copy-key", {
      provider,
      description: `Copied backups of ${naming.prefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([delegationToIam(account)]),
    });
    new DbInstanceAutomatedBackupsReplication(this, "backup-copy", {
      provider,
      sourceDbInstanceArn: this.instance.arn,
      retentionPeriod: backupRetentionDays,
      kmsKeyId: copyKey.arn,
    });
  }
}

function logGroupOf(identifier: string, log: (typeof LOGS)[number]): string {
  return `/aws/rds/instance/${identifier}/${log}`;
}
