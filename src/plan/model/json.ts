export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** As `JSON.parse` makes it: `__proto__` may be a key of its own, so copy with `Object.entries`, never with a spread. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The members of an object; none of what is no object. */
export function entries(value: Json | undefined): readonly [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** Those members of an object that are objects themselves. */
export function objectsIn(value: Json | undefined): readonly [string, JsonObject][] {
  return entries(value).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

/** A member of its own; undefined where it is missing or null, or where there is no object. */
export function member(value: Json | undefined, key: string): Json | undefined {
  if (!isObject(value)) return undefined;
  const found = value[key];
  // what every object inherits is a function, or the prototype itself
  return found === null || typeof found === "function" || found === Object.prototype ? undefined : found;
}

export function text(value: Json | undefined, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}

export function flag(value: Json | undefined, key: string): boolean | undefined {
  const found = member(value, key);
  return typeof found === "boolean" ? found : undefined;
}

export function list(value: Json | undefined, key: string): readonly Json[] {
  const found = member(value, key);
  return isArray(found) ? found : [];
}
