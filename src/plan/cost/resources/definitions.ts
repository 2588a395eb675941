import { NotKnown, told } from "../attributes";
import type { Billed, World } from "../world";
import { push } from "./clusters";

const TYPE = "aws_ecs_task_definition";

/** Task definitions by ARN, and by family. */
export type Definitions = ReadonlyMap<string, readonly Billed[]>;

export function definitionsOf(world: World): Definitions {
  const found = new Map<string, Billed[]>();
  for (const each of world.ofType(TYPE)) {
    for (const name of ["arn", "family"] as const) {
      const read = told(each, name);
      const key = read instanceof NotKnown ? undefined : read.text(name);
      if (key !== undefined) push(found, key, each);
    }
  }
  return found;
}

/**
 * Task definitions of which a service runs one: what it names, else what it refers to, since a new ARN is not known yet.
 *
 * @returns none where the plan does not hold it, or does not tell which it is
 */
export function definitionsFor(service: Billed, definitions: Definitions, world: World): readonly Billed[] {
  const read = told(service, "task_definition");
  const named = read instanceof NotKnown ? undefined : read.text("task_definition");
  const byName =
    named === undefined ? undefined : (definitions.get(named) ?? definitions.get(familyOf(named)));
  if (byName !== undefined) return few(byName);
  const { objects, isCertain } = world.referredTo(service, "task_definition", TYPE);
  return isCertain ? few(objects) : [];
}

/** More are not compared. */
const MOST = 50;

const few = (definitions: readonly Billed[]): readonly Billed[] =>
  definitions.length <= MOST ? definitions : [];

/** `arn:...:task-definition/family:3`, `family:3` or `family` */
function familyOf(named: string): string {
  return named.slice(named.lastIndexOf("/") + 1).replace(/:\d{1,9}$/, "");
}
