import type { Context } from "../../support/iam/conditions";
import type { Principal, Request } from "./authorization";
import type { Installation } from "./installation";

/** Questions to IAM about something of one installation, where what is used, or who comes, is of the same or of another one. */
export interface Case {
  /** The role, or the resource with a policy, that is asked about: the name of its construct. */
  readonly about: string;
  readonly requests: (own: Installation, theirs: Installation) => readonly Request[];
}

/** What there is for one purpose, and what must be possible. */
export interface Cases {
  readonly about: string;
  readonly needs: readonly Case[];
  /** What must not be, beside all that follows from others' needs. */
  readonly refused?: readonly Case[];
}

/** A role of the platform, and what AWS allows such a role. */
export interface RoleCases extends Cases {
  readonly baseline: Baseline;
}

export interface Baseline {
  /** The managed policies that AWS documents for this purpose. */
  readonly managed: readonly string[];
  /** Where AWS has no managed policy: the actions that this page lists. */
  readonly documented?: { readonly page: string; readonly actions: readonly string[] };
  /** What of it this role goes without, and why; a key may be a pattern. */
  readonly without: Readonly<Record<string, string>>;
  /** What this role may do beyond it, and why. */
  readonly beyond: Readonly<Record<string, string>>;
}

type OneOrMore = string | readonly string[];

/** Questions whether a role may do something with what `on` finds in the installation that is meant. */
export function role(about: string) {
  return (
    actions: OneOrMore,
    on: (theirs: Installation) => readonly string[],
    context: (own: Installation) => Context = () => ({}),
  ): Case => ({
    about,
    requests: (own, theirs) =>
      own.arns("aws_iam_role", about).flatMap((arn) =>
        product([actions].flat(), on(theirs)).map(([action, resource]) => ({
          principal: { role: arn },
          action,
          resource,
          context: { "aws:SecureTransport": "true", ...context(own) },
        })),
      ),
  });
}

/** Questions whether a resource, which `on` finds, admits somebody. */
export function resource(about: string, on: (own: Installation, theirs: Installation) => readonly string[]) {
  return (
    actions: OneOrMore,
    from: (theirs: Installation) => Principal,
    contexts: (theirs: Installation) => readonly Context[] = () => [{}],
  ): Case => ({
    about,
    requests: (own, theirs) =>
      product([actions].flat(), on(own, theirs)).flatMap(([action, arn]) =>
        contexts(theirs).map((context) => ({
          principal: from(theirs),
          action,
          resource: arn,
          context: { "aws:SecureTransport": "true", ...context },
        })),
      ),
  });
}

export const service = (name: string) => () => ({ service: name });

/** Who may do everything in an account, as far as its own policies decide. */
export const administrator = (at: Installation) => ({
  role: `arn:aws:iam::${at.account}:role/Administrator`,
});

function product<A, B>(first: readonly A[], second: readonly B[]): readonly (readonly [A, B])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const));
}
