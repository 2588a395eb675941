import type { Block, Synthesised } from "./terraform-json";

/** A statement of a policy document, with lists where IAM takes one or several. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  readonly principal: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: unknown;
}

interface RawStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

/** The statements of a policy document in one of a resource's attributes. */
export function statements(block: Block, attribute = "policy"): readonly Statement[] {
  const document = block.json<{ Version: string; Statement: readonly RawStatement[] }>(attribute);
  if (document.Version !== "2012-10-17") throw new Error(`${block.address}: version ${document.Version}`);
  return document.Statement.map((raw) => ({
    sid: raw.Sid,
    effect: raw.Effect,
    principal: raw.Principal,
    actions: [raw.Action].flat(),
    resources: [raw.Resource ?? []].flat(),
    conditions: raw.Condition,
  }));
}

/** What a role may do: the statements of all of its policies. */
export function allowed(stack: Synthesised, role: string): readonly Statement[] {
  const { address } = stack.resource("aws_iam_role", role);
  return stack
    .resources("aws_iam_role_policy")
    .filter(({ values }) => stack.behind(values.role).address === address)
    .flatMap((policy) => statements(policy));
}
