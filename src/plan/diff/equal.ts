import { isArray, isObject, type Json } from "../model/json";

/** Whether two values are the same; null and a missing member are. */
export function isEqual(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  const a = one ?? null;
  const b = other ?? null;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((each, index) => isEqual(each, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const key of Object.keys(a)) if (!isEqual(a[key], own(b, key))) return false;
  for (const key of Object.keys(b)) if (!Object.hasOwn(a, key) && (b[key] ?? null) !== null) return false;
  return true;
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether something is marked in a tree of `true`: not known, or sensitive. */
export function hasTrue(marks: Json | undefined): boolean {
  if (marks === true) return true;
  if (typeof marks !== "object" || marks === null) return false;
  return Object.values(marks).some((each: Json) => hasTrue(each));
}
