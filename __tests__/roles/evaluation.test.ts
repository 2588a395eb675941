import { describe, expect, it } from "vitest";
import type { Context } from "../support/iam/conditions";
import { Authorization } from "./support/authorization";
import { ACCOUNT, ANY, allow, BUCKET, deny, EXAMPLES, type Example, OBJECT, ROLE } from "./support/examples";
import { check, type Policy, type Statement } from "./support/policies";

const GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";

/** A condition, a context, and whether it is met: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const CONDITIONS: readonly (readonly [
  condition: Statement["Condition"] & object,
  context: Context,
  met: boolean,
])[] = [
  [{ StringEquals: { k: ["a", "b"] } }, { k: "b" }, true],
  [{ StringEquals: { k: ["a", "b"] } }, { k: "c" }, false],
  [{ StringEquals: { k: "*" } }, { k: "a" }, false],
  [{ StringEquals: { k: "a", l: "b" } }, { k: "a", l: "c" }, false],
  [{ StringEquals: { k: "a" }, StringLike: { l: "b*" } }, { k: "a", l: "c" }, false],
  [{ StringEquals: { k: "a" }, StringLike: { l: "b*" } }, { k: "a", l: "bc" }, true],
  [{ StringNotEquals: { k: ["a", "b"] } }, { k: "c" }, true],
  [{ StringEqualsIgnoreCase: { k: "a" } }, { k: "A" }, true],
  [{ StringLike: { k: "a?c*" } }, { k: "abcd" }, true],
  [{ StringLike: { k: "a?c*" } }, { k: "acd" }, false],
  [{ StringEqualsIfExists: { k: "a" } }, {}, true],
  [{ Bool: { k: "false" } }, { k: "false" }, true],
  [{ Bool: { k: "false" } }, { k: "true" }, false],
  [{ Bool: { k: "false" } }, {}, false],
  [{ Null: { k: "true" } }, {}, true],
  [{ Null: { k: "false" } }, { k: "a" }, true],
  [{ Null: { k: "false" } }, {}, false],
  [{ ArnLike: { k: "arn:aws:ecs:us-east-1:1:*" } }, { k: "arn:aws:ecs:us-east-1:1:task/a:b" }, true],
  [{ ArnLike: { k: "arn:aws:ecs:*:1:*" } }, { k: "arn:aws:ecs:us-east-1:1:task/a" }, true],
  [{ ArnLike: { k: "arn:aws:rds:us-east-1:1:db:a-??" } }, { k: "arn:aws:rds:us-east-1:1:db:a-bc" }, true],
  [{ ArnLike: { k: "arn:aws:rds:us-east-1:1:db:a-??" } }, { k: "arn:aws:rds:us-east-1:1:db:a-bcd" }, false],
  [{ ArnEquals: { k: "arn:aws:ecs:us-east-1:1:*" } }, { k: "arn:aws:ecs:us-east-1:2:task/a" }, false],
  [{ ArnNotLike: { k: "arn:aws:ecs:us-east-1:1:*" } }, { k: "arn:aws:ecs:us-east-1:2:task/a" }, true],
  [{ "ForAnyValue:StringEquals": { k: ["a", "b"] } }, { k: ["b", "c"] }, true],
];

describe.each(Object.entries(EXAMPLES))(`IAM, as ${GUIDE}/%s says`, (_, rows) => {
  it.each(rows)("%s: %s", (_title, permitted, example) => {
    expect(isPermitted(example)).toBe(permitted);
  });
});

describe("a condition", () => {
  it.each(CONDITIONS)("%j with %j: %s", (Condition, context, met) => {
    expect(isPermitted({ identity: [allow({ Condition })], context })).toBe(met);
    expect(isPermitted({ identity: [ANY, deny({ Condition })], context })).toBe(!met);
  });
});

describe("what is not understood", () => {
  it.each([
    ["an operator", { Condition: { IpAddress: { "aws:SourceArn": "10.0.0.0/8" } } }, "IpAddress"],
    ["a key", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }, "aws:PrincipalOrgID"],
    ["an element", { NotPrincipal: { AWS: "*" } }, "NotPrincipal"],
    ["a policy variable", { Resource: "arn:aws:s3:::bucket/${aws:username}/*" }, "variables"],
    ["a type of principal", { Principal: { Federated: "cognito-identity.amazonaws.com" } }, "Federated"],
    ["an effect", { Effect: "allow" }, "neither allows nor denies"],
    ["no action", { Action: undefined }, "Action"],
  ])("is an error: %s", (_, change, said) => {
    expect(() => check("a policy", JSON.parse(JSON.stringify({ ...allow({}), ...change })))).toThrow(said);
  });
});

function isPermitted(example: Example): boolean {
  const { identity = [], resource, by = { role: ROLE }, action = "s3:GetObject", on = OBJECT } = example;
  const owner = on.startsWith(BUCKET) ? BUCKET : on;
  const policies: readonly Policy[] = [
    { address: "identity", kind: "identity", of: ROLE, statements: identity },
    ...(resource
      ? [{ address: "resource", kind: "resource", of: owner, statements: resource } as const]
      : []),
  ];
  const request = { principal: by, action, resource: on, context: example.context ?? {} };
  return new Authorization(ACCOUNT, policies).permits(request);
}
