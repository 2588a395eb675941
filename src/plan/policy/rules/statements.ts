import { type Statement, statementsOf } from "../documents";
import type { Findings } from "../rule";
import { type Place, UNKNOWN } from "../world/place";
import type { Resource } from "../world/resource";
import type { World } from "../world/world";

/** Looks at one statement of a resource's policy. */
export type Judge = (statement: Statement, resource: Resource) => void;

/** Each statement of the policies of some types; what is not known is told. */
export function eachStatement(
  world: World,
  types: readonly (readonly [type: string, attribute: string])[],
  findings: Findings,
  check: Judge,
): void {
  for (const [type, attribute] of types) {
    for (const resource of world.ofType(type))
      judge(resource.at(attribute), resource, attribute, findings, check);
  }
}

/** Each statement of one policy. */
export function judge(
  place: Place,
  resource: Resource,
  attribute: string,
  findings: Findings,
  check: Judge,
): void {
  const statements = statementsOf(place);
  if (statements === UNKNOWN) {
    findings.unknown(resource, attribute);
    return;
  }
  for (const statement of statements ?? []) check(statement, resource);
}

/** What to call a statement, at the beginning of a sentence. */
export function named({ sid }: Statement): string {
  return sid === undefined ? "A statement" : `The statement ${sid}`;
}
