import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { EncryptionKey } from "./encryption-key";
import { address } from "./expression";
import type { Role } from "./iam/role";

/** One environment variable of the tasks whose value is a secret. */
export interface TaskSecret {
  readonly environmentVariable: string;
  /** `valueFrom` in a task definition: the secret's ARN, or one key of its JSON. */
  readonly valueFrom: string;
  /** Changes with each new value, so that a rotation becomes a release. */
  readonly version: string;
}

/** Characters that Terraform puts behind a name prefix, and the hyphen before them. */
const PREFIX_RESERVE = 27;

export interface SecretsProps {
  readonly naming: Naming;
  /** Days in which a deleted secret can be restored; 0 deletes at once. */
  readonly recoveryWindowDays: number;
  /** @default - Secrets Manager's own key */
  readonly key?: EncryptionKey | undefined;
}

export interface SecretValue {
  readonly environmentVariable: string;
  /** An expression over ephemeral variables; it reaches only a write-only argument. */
  readonly value: string;
  /** Raised with each new value. */
  readonly version: number;
  /** Writes the value again when one of these is replaced. @default - none */
  readonly writtenAgainWith?: readonly TerraformResource[];
  /** What else of the value is in the open, such as a host name; part of the version. @default - nothing */
  readonly versionDetail?: string;
  /** The value is JSON, and the environment variable is this key of it. @default - the whole value */
  readonly key?: string;
}

/** The secrets of one environment in Secrets Manager; values are write-only and reach neither plan nor state. */
export class Secrets extends Construct {
  /** Every secret has its value: depend on it where tasks start. */
  public readonly versions: ITerraformDependable[] = [];

  private readonly secrets: TaskSecret[] = [];
  private readonly arns = new Map<string, string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SecretsProps,
  ) {
    super(scope, id);
  }

  /** All secrets, in the order of their names. */
  public get all(): readonly TaskSecret[] {
    return [...this.secrets].sort((a, b) => (a.environmentVariable < b.environmentVariable ? -1 : 1));
  }

  /** Stores a value. */
  public add(secret: SecretValue): void {
    const role = secret.environmentVariable.toLowerCase().replaceAll("_", "-");
    const { naming, recoveryWindowDays, key } = this.props;
    const resource = new SecretsmanagerSecret(this, role, {
      // new with each creation: a deleted secret keeps its name for the recovery window
      namePrefix: `${naming.of("secret", role, PREFIX_RESERVE)}-`,
      description: `${secret.environmentVariable} of ${naming.prefix}`,
      recoveryWindowInDays: recoveryWindowDays,
      ...(key && { kmsKeyId: key.arn }),
    });
    const version = new SecretsmanagerSecretVersion(this, `${role}-version`, {
      secretId: resource.id,
      secretStringWo: secret.value,
      secretStringWoVersion: secret.version,
      ...(secret.writtenAgainWith && {
        lifecycle: { replaceTriggeredBy: secret.writtenAgainWith.map(address) },
      }),
    });
    this.versions.push(version);
    const detail = secret.versionDetail === undefined ? "" : ` ${secret.versionDetail}`;
    this.secrets.push({
      environmentVariable: secret.environmentVariable,
      valueFrom: secret.key === undefined ? resource.arn : secretKey(resource.arn, secret.key),
      version: `${secret.version}${detail}`,
    });
    this.arns.set(secret.environmentVariable, resource.arn);
  }

  /** Uses a secret that exists outside of this stack. */
  public use(environmentVariable: string, arn: string): void {
    this.secrets.push({ environmentVariable, valueFrom: arn, version: "external" });
    this.arns.set(environmentVariable, arn);
  }

  /** `valueFrom` of another key of a secret whose value is JSON. */
  public keyOf(environmentVariable: string, key: string): string {
    const arn = this.arns.get(environmentVariable);
    if (arn === undefined) throw new Error(`${this.node.path}: there is no secret ${environmentVariable}`);
    return secretKey(arn, key);
  }

  /** Lets a role read these secrets and no others. */
  public grantRead(role: Role): void {
    role.allow({
      sid: "ReadSecrets",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [...this.arns.values()],
    });
    this.props.key?.grantDecrypt(role);
  }
}

/**
 * `valueFrom` of one key of a secret whose value is JSON.
 *
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
function secretKey(arn: string, key: string): string {
  return `${arn}:${key}::`;
}
