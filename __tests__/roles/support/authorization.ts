import { type Context, holds } from "../../support/iam/conditions";
import { arnMatches, matches } from "./patterns";
import type { OneOrMore, Policy, Statement } from "./policies";

/** Who asks: a service of AWS for itself, or an IAM role. */
export type Principal = { readonly service: string } | { readonly role: string };

export interface Request {
  readonly principal: Principal;
  readonly action: string;
  /** ARN, or `*` where the action takes none. */
  readonly resource: string;
  readonly context: Context;
}

/**
 * Decides as IAM does, by the policies of one account.
 *
 * A role without a policy here is somebody else's, and taken to be allowed everything by its own side; a resource without one is taken
 * to admit everybody. So each answer is one of the policies that are here.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class Authorization {
  readonly #identity: ReadonlyMap<string, readonly Statement[]>;
  readonly #resource: ReadonlyMap<string, readonly Statement[]>;

  constructor(
    private readonly account: string,
    policies: readonly Policy[],
  ) {
    this.#identity = byOwner(policies.filter(({ kind }) => kind === "identity"));
    this.#resource = byOwner(policies.filter(({ kind }) => kind !== "identity"));
  }

  permits(request: Request): boolean {
    const { principal, resource } = request;
    const governing = isGoverned(request) ? this.#resource.get(ownerOf(resource)) : undefined;
    const applicable = (governing ?? []).filter((each) => applies(each, request));
    const named = applicable.filter((each) => admits(each, principal) !== undefined);
    if (named.some(isDeny)) return false;
    const isNamed = named.some((each) => admits(each, principal) === "itself");
    if ("service" in principal) return isNamed;

    const identity = this.#identity.get(principal.role);
    const own = identity?.filter((each) => applies(each, request));
    if (own?.some(isDeny) === true) return false;
    const mayByItself = own === undefined || own.length > 0;
    if (governing === undefined) return mayByItself;
    if (accountOf(principal.role) !== this.account) return named.length > 0 && mayByItself;
    if (isClosed(resource)) return isNamed || (named.length > 0 && mayByItself);
    return isNamed || mayByItself;
  }
}

/** A role's own policy is on who assumes it, and on nothing else that is done with it. */
function isGoverned({ action, resource }: Request): boolean {
  return !resource.startsWith("arn:aws:iam:") || action.startsWith("sts:");
}

/** Within their own account, too, these admit nobody whom their policy does not: IAM alone does not decide. */
function isClosed(resource: string): boolean {
  return /^arn:aws:(kms:.*:key|iam:.*:role)\//.test(resource);
}

function byOwner(policies: readonly Policy[]): ReadonlyMap<string, readonly Statement[]> {
  const owners = new Map<string, readonly Statement[]>();
  for (const { of, statements } of policies) owners.set(of, [...(owners.get(of) ?? []), ...statements]);
  return owners;
}

/** What a policy that decides on a resource belongs to: an object's is its bucket's. */
function ownerOf(resource: string): string {
  return resource.startsWith("arn:aws:s3:::") ? resource.replace(/\/.*$/s, "") : resource;
}

function isDeny({ Effect }: Statement): boolean {
  return Effect === "Deny";
}

/** Whether a statement speaks of a request's action, resource and circumstances. */
export function applies(statement: Statement, { action, resource, context }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  if (!listed(Action, NotAction, (pattern) => matches(pattern.toLowerCase(), action.toLowerCase())))
    return false;
  const hasResources = Resource !== undefined || NotResource !== undefined;
  if (hasResources && !listed(Resource, NotResource, (pattern) => arnMatches(pattern, resource)))
    return false;
  return Condition === undefined || holds(Condition, context);
}

function listed(
  among: OneOrMore | undefined,
  notAmong: OneOrMore | undefined,
  isMatch: (pattern: string) => boolean,
): boolean {
  return among === undefined ? ![notAmong ?? []].flat().some(isMatch) : [among].flat().some(isMatch);
}

/** Whether a statement of a resource's policy names a principal itself, or by its account, whose own policies then decide. */
function admits({ Principal = {} }: Statement, principal: Principal): "itself" | "its account" | undefined {
  const named = Object.entries(Principal === "*" ? { AWS: "*" } : Principal).flatMap(([type, names]) =>
    [names].flat().map((name) => ({ type, name })),
  );
  const answers = named.map(({ type, name }) => {
    if (name === "*") return "itself";
    if (type === "Service")
      return "service" in principal && name === principal.service ? "itself" : undefined;
    if (type !== "AWS" || !("role" in principal)) return undefined;
    if (name === principal.role) return "itself";
    const account = accountOf(principal.role);
    return [account, `arn:aws:iam::${account}:root`].includes(name) ? "its account" : undefined;
  });
  return answers.find((each) => each === "itself") ?? answers.find((each) => each !== undefined);
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
