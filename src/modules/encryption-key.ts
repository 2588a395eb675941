import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Account } from "./account";
import { policyDocument, type Role } from "./iam/role";

export interface EncryptionKeyProps {
  readonly naming: Naming;
  readonly account: Account;
  /** Days between a destroy and the key's end. @default 30 */
  readonly deletionWindowDays?: number;
}

/**
 * One customer-managed KMS key for database, logs, secrets, topics and artifacts.
 *
 * Its policy names each service that uses the key on its own behalf; a service that is missing there fails silently
 * (alarms that mail nobody) or at creation (log groups).
 */
export class EncryptionKey extends Construct {
  public readonly arn: string;
  private readonly key: KmsKey;
  private readonly logGroups: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EncryptionKeyProps,
  ) {
    super(scope, id);
    this.key = new KmsKey(this, "key", {
      description: `Data of ${props.naming.prefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays ?? 30,
      policy: Lazy.stringValue({ produce: () => this.renderPolicy() }),
      tags: { Name: props.naming.prefix },
    });
    this.arn = this.key.arn;
    new KmsAlias(this, "alias", {
      name: `alias/${props.naming.of("keyAlias")}`,
      targetKeyId: this.key.keyId,
    });
  }

  /**
   * Arguments of a log group that is encrypted with this key.
   *
   * @param name the group's, with `?` for each character that a plan does not know
   */
  public forLogGroup(name: string): { readonly kmsKeyId: string } {
    this.logGroups.push(this.props.account.arn("logs", `log-group:${name}`));
    return { kmsKeyId: this.arn };
  }

  /** Lets a role read what is encrypted with this key. */
  public grantDecrypt(role: Role): void {
    role.allow({ actions: ["kms:Decrypt"], resources: [this.arn] });
  }

  /** Lets a role read and write what is encrypted with this key. */
  public grantEncryptDecrypt(role: Role): void {
    role.allow({ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [this.arn] });
  }

  private renderPolicy(): string {
    const { account, naming } = this.props;
    const use = ["kms:Decrypt", "kms:GenerateDataKey*"];
    return policyDocument([
      delegationToIam(account),
      {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        Sid: "LogGroups",
        Effect: "Allow",
        Principal: { Service: `logs.${naming.region}.amazonaws.com` },
        Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        Resource: "*",
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": this.logGroups },
        },
      },
      {
        // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
        Sid: "AlarmsToEncryptedTopic",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: use,
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": account.id } },
      },
      {
        // no source condition: EventBridge does not send one when it uses the key of a topic
        Sid: "EventsToEncryptedTopic",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: use,
        Resource: "*",
      },
    ]);
  }
}

/**
 * The statement that leaves a key's use to the account's IAM policies.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
export function delegationToIam(account: Account) {
  return {
    Sid: "AccountDelegatesToIam",
    Effect: "Allow",
    Principal: { AWS: account.root },
    Action: "kms:*",
    Resource: "*",
  } as const;
}
