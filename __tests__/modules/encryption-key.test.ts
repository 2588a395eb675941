import { describe, expect, it } from "vitest";
import { allowed, statements } from "../support/policies";
import { ENVIRONMENTS, EVERYTHING, platform } from "../support/synth";

const stack = platform("production");
const key = stack.resource("aws_kms_key");
const account = stack.data("aws_caller_identity").ref("account_id");

/** Of names that are unique over time; a plan does not know it. */
const ENDING = "${substr(terraform_data.suffix.id, 0, 8)}";

describe("the customer-managed key", () => {
  it.each(ENVIRONMENTS)("is there in %s; a setting gives way to the keys that AWS owns", (environment) => {
    expect(platform(environment)).toHaveResourceCount("aws_kms_key", 1);
    const without = platform(environment, { customer_managed_key: false });
    expect(without).toHaveNoResource("aws_kms_key");
    expect(without.text).not.toContain("aws_kms_key.");
  });

  it("can be restored for a week where nothing is protected", () => {
    expect(platform("staging").resource("aws_kms_key").values.deletion_window_in_days).toBe(7);
  });

  it("rotates, has an alias, and can be restored for a month", () => {
    expect(key.values).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    expect(stack.resource("aws_kms_alias").values).toEqual({
      name: "alias/langgraph-production",
      target_key_id: key.ref("key_id"),
    });
  });

  it("names every service that uses it on its own behalf, and the account", () => {
    expect(statements(key).map(({ principal }) => principal)).toEqual([
      { AWS: `arn:${stack.data("aws_partition").ref("partition")}:iam::${account}:root` },
      { Service: "logs.us-east-1.amazonaws.com" },
      { Service: "cloudwatch.amazonaws.com" },
      { Service: "events.amazonaws.com" },
    ]);
  });

  it("admits CloudWatch Logs of its own region for the platform's log groups, and for no other", () => {
    const there = platform("production", { ...EVERYTHING, aws_region: "eu-west-1" });
    const arn = `arn:${stack.data("aws_partition").ref("partition")}:logs:eu-west-1:${account}`;
    const groups = there
      .resources("aws_cloudwatch_log_group")
      .map(({ values }) => `${arn}:log-group:${values.name}`.replace(ENDING, "????????"));
    expect(groups.length).toBeGreaterThan(6);
    expect(statements(there.resource("aws_kms_key", "key"))[1]).toMatchObject({
      principal: { Service: "logs.eu-west-1.amazonaws.com" },
      conditions: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": expect.toSatisfy(
            (arns: readonly string[]) => [...arns].sort().join() === [...groups].sort().join(),
          ),
        },
      },
    });
  });

  it("lets alarms and events publish to encrypted topics; events send no source, so that no condition asks for it", () => {
    const [, , alarms, events] = statements(key);
    const use = { effect: "Allow", actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: ["*"] };
    expect(alarms).toMatchObject({ ...use, conditions: { StringEquals: { "aws:SourceAccount": account } } });
    expect(events).toMatchObject({ ...use, conditions: undefined });
  });

  it("encrypts everything that can take it", () => {
    const whole = platform("production", EVERYTHING);
    const arn = whole.resource("aws_kms_key", "key").ref("arn");
    for (const [type, attribute] of [
      ["aws_db_instance", "kms_key_id"],
      ["aws_db_instance", "performance_insights_kms_key_id"],
      ["aws_cloudwatch_log_group", "kms_key_id"],
      ["aws_secretsmanager_secret", "kms_key_id"],
      ["aws_sns_topic", "kms_master_key_id"],
    ] as const) {
      expect(whole.resources(type).map(({ values }) => values[attribute])).toEqual(
        whole.resources(type).map(() => arn),
      );
    }
    expect(whole).toHaveResourceCount("aws_s3_bucket_server_side_encryption_configuration", 1, {
      bucket: whole.resource("aws_s3_bucket", "artifacts_bucket").ref("id"),
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: arn },
          bucket_key_enabled: true,
        },
      ],
    });
  });

  it("can be used by the roles whose data it encrypts, and by no other role", () => {
    const actions = (role: string) => [
      ...new Set(
        allowed(stack, role)
          .filter(({ resources }) => resources.includes(key.ref("arn")))
          .flatMap((statement) => statement.actions),
      ),
    ];
    expect(actions("iam_execution_role")).toEqual(["kms:Decrypt"]);
    expect(actions("iam_task_role").sort()).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
    for (const role of ["iam_codedeploy_role", "iam_database-monitoring_role", "vpc_flow-log-role"]) {
      expect(actions(role)).toEqual([]);
    }
  });
});
