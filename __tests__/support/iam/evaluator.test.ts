import { describe, expect, it } from "vitest";
import { type Conditions, type Context, holds } from "./conditions";
import { permits, type Statement } from "./evaluator";

const key = "arn:aws:kms:us-east-1:123456789012:key/1";

describe("conditions", () => {
  it.each<readonly [boolean, Conditions, Context]>([
    [true, { StringEquals: { "aws:RequestTag/Project": ["a", "b"] } }, { "aws:RequestTag/Project": "b" }],
    [false, { StringEquals: { "aws:RequestTag/Project": "a" } }, { "aws:RequestTag/Project": "A" }],
    [false, { StringEquals: { "aws:RequestTag/Project": "a" } }, {}],
    [false, { StringEquals: { a: "a", b: "b" } }, { a: "a" }],
    [true, { StringEqualsIfExists: { a: "a" } }, {}],
    [false, { StringEqualsIfExists: { a: "a" } }, { a: "b" }],
    [true, { StringNotEquals: { a: "a" } }, {}],
    [false, { StringNotEquals: { a: ["a", "b"] } }, { a: "b" }],
    [true, { StringLike: { a: "secretsmanager.*.amazonaws.com" } }, { a: "secretsmanager.x.amazonaws.com" }],
    [false, { StringLike: { a: "secretsmanager.*" } }, { a: "secretsmanagerx" }],
    [true, { ArnLike: { a: "arn:aws:kms:*:123456789012:key/*" } }, { a: key }],
    [false, { ArnLike: { a: "arn:aws:kms:*:key/*" } }, { a: key }],
    [true, { Bool: { "kms:GrantIsForAWSResource": true } }, { "kms:GrantIsForAWSResource": "true" }],
    [false, { Bool: { "kms:GrantIsForAWSResource": "true" } }, {}],
    [true, { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["b"] }],
    [true, { "ForAllValues:StringEquals": { "aws:TagKeys": "a" } }, {}],
    [false, { "ForAllValues:StringEquals": { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }],
    [true, { "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }],
    [false, { "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }, {}],
    [true, { "ForAnyValue:StringNotEquals": { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }],
    [false, { "ForAnyValue:StringNotEquals": { "aws:TagKeys": "a" } }, {}],
    [true, { Null: { a: "true" } }, {}],
    [false, { Null: { a: "true" } }, { a: "a" }],
    [true, { Null: { a: false } }, { a: "a" }],
  ])("%s for %j of a request with %j", (expected, conditions, context) => {
    expect(holds(conditions, context)).toBe(expected);
  });

  it("fails on an operator that is not understood", () => {
    expect(() => holds({ NumericLessThan: { a: "1" } }, { a: "0" })).toThrow("NumericLessThan");
  });
});

describe("policies", () => {
  const allow: Statement = { Sid: "Allow", Effect: "Allow", Action: "kms:*", Resource: "*" };
  const deny: Statement = {
    Sid: "Deny",
    Effect: "Deny",
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: { StringNotEquals: { "kms:ViaService": "rds.us-east-1.amazonaws.com" } },
  };
  const decrypt = (service: string) =>
    permits(
      { Statement: [allow, deny] },
      { action: "kms:Decrypt", resource: key, context: { "kms:ViaService": service } },
    );

  it("deny where a denying statement's conditions are met, whatever is allowed", () => {
    expect(decrypt("s3.us-east-1.amazonaws.com")).toBe(false);
    expect(decrypt("rds.us-east-1.amazonaws.com")).toBe(true);
  });
});
