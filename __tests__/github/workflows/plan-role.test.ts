import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import calls from "./calls-of-a-plan.json";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const policy = z
  .strictObject({
    Version: z.literal("2012-10-17"),
    Statement: z.array(
      z.strictObject({
        Sid: z.string(),
        Effect: z.literal("Allow"),
        Action: z.union([z.string(), z.array(z.string())]),
        Resource: z.string(),
        Condition: z.record(z.string(), z.record(z.string(), z.string())).optional(),
      }),
    ),
  })
  .parse(JSON.parse(read("docs/iam/plan.json")));
const actions = policy.Statement.flatMap(({ Action }) => Action);

/** Operations whose action has another name. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const NAMES: Readonly<Record<string, string>> = {
  "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
  "s3:GetBucketCors": "s3:GetBucketCORS",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
  "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjectsV2": "s3:ListBucket",
};
/** AWS asks no permission for it. */
const FREE = ["sts:GetCallerIdentity"];

const called = Object.entries(calls).flatMap(([service, operations]) =>
  operations.map((operation) => {
    const name = `${service === "elbv2" ? "elasticloadbalancing" : service}:${operation}`;
    return NAMES[name] ?? name;
  }),
);

function matches(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(action);
}

describe("the policy of the role that plans", () => {
  it("allows each call that a plan of production made", () => {
    const missing = called.filter(
      (action) => !FREE.includes(action) && !actions.some((pattern) => matches(pattern, action)),
    );
    expect(missing).toEqual([]);
  });

  it("allows nothing that changes anything, and nothing of a whole service but where all of it describes", () => {
    const [decrypts, others] = [
      actions.filter((each) => each === "kms:Decrypt"),
      actions.filter((each) => each !== "kms:Decrypt"),
    ];
    expect(decrypts).toHaveLength(1);
    for (const each of others) expect(each).toMatch(/^[a-z0-9-]+:(Describe|Get|List)[A-Za-z0-9*]*$/);
    const decrypting = policy.Statement.find(({ Action }) => Action === "kms:Decrypt");
    expect(decrypting?.Condition).toEqual({
      StringEquals: { "kms:ViaService": "secretsmanager.${Region}.amazonaws.com" },
    });
  });

  it("allows nothing that no plan calls, but for what production of the examples does not have", () => {
    const unused = actions.filter((pattern) => !called.some((action) => matches(pattern, action)));
    expect(unused).toEqual([
      "rds:DescribeDBInstanceAutomatedBackups",
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:ListVersionsByFunction",
      "kms:Decrypt",
    ]);
  });

  it("reads one state, and secrets of one environment", () => {
    const resources = Object.fromEntries(policy.Statement.map(({ Sid, Resource }) => [Sid, Resource]));
    expect(resources.ReadState).toBe(
      "arn:aws:s3:::${StateBucket}/${Project}/${Environment}/terraform.tfstate",
    );
    expect(resources.ReadSecretVersions).toMatch(/:secret:\$\{Project\}-\$\{Environment\}-\*$/);
  });
});

describe("the trust policy of the role that plans", () => {
  it("lets in one repository's pull requests and main, and nobody by a pattern", () => {
    const text = read("docs/iam/trust-plan.json");
    expect(text).not.toMatch(/[*?]|StringLike/);
    expect(JSON.parse(text).Statement[0].Condition.StringEquals).toEqual({
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": [
        "${GitHubSubject}:pull_request",
        "${GitHubSubject}:ref:refs/heads/main",
      ],
    });
  });

  it("has, as the policy, only placeholders that the README replaces", () => {
    const readme = read("docs/iam/README.md");
    for (const file of ["plan.json", "trust-plan.json"]) {
      const command = new RegExp(`sed ((?!sed)[\\s\\S])*docs/iam/${file}`).exec(readme)?.[0] ?? "";
      for (const [placeholder] of read(`docs/iam/${file}`).matchAll(/\$\{\w+\}/g)) {
        expect(command).toContain(placeholder);
      }
    }
  });
});
