import { describe, expect, it } from "vitest";
import { SUFFIX } from "../support/names";
import { allowed, statements } from "../support/policies";
import { ENVIRONMENTS, platform } from "../support/synth";

const BUCKETS = ["artifacts", "alb_access-logs"];

describe.each(ENVIRONMENTS)("the buckets of %s", (environment) => {
  const stack = platform(environment);
  const bucket = (name: string) => stack.resource("aws_s3_bucket", `${name}_bucket`);

  it("are the artifacts' and the access logs'", () => {
    expect(stack.resources("aws_s3_bucket").map(({ name }) => name)).toEqual([
      "alb_access-logs_bucket",
      "artifacts_bucket",
    ]);
  });

  it.each(BUCKETS)("are private (%s)", (name) => {
    expect(stack).toHaveResourceCount("aws_s3_bucket_public_access_block", 1, {
      bucket: bucket(name).ref("id"),
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(stack).toHaveResourceCount("aws_s3_bucket_ownership_controls", 1, {
      bucket: bucket(name).ref("id"),
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(stack).toHaveNoResource("aws_s3_bucket_acl");
  });

  it.each(BUCKETS)("refuse plain HTTP from everyone (%s)", (name) => {
    const policy = stack.resource("aws_s3_bucket_policy", `${name}_policy`);
    expect(policy.values.bucket).toBe(bucket(name).ref("id"));
    expect(statements(policy)).toContainEqual({
      sid: "TlsOnly",
      effect: "Deny",
      principal: "*",
      actions: ["s3:*"],
      resources: [bucket(name).ref("arn"), `${bucket(name).ref("arn")}/*`],
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it("allow nobody but the load balancer and S3, which write this account's logs", () => {
    const allowing = stack
      .resources("aws_s3_bucket_policy")
      .flatMap((policy) => statements(policy))
      .filter(({ effect }) => effect === "Allow");
    expect(allowing).toEqual([
      expect.objectContaining({
        principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        actions: ["s3:PutObject"],
        resources: [
          `${bucket("alb_access-logs").ref("arn")}/AWSLogs/${stack.data("aws_caller_identity").ref("account_id")}/*`,
        ],
      }),
      expect.objectContaining({
        principal: { Service: "logging.s3.amazonaws.com" },
        actions: ["s3:PutObject"],
        resources: [`${bucket("alb_access-logs").ref("arn")}/s3/artifacts/*`],
        conditions: {
          ArnLike: { "aws:SourceArn": bucket("artifacts").ref("arn") },
          StringEquals: { "aws:SourceAccount": stack.data("aws_caller_identity").ref("account_id") },
        },
      }),
    ]);
  });

  it("have each request for an artifact written down, once S3 may", () => {
    const logging = stack.resource("aws_s3_bucket_logging");
    expect(logging.values).toMatchObject({
      bucket: bucket("artifacts").ref("bucket"),
      target_bucket: bucket("alb_access-logs").ref("bucket"),
      target_prefix: "s3/artifacts/",
    });
    expect(logging).toDependOn(stack.resource("aws_s3_bucket_policy", "alb_access-logs_policy"));
  });

  it.each(BUCKETS)("tell EventBridge what happens to their objects (%s)", (name) => {
    expect(stack).toHaveResourceCount("aws_s3_bucket_notification", 1, {
      bucket: bucket(name).ref("id"),
      eventbridge: true,
    });
  });

  it("encrypt access logs with S3's key, the only one that a load balancer can use", () => {
    expect(stack).toHaveResource("aws_s3_bucket_server_side_encryption_configuration", {
      bucket: bucket("alb_access-logs").ref("id"),
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
  });

  it("keep access logs as long as the settings say, artifacts for good, and what is deleted or overwritten of these for a month", () => {
    const days = environment === "production" ? 90 : 14;
    const tidy = (noncurrent_days: number) => ({
      status: "Enabled",
      noncurrent_version_expiration: [{ noncurrent_days }],
    });
    const markers = expect.objectContaining({
      status: "Enabled",
      expiration: [{ expired_object_delete_marker: true }],
    });
    expect(stack).toHaveResource("aws_s3_bucket_lifecycle_configuration", {
      bucket: bucket("alb_access-logs").ref("id"),
      rule: [expect.objectContaining({ ...tidy(1), expiration: [{ days }] }), markers],
    });
    expect(stack).toHaveResource("aws_s3_bucket_lifecycle_configuration", {
      bucket: bucket("artifacts").ref("id"),
      rule: [expect.objectContaining(tidy(30)), markers],
    });
    expect(stack).toHaveResource("aws_s3_bucket_lifecycle_configuration", {
      bucket: bucket("artifacts").ref("id"),
      rule: [expect.not.objectContaining({ expiration: expect.anything() }), markers],
    });
    for (const name of BUCKETS) {
      expect(stack).toHaveResource("aws_s3_bucket_versioning", {
        bucket: bucket(name).ref("id"),
        versioning_configuration: { status: "Enabled" },
      });
    }
  });

  it("are emptied by a destroy only where nothing is protected", () => {
    expect(stack).toHaveResourceCount("aws_s3_bucket", 2, { force_destroy: environment === "staging" });
  });

  it("have names that no other account, region or earlier bucket has", () => {
    for (const name of BUCKETS) {
      expect(bucket(name).text("bucket")).toMatch(
        new RegExp(`^langgraph-${environment}-us-east-1-.+${SUFFIX}$`),
      );
    }
  });

  it("let tasks read and write artifacts, and nothing in the access logs", () => {
    const artifacts = bucket("artifacts").ref("arn");
    const s3 = allowed(stack, "iam_task_role").filter(({ actions }) =>
      actions.some((action) => action.startsWith("s3:")),
    );
    expect(
      s3.flatMap(({ actions, resources }) => actions.map((action) => `${action} ${resources.join()}`)),
    ).toEqual([
      `s3:ListBucket ${artifacts}`,
      ...["GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload"].map(
        (action) => `s3:${action} ${artifacts}/*`,
      ),
    ]);
  });
});
