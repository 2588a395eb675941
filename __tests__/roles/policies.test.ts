import { describe, expect, it } from "vitest";
import { platform, settingsOf } from "../support/synth";
import { type JsonObject, Synthesised } from "../support/terraform-json";
import { Installation } from "./support/installation";
import { policiesOf } from "./support/policies";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** Production with another resource, or with other values of one that it has. */
function policiesWith(type: string, values: JsonObject) {
  const stack = platform("production");
  const document: { resource: Record<string, Record<string, JsonObject>> } = JSON.parse(stack.text);
  const [first] = stack.resources(type);
  document.resource[type] = {
    ...document.resource[type],
    [first?.id ?? "another"]: { ...first?.values, ...values },
  };
  const changed = new Synthesised(JSON.stringify(document));
  return policiesOf(new Installation(changed, settingsOf("production"), "123456789012"));
}

describe("the policies of a stack", () => {
  it.each<[about: string, says: string, type: string, values: JsonObject]>([
    [
      "a managed policy of its own",
      "gives permissions in a way that is not evaluated here",
      "aws_iam_policy",
      { name: "more" },
    ],
    [
      "a policy that AWS manages",
      "gives permissions in a way that is not evaluated here",
      "aws_iam_role_policy_attachment",
      { role: "a", policy_arn: "b" },
    ],
    [
      "one that a role names itself",
      "managed_policy_arns is not evaluated here",
      "aws_iam_role",
      { managed_policy_arns: ["arn:aws:iam::aws:policy/A"] },
    ],
    [
      "one within a role",
      "inline_policy is not evaluated here",
      "aws_iam_role",
      { inline_policy: [{ name: "more" }] },
    ],
    ["a user", "gives permissions in a way that is not evaluated here", "aws_iam_user", { name: "somebody" }],
    [
      "a secret's policy",
      "is a policy that is not evaluated here",
      "aws_secretsmanager_secret_policy",
      { policy: POLICY },
    ],
    [
      "a policy of a nested block",
      "more is a policy that is not evaluated here",
      "aws_ecs_service",
      { more: [{ policy: POLICY }] },
    ],
    [
      "an endpoint's policy",
      "is a policy that is not evaluated here",
      "aws_vpc_endpoint",
      { policy: POLICY },
    ],
    [
      "a function's permission",
      "gives permissions in a way that is not evaluated here",
      "aws_lambda_permission",
      { principal: "*" },
    ],
    [
      "a log group's policy",
      "gives permissions in a way that is not evaluated here",
      "aws_cloudwatch_log_resource_policy",
      { policy_name: "a" },
    ],
    ["a grant", "gives permissions in a way that is not evaluated here", "aws_kms_grant", { key_id: "a" }],
    [
      "a policy for what is not known",
      "${aws_sns_topic.gone.arn} reads no resource of this stack",
      "aws_sns_topic_policy",
      { arn: "${aws_sns_topic.gone.arn}" },
    ],
    [
      "an old version",
      "this is no policy of version 2012-10-17",
      "aws_s3_bucket_policy",
      { policy: POLICY.replace("2012-10-17", "2008-10-17") },
    ],
    [
      "an expression in it",
      "${var.actions} reads no resource of this stack",
      "aws_sns_topic_policy",
      { policy: POLICY.replace('"*"', '"${var.actions}"') },
    ],
  ])("are refused with %s, instead of leaving it out", (_, says, type, values) => {
    expect(() => policiesWith(type, values)).toThrow(says);
  });

  it("are taken as they are otherwise", () => {
    expect(policiesWith("aws_sns_topic_policy", { policy: POLICY }).length).toBeGreaterThan(10);
  });
});
