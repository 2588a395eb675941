import type { Owners } from "./normalise";

interface State {
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

/** What a VPC comes with, and Terraform takes over: it has no tags until then. */
const ADOPTED = /^aws_default_/;
/** Parts of other resources: IAM looks at those, and finds them by the part. */
const PARTS = ["aws_route_table_association", "aws_vpc_security_group_ingress_rule"];

/** Whose each id in a state is. */
export function ownersIn(state: unknown): Owners {
  return new Map(
    (state as State).resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, instances }) =>
        instances
          .filter(({ attributes }) => isTagged(attributes) || PARTS.includes(type))
          .flatMap(({ attributes }) =>
            idsIn(attributes).map((id) => [id, ADOPTED.test(type) ? "adopted" : "own"] as const),
          ),
      ),
  );
}

function isTagged({ tags_all }: Readonly<Record<string, unknown>>): boolean {
  return typeof tags_all === "object" && tags_all !== null && "Project" in tags_all;
}

/** The id itself, and the last part of the ARN, which is the id where AWS makes it. */
function idsIn({ id, arn, association_id }: Readonly<Record<string, unknown>>): readonly string[] {
  return [id, association_id, String(arn).split(/[:/]/).at(-1)].filter(
    (each): each is string => typeof each === "string",
  );
}
