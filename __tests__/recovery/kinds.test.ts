import { expect, it } from "vitest";
import { DESCRIBED } from "../../src/recovery/described";
import { KINDS } from "../../src/recovery/kinds";
import { ENVIRONMENTS, EVERYTHING, platform } from "../support/synth";

/** What is not looked for, and why nothing is made twice. */
const MADE_AGAIN_IN_PLACE: Readonly<Record<string, string>> = {
  aws_appautoscaling_policy: "PutScalingPolicy",
  aws_appautoscaling_target: "RegisterScalableTarget",
  aws_cloudwatch_dashboard: "PutDashboard",
  aws_cloudwatch_event_target: "PutTargets",
  aws_db_instance_automated_backups_replication: "of the database, in another region",
  aws_default_security_group: "taken over, and never made",
  aws_ecs_cluster_capacity_providers: "PutClusterCapacityProviders",
  aws_iam_role_policy: "PutRolePolicy",
  aws_lb_listener_rule: "of the listener",
  aws_s3_bucket_lifecycle_configuration: "PutBucketLifecycleConfiguration",
  aws_s3_bucket_logging: "PutBucketLogging",
  aws_s3_bucket_notification: "PutBucketNotificationConfiguration",
  aws_s3_bucket_ownership_controls: "PutBucketOwnershipControls",
  aws_s3_bucket_policy: "PutBucketPolicy",
  aws_s3_bucket_public_access_block: "PutPublicAccessBlock",
  aws_s3_bucket_server_side_encryption_configuration: "PutBucketEncryption",
  aws_s3_bucket_versioning: "PutBucketVersioning",
  aws_secretsmanager_secret_version: "PutSecretValue",
  aws_sns_topic_policy: "SetTopicAttributes",
  aws_sns_topic_subscription: "Subscribe gives the one that exists",
  aws_wafv2_web_acl_association: "AssociateWebACL",
  aws_wafv2_web_acl_logging_configuration: "PutLoggingConfiguration",
  terraform_data: "not in AWS",
};

const looked = new Set<string>([...KINDS, ...Object.values(DESCRIBED)].map(({ type }) => type));

it.each(ENVIRONMENTS)("every type of %s is looked for, or made again in place", (environment) => {
  const types = Object.keys(platform(environment, EVERYTHING).document.resource);
  const unknown = types.filter((type) => !looked.has(type) && !(type in MADE_AGAIN_IN_PLACE));
  expect(unknown).toEqual([]);
  expect(types.length).toBeGreaterThan(40);
});

it("no kind is told of that the platform has not", () => {
  const types = ENVIRONMENTS.flatMap((each) => Object.keys(platform(each, EVERYTHING).document.resource));
  const told = [...looked, ...Object.keys(MADE_AGAIN_IN_PLACE)];
  expect(told.filter((type) => !types.includes(type))).toEqual([]);
});
