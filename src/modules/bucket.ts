import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "./account";
import { policyDocument, type Role } from "./iam/role";

export interface BucketProps {
  readonly name: string;
  /** Days after which objects go, and a day later for good. @default - objects stay, earlier versions go after 30 days */
  readonly expirationDays?: number;
  /** KMS key. @default - S3's own key (SSE-S3) */
  readonly keyArn?: string | undefined;
  /** Keep earlier versions of objects. @default false */
  readonly versioned?: boolean;
  /** Empty the bucket when it is destroyed. @default false */
  readonly forceDestroy?: boolean;
  /** Statements of the bucket policy beside the one that refuses plain HTTP. @default - none */
  readonly statements?: (bucketArn: string) => readonly object[];
}

const NONCURRENT_DAYS = 30;
/** What has expired would else stay on as an earlier version. S3 takes no shorter time. */
const EXPIRED_DAYS = 1;

/** A private, encrypted bucket that refuses plain HTTP. */
export class Bucket extends Construct {
  public readonly arn: string;
  public readonly name: string;
  /** Depend on it where a service checks at once that it may write. */
  public readonly policy: S3BucketPolicy;

  private readonly statements: object[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BucketProps,
  ) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", {
      bucket: props.name,
      forceDestroy: props.forceDestroy ?? false,
    });
    this.arn = bucket.arn;
    this.name = bucket.bucket;
    this.statements = [this.renderTlsOnly(), ...(props.statements?.(this.arn) ?? [])];
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [this.renderEncryption()],
    });
    if (props.versioned ?? false) {
      new S3BucketVersioningA(this, "versioning", {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
      });
    }
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.id,
      rule: this.renderLifecycle(),
    });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket: bucket.id,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
      dependsOn: [access],
    });
    // who wants to react to an object, or to a deletion, writes a rule: nothing is sent before
    new S3BucketNotification(this, "events", { bucket: bucket.id, eventbridge: true });
  }

  /** Has S3 write down every request, in a bucket without a KMS key. */
  public logAccessTo(target: Bucket, account: Account): void {
    const prefix = `s3/${this.node.id}/`;
    target.statements.push({
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
      Sid: "S3WritesLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${target.arn}/${prefix}*`,
      Condition: {
        ArnLike: { "aws:SourceArn": this.arn },
        StringEquals: { "aws:SourceAccount": account.id },
      },
    });
    new S3BucketLoggingA(this, "logging", {
      bucket: this.name,
      targetBucket: target.name,
      targetPrefix: prefix,
      dependsOn: [target.policy],
    });
  }

  /** Lets a role list, read, write and delete objects of this bucket. */
  public grantReadWrite(role: Role): void {
    role.allow({ sid: "ListArtifacts", actions: ["s3:ListBucket"], resources: [this.arn] });
    role.allow({
      sid: "ReadAndWriteArtifacts",
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      resources: [`${this.arn}/*`],
    });
  }

  private renderEncryption() {
    const { keyArn } = this.props;
    return keyArn === undefined
      ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
      : {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
          bucketKeyEnabled: true,
        };
  }

  private renderLifecycle() {
    const { expirationDays, versioned } = this.props;
    const rule = { status: "Enabled", filter: [{ prefix: "" }] };
    const tidy = {
      ...rule,
      id: "tidy",
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      noncurrentVersionExpiration: [
        { noncurrentDays: expirationDays === undefined ? NONCURRENT_DAYS : EXPIRED_DAYS },
      ],
      ...(expirationDays !== undefined && { expiration: [{ days: expirationDays }] }),
    };
    // one rule cannot say both
    const markers = { ...rule, id: "markers", expiration: [{ expiredObjectDeleteMarker: true }] };
    return versioned ? [tidy, markers] : [tidy];
  }

  private renderTlsOnly(): object {
    return {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [this.arn, `${this.arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
  }
}
