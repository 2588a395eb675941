/** The prefix of a service's actions, where it is not the name of the service's model. */
const PREFIXES: Readonly<Record<string, string>> = { elbv2: "elasticloadbalancing" };

/**
 * Operations that ask for other actions than the one of their name; for none where AWS asks for no permission.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const OTHER_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "s3.DeleteBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3.DeleteBucketLifecycle": ["s3:PutLifecycleConfiguration"],
  "s3.DeleteBucketOwnershipControls": ["s3:PutBucketOwnershipControls"],
  "s3.DeletePublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
  "s3.GetBucketAccelerateConfiguration": ["s3:GetAccelerateConfiguration"],
  "s3.GetBucketCors": ["s3:GetBucketCORS"],
  "s3.GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3.GetBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
  "s3.GetBucketNotificationConfiguration": ["s3:GetBucketNotification"],
  "s3.GetBucketReplication": ["s3:GetReplicationConfiguration"],
  "s3.GetObjectLockConfiguration": ["s3:GetBucketObjectLockConfiguration"],
  "s3.GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
  "s3.HeadBucket": ["s3:ListBucket"],
  "s3.HeadObject": ["s3:GetObject"],
  "s3.ListObjectsV2": ["s3:ListBucket"],
  "s3.PutBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3.PutBucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
  "s3.PutBucketNotificationConfiguration": ["s3:PutBucketNotification"],
  "s3.PutPublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
  "sts.GetCallerIdentity": [],
};

/** The actions that a call such as `elbv2.CreateListener` asks for by itself. */
export function actionsOf(call: string): readonly string[] {
  const [service = "", operation = ""] = call.split(".");
  return OTHER_ACTIONS[call] ?? [`${PREFIXES[service] ?? service}:${operation}`];
}
