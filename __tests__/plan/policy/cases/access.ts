import { policy } from "../support";
import { type BrokenCase, type KeptCase, type OpenCase, production } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "everybody in a bucket policy",
    () =>
      production().set(
        "aws_s3_bucket_policy",
        { policy: policy({ Sid: "Open", Principal: "*", Action: "s3:GetObject", Resource: "*" }) },
        "artifacts",
      ),
    /^no-wildcard-principal .*The statement Open allows every principal/,
  ],
  [
    "every AWS account in a topic's policy",
    () =>
      production().set(
        "aws_sns_topic_policy",
        { policy: policy({ Principal: { AWS: ["*"] }, Action: "sns:Publish", Resource: "*" }) },
        "alarms",
      ),
    /^no-wildcard-principal aws_sns_topic_policy/,
  ],
  [
    "everybody but one",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        }),
      }),
    /^no-wildcard-principal aws_kms_key.*NotPrincipal/,
  ],
  [
    "a condition that is met without a value",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } },
        }),
      }),
    /^no-wildcard-principal aws_kms_key/,
  ],
  [
    "a condition that everybody meets",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
        }),
      }),
    /^no-wildcard-principal aws_kms_key/,
  ],
  [
    "a condition on what is done, not on who does it",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        }),
      }),
    /^no-wildcard-principal aws_kms_key/,
  ],
  [
    "a role that everybody may take",
    () =>
      production().set(
        "aws_iam_role",
        { assume_role_policy: policy({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }) },
        "codedeploy",
      ),
    /^no-wildcard-principal aws_iam_role/,
  ],
  [
    "a function that everybody may invoke",
    () => production().add("aws_lambda_permission", { principal: "*" }),
    /^no-wildcard-principal aws_lambda_permission/,
  ],
  [
    "every repository on GitHub",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: {
              Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
          }),
        },
        "codedeploy",
      ),
    /^no-unbound-trust .*without a condition on the subject/,
  ],
  [
    "another account",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: { AWS: "arn:aws:iam::999988887777:root" },
            Action: "sts:AssumeRole",
          }),
        },
        "codedeploy",
      ),
    /^no-unbound-trust .*all of account 999988887777/,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "the account's root in a key's policy",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        }),
      }),
  ],
  [
    "everybody of an organisation",
    () =>
      production().set("aws_kms_key", {
        policy: policy({
          Principal: "*",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } },
        }),
      }),
  ],
  [
    "everybody denied",
    () =>
      production().set("aws_kms_key", {
        policy: policy({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }),
      }),
  ],
  [
    "another account with an external id",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: { AWS: "arn:aws:iam::999988887777:root" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": "x-1234" } },
          }),
        },
        "codedeploy",
      ),
  ],
  [
    "one repository on GitHub",
    () =>
      production().set(
        "aws_iam_role",
        {
          assume_role_policy: policy({
            Principal: {
              Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/platform:*" } },
          }),
        },
        "codedeploy",
      ),
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "whom a key's policy lets in",
    () => production().unknown("aws_kms_key", "policy"),
    /^no-wildcard-principal .*policy/,
  ],
];
