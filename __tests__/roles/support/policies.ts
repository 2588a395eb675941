import { type Conditions, holds } from "../../support/iam/conditions";
import type { Block, Json } from "../../support/terraform-json";
import type { Installation } from "./installation";

/** Whom an identity policy gives something, or what a resource policy protects. */
export type PolicyKind = "identity" | "resource" | "trust";

/** A policy of a stack, with all of its expressions resolved. */
export interface Policy {
  /** Address of the resource that holds it. */
  readonly address: string;
  readonly kind: PolicyKind;
  /** ARN of the role, bucket, key or topic that it belongs to. */
  readonly of: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: string | Readonly<Record<string, OneOrMore>>;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: Conditions;
}

export type OneOrMore = string | readonly string[];

/** The condition keys that requests of the cases carry; a policy that asks for another needs cases with it. */
const CONDITION_KEYS: ReadonlySet<string> = new Set([
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "iam:PassedToService",
  "kms:EncryptionContext:aws:logs:arn",
  "lambda:SourceFunctionArn",
]);

const ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

interface Holder {
  readonly kind: PolicyKind;
  readonly attribute: string;
  readonly of: (at: Installation, block: Block) => string;
}

const HOLDERS: Readonly<Record<string, Holder>> = {
  aws_iam_role: {
    kind: "trust",
    attribute: "assume_role_policy",
    of: (at, block) => at.arnOf(block),
  },
  aws_iam_role_policy: {
    kind: "identity",
    attribute: "policy",
    of: (at, block) => at.arnOf(at.stack.behind(block.values.role)),
  },
  aws_kms_key: { kind: "resource", attribute: "policy", of: (at, block) => at.arnOf(block) },
  aws_s3_bucket_policy: {
    kind: "resource",
    attribute: "policy",
    of: (at, block) => at.arnOf(at.stack.behind(block.values.bucket)),
  },
  aws_sns_topic_policy: {
    kind: "resource",
    attribute: "policy",
    of: (at, block) => at.resolve(block.text("arn")),
  },
};

/**
 * All policies of an installation.
 *
 * @throws where there is one that this reads no meaning from: what is left out could allow anything
 */
export function policiesOf(at: Installation): readonly Policy[] {
  return at.stack.resources().flatMap((block) => {
    refuseOthers(block);
    const holder = HOLDERS[block.type];
    if (holder === undefined || block.values[holder.attribute] === undefined) return [];
    const { Version, Statement } = JSON.parse(at.resolve(block.text(holder.attribute)));
    if (Version !== "2012-10-17" || !Array.isArray(Statement))
      throw new Error(`${block.address}: this is no policy of version 2012-10-17`);
    Statement.forEach((statement) => {
      check(block.address, statement);
    });
    return [{ address: block.address, kind: holder.kind, of: holder.of(at, block), statements: Statement }];
  });
}

const OTHERS = /^aws_iam_|_policy_attachment$|_resource_policy$|_permissions?$|^aws_kms_grant$/;

function refuseOthers({ type, address, values }: Block): void {
  const holder = HOLDERS[type];
  if (holder === undefined && OTHERS.test(type))
    throw new Error(`${address} gives permissions in a way that is not evaluated here`);
  for (const [attribute, value] of Object.entries(values)) {
    if (attribute !== holder?.attribute && isPolicy(value))
      throw new Error(`${address}.${attribute} is a policy that is not evaluated here`);
  }
  for (const attribute of ["inline_policy", "managed_policy_arns", "permissions_boundary"]) {
    if (type === "aws_iam_role" && values[attribute] !== undefined)
      throw new Error(`${address}.${attribute} is not evaluated here`);
  }
}

function isPolicy(value: Json): boolean {
  return JSON.stringify(value).replaceAll("\\", "").includes('"Statement":');
}

/** @throws where a statement has something that the evaluation would not understand */
export function check(address: string, statement: Statement): void {
  const fail = (problem: string): never => {
    throw new Error(`${address} ${statement.Sid ?? ""}: ${problem}`);
  };
  const unknown = Object.keys(statement).filter((element) => !ELEMENTS.has(element));
  if (unknown.length > 0) fail(`${unknown.join()} is not understood here`);
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") fail("it neither allows nor denies");
  if ((statement.Action === undefined) === (statement.NotAction === undefined))
    fail("it needs Action or NotAction");
  if (JSON.stringify(statement).includes("${")) fail("policy variables are not understood here");
  const { Principal = "*", Condition = {} } = statement;
  const types = Principal === "*" ? [] : Object.keys(Principal);
  if (types.some((type) => type !== "AWS" && type !== "Service"))
    fail(`principals of type ${types.join()} are not understood here`);
  for (const [operator, values] of Object.entries(Condition)) {
    const strange = Object.keys(values).filter((key) => !CONDITION_KEYS.has(key));
    if (strange.length > 0) fail(`no case has the condition key ${strange.join()}`);
    // fails where the operator is not understood
    holds({ [operator]: values }, {});
  }
}
