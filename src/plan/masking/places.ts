import { isArray, type Json, type JsonObject, member, text } from "../model/json";
import { isReference } from "./harmless";
import { isSecretName } from "./names";

/** Stands for a value that is not shown. */
export const MASKED = "(sensitive)";

/** `true` for what is sensitive with all that is in it, or a tree of it, as `after_sensitive` has it. */
export type Marks = Json | undefined;

/** The marks of what is at `key` of a value with these marks. */
export function marksAt(marks: Marks, key: string | number): Marks {
  if (marks === true) return true;
  if (isArray(marks)) return typeof key === "number" ? marks[key] : undefined;
  return member(marks, String(key));
}

/** Members that hold what another member, `name` or `key`, tells the name of: `{ "name": "API_KEY", "value": "..." }`. */
const VALUES = new Set([
  "value",
  "Value",
  "insecure_value",
  "parameter_value",
  "ParameterValue",
  "default_value",
]);

/**
 * Whether a member of an object is hidden by its name, or by the name that the object gives it.
 *
 * @param owner the object, where there is one
 */
export function isSecretMember(owner: JsonObject | undefined, key: string): boolean {
  if (isSecretName(key)) return true;
  if (owner === undefined || !VALUES.has(key)) return false;
  for (const each of ["name", "Name", "key", "Key", "parameter_name", "ParameterName"]) {
    const name = text(owner, each);
    if (name !== undefined && isSecretName(name)) return true;
  }
  return false;
}

/**
 * Whether a value is hidden where it is: it is marked, or its name says so and it is a scalar (of an object or a list the members are
 * asked). What is not there is not hidden, and what only refers to a secret, by an ARN, is not one.
 */
export function isHidden(
  value: Json | undefined,
  marks: Marks,
  { key, owner }: { readonly key?: string; readonly owner?: JsonObject } = {},
): boolean {
  if (value === null || value === undefined) return false;
  if (marks === true) return true;
  if (key === undefined || typeof value === "object" || !isSecretMember(owner, key)) return false;
  return typeof value !== "string" || !isReference(value);
}
