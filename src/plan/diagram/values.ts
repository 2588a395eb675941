import { isHidden } from "../masking/places";
import { isArray, isObject, type Json, member } from "../model/json";
import type { Plan, ResourceChange } from "../model/plan";
import { type BlockOf, valueAt } from "./blocks";
import { variableOf } from "./references";

/**
 * Tells what an attribute is: as it is written where it holds no expression, else as the plan has it, else the default of the one
 * variable that it is. Undefined for what nobody knows yet, and for secrets.
 */
export function knownValues(
  variables: Json | undefined,
  plan: Plan | undefined,
  blockOf: BlockOf,
): (
  resource: { readonly address: string; readonly isGone: boolean },
  written: Json | undefined,
  path: readonly string[],
) => Json | undefined {
  const changes = new Map<string, ResourceChange>();
  for (const change of plan?.changes ?? []) {
    const address = blockOf(change);
    if (change.deposed === undefined && !changes.has(address)) changes.set(address, change);
  }
  return (resource, written, path) => {
    const change = changes.get(resource.address);
    const marks = resource.isGone ? change?.beforeSensitive : change?.afterSensitive;
    const key = path.at(-1);
    const isSecret = (value: Json | undefined) =>
      isHidden(value, marksAt(marks, path), key === undefined ? {} : { key });
    if (isSecret(written)) return undefined;
    if (isKnown(written)) return written;
    const planned = valueAt(change?.after, path);
    if (planned !== undefined && isKnown(planned) && !isSecret(planned)) return planned;
    const variable = typeof written === "string" ? variableOf(written) : undefined;
    return variable === undefined ? undefined : defaultOf(variables, variable);
  };
}

/** `true` as soon as one is met on the way. */
function marksAt(marks: Json | undefined, path: readonly string[]): Json | undefined {
  let here = marks;
  for (const key of path) {
    if (here === true) return true;
    const object = isArray(here) ? here[0] : here;
    here = object === true ? true : member(object, key);
  }
  return here;
}

function isKnown(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "string") return !value.includes("${");
  if (isArray(value)) return value.every(isKnown);
  return !isObject(value) || Object.values(value).every(isKnown);
}

export function defaultOf(variables: Json | undefined, name: string): Json | undefined {
  const variable = member(variables, name);
  return member(variable, "sensitive") === true ? undefined : member(variable, "default");
}
