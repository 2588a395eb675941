import type { Path } from "./json-schema";

/** `<aws-account-id>` anywhere in a value: what no region, image, address or name ever holds. */
const ANYWHERE = /<[a-z][\w .-]*>/i;

/** A secret, a tag or an environment variable may hold angle brackets: only a placeholder as a whole counts. */
const WHOLE = /^\s*(<[^<>]*>|\.\.\.|(change|replace|fill)[-_ ]?(me|this|in)|todo|x{3,})\s*$/i;

/** The paths of all strings under a variable that were left as the example has them. */
export function placeholdersIn(path: Path, value: unknown, freeText: boolean): Path[] {
  if (typeof value === "string") {
    return WHOLE.test(value) || (!freeText && ANYWHERE.test(value)) ? [path] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    placeholdersIn([...path, Array.isArray(value) ? Number(key) : key], inner, true),
  );
}
