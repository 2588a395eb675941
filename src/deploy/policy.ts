import { GetRolePolicyCommand, paginateListRolePolicies } from "@aws-sdk/client-iam";
import type { Aws } from "./aws";

/** A policy document of IAM, as far as it decides on an action and a resource. */
export interface PolicyDocument {
  readonly Statement: Statement | readonly Statement[];
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: unknown;
}

/**
 * Whether policies allow an action on a resource: one statement allows it, and none denies it.
 *
 * Conditions depend on the request and are not looked at; what has one is read in favour of the role: an Allow counts, a
 * Deny does not. Policy variables such as `${aws:username}` match nothing but themselves.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(policies: readonly PolicyDocument[], action: string, resource: string): boolean {
  const hits = policies
    .flatMap(({ Statement }) => list(Statement))
    .filter((each) => covers(each, action, resource));
  return hits.some(({ Effect }) => Effect === "Allow") && !hits.some(deniesAlways);
}

/**
 * The inline policies of a role; the platform's roles have no others.
 *
 * @param roleArn as a task definition names it
 */
export async function rolePolicies(aws: Aws, roleArn: string): Promise<readonly PolicyDocument[]> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const names: string[] = [];
  for await (const { PolicyNames } of paginateListRolePolicies({ client: aws.iam }, { RoleName })) {
    names.push(...(PolicyNames ?? []));
  }
  return Promise.all(
    names.map(async (PolicyName) => {
      const { PolicyDocument } = await aws.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return JSON.parse(decodeURIComponent(PolicyDocument ?? "{}")) as PolicyDocument;
    }),
  );
}

function deniesAlways({ Effect, Condition }: Statement): boolean {
  return Effect === "Deny" && Condition === undefined;
}

function covers(statement: Statement, action: string, resource: string): boolean {
  const { Action, NotAction, Resource, NotResource } = statement;
  const isAction = NotAction === undefined ? any(Action, action, "i") : !any(NotAction, action, "i");
  const isResource =
    NotResource === undefined ? any(Resource, resource, "") : !any(NotResource, resource, "");
  return isAction && isResource;
}

function any(patterns: string | readonly string[] | undefined, value: string, flags: string): boolean {
  return list(patterns ?? []).some((pattern) => wildcard(pattern, flags).test(value));
}

/** `*` stands for any characters and `?` for one. */
function wildcard(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, `s${flags}`);
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
