import { isArray, type Json, type JsonObject } from "./json";

/** Deeper than any plan, and shallower than what a recursion can take. */
export const MAX_DEPTH = 256;

/** Whether objects and lists are nested deeper than `limit`: of what JSON.parse has made, which itself takes any depth. */
export function isDeep(value: Json, limit: number): boolean {
  return typeof value === "object" && value !== null && holdsMore(value, limit);
}

/** Asked of every object of a plan: most of what they hold are scalars, and no list of it is made. */
function holdsMore(container: JsonObject | readonly Json[], levels: number): boolean {
  if (levels === 0) return true;
  if (isArray(container)) {
    for (const each of container) {
      if (typeof each === "object" && each !== null && holdsMore(each, levels - 1)) return true;
    }
    return false;
  }
  for (const key in container) {
    const each = container[key];
    if (typeof each === "object" && each !== null && holdsMore(each, levels - 1)) return true;
  }
  return false;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The same of a text, found without parsing. */
export function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = json.indexOf('"', at);
    if (end < 0) return json.length;
    let escapes = 0;
    while (json.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
    at = end + 1;
  }
}
