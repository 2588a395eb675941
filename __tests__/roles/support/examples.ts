import type { Context } from "../../support/iam/conditions";
import type { Principal } from "./authorization";
import type { Statement } from "./policies";

export const ACCOUNT = "111122223333";
const OTHER = "444455556666";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/example`;
const STRANGER = `arn:aws:iam::${OTHER}:role/stranger`;
export const BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket";
export const OBJECT = `${BUCKET}/folder/object`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd`;
export const ANY: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
const NONE: readonly Statement[] = [];

/** A question to IAM: whether ROLE may get OBJECT, where nothing else is said. */
export interface Example {
  readonly identity?: readonly Statement[];
  /** The policy of the resource, where it has one. */
  readonly resource?: readonly Statement[];
  readonly by?: Principal;
  readonly action?: string;
  readonly on?: string;
  readonly context?: Context;
}

export const allow = (change: Partial<Statement>): Statement => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "*",
  ...change,
});
export const deny = (change: Partial<Statement>): Statement => ({ ...allow(change), Effect: "Deny" });

type Row = readonly [title: string, permitted: boolean, example: Example];

/** By the page of the IAM User Guide that says so. */
export const EXAMPLES: Readonly<Record<string, readonly Row[]>> = {
  "reference_policies_evaluation-logic_policy-eval-denyallow.html": [
    ["nothing is allowed by default", false, {}],
    ["an allow allows", true, { identity: [ANY] }],
    ["an explicit deny wins over any allow", false, { identity: [ANY, deny({})] }],
    ["wherever it stands", false, { identity: [deny({}), ANY] }],
    ["one in the resource's policy too", false, { identity: [ANY], resource: [deny({ Principal: "*" })] }],
    ["a deny of something else does not", true, { identity: [ANY, deny({ Action: "s3:PutObject" })] }],
  ],
  "reference_policies_evaluation-logic_policy-eval-basics-single-account.html": [
    [
      "the identity's policy alone",
      true,
      { identity: [ANY], resource: [deny({ Principal: "*", Action: "s3:PutObject" })] },
    ],
    [
      "the resource's policy alone, where it names the role",
      true,
      { resource: [allow({ Principal: { AWS: ROLE } })] },
    ],
    [
      "not where it names the account: that leaves it to IAM",
      false,
      { resource: [allow({ Principal: { AWS: ACCOUNT } })] },
    ],
    ["nor where it names another role", false, { resource: [allow({ Principal: { AWS: `${ROLE}s` } })] }],
    [
      "a service gets in by the resource's policy",
      true,
      {
        by: { service: "delivery.logs.amazonaws.com" },
        resource: [allow({ Principal: { Service: ["delivery.logs.amazonaws.com"] } })],
      },
    ],
    [
      "another one does not",
      false,
      {
        by: { service: "sns.amazonaws.com" },
        resource: [allow({ Principal: { Service: "delivery.logs.amazonaws.com" } })],
      },
    ],
    [
      "no service is an account's",
      false,
      { by: { service: "sns.amazonaws.com" }, resource: [allow({ Principal: { AWS: ACCOUNT } })] },
    ],
  ],
  "reference_policies_evaluation-logic-cross-account.html": [
    [
      "another account needs the resource's policy as well",
      false,
      { by: { role: STRANGER }, resource: NONE },
    ],
    ["by its role", true, { by: { role: STRANGER }, resource: [allow({ Principal: { AWS: STRANGER } })] }],
    [
      "or as a whole",
      true,
      { by: { role: STRANGER }, resource: [allow({ Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })] },
    ],
    ["or anybody", true, { by: { role: STRANGER }, resource: [allow({ Principal: "*" })] }],
    [
      "anybody is not only those of AWS",
      true,
      { by: { role: STRANGER }, resource: [allow({ Principal: { AWS: "*" } })] },
    ],
  ],
  "../../../kms/latest/developerguide/key-policies.html": [
    [
      "IAM alone does not open a key",
      false,
      { identity: [ANY], action: "kms:Decrypt", on: KEY, resource: NONE },
    ],
    [
      "unless its policy leaves it to IAM",
      true,
      {
        identity: [ANY],
        action: "kms:Decrypt",
        on: KEY,
        resource: [allow({ Action: "kms:*", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })],
      },
    ],
    [
      "which then has to allow it",
      false,
      {
        action: "kms:Decrypt",
        on: KEY,
        resource: [allow({ Action: "kms:*", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })],
      },
    ],
    [
      "a key's policy is enough where it names the role",
      true,
      { action: "kms:Decrypt", on: KEY, resource: [allow({ Action: "kms:*", Principal: { AWS: ROLE } })] },
    ],
  ],
  "id_roles_create_for-service.html": [
    [
      "IAM alone does not let a role be assumed",
      false,
      { identity: [ANY], action: "sts:AssumeRole", on: ROLE, resource: NONE },
    ],
    [
      "a trust policy is not on what else is done with the role",
      true,
      { identity: [ANY], action: "iam:PassRole", on: ROLE, resource: NONE },
    ],
  ],
  "reference_policies_elements_action.html": [
    ["names are read in any case", true, { identity: [allow({ Action: "S3:getobject" })] }],
    ["* is any characters", true, { identity: [allow({ Action: "s3:*Object" })] }],
    ["or none", true, { identity: [allow({ Action: "s3:GetObject*" })] }],
    ["? is one", true, { identity: [allow({ Action: "s3:Ge?Object" })] }],
    ["and not two", false, { identity: [allow({ Action: "s3:G?Object" })] }],
    ["a dot is a dot", false, { identity: [allow({ Action: "s3.GetObject" })] }],
    [
      "another service's is another action",
      false,
      { identity: [allow({ Action: ["s3express:GetObject", "s3:Get"] })] },
    ],
  ],
  "reference_policies_elements_notaction.html": [
    ["all but the listed", true, { identity: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] }],
    [
      "not the listed",
      false,
      { identity: [{ Effect: "Allow", NotAction: ["iam:*", "s3:Get*"], Resource: "*" }] },
    ],
  ],
  "reference_policies_elements_resource.html": [
    ["ARNs are read in their case", false, { identity: [allow({ Resource: OBJECT.toUpperCase() })] }],
    ["* goes over slashes", true, { identity: [allow({ Resource: `${BUCKET}/*` })] }],
    ["a bucket is not its objects", false, { identity: [allow({ Resource: BUCKET })] }],
    ["? is one character", true, { identity: [allow({ Resource: `${BUCKET}/folder/?bject` })] }],
    ["* stays in its part of the ARN", false, { identity: [allow({ Resource: "arn:aws:*/folder/object" })] }],
    ["parts that are left out are any", true, { identity: [allow({ Resource: "arn:aws:s3" })] }],
    [
      "several are any of them",
      true,
      { identity: [allow({ Resource: ["arn:aws:s3:::other/*", `${BUCKET}/*`] })] },
    ],
    [
      "colons are part of the last part",
      true,
      {
        identity: [
          allow({ Action: "logs:PutLogEvents", Resource: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:a:*` }),
        ],
        action: "logs:PutLogEvents",
        on: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:a:log-stream:b`,
      },
    ],
  ],
  "reference_policies_elements_notresource.html": [
    [
      "all but the listed",
      true,
      { identity: [{ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::other/*" }] },
    ],
    [
      "not the listed",
      false,
      { identity: [{ Effect: "Allow", Action: "s3:*", NotResource: `${BUCKET}/*` }] },
    ],
  ],
};
