import type { Path } from "./json-schema";
import { stringsIn } from "./strings";

/** `<aws-account-id>` anywhere in a value: what no region, image, address or name ever holds. */
const ANYWHERE = /<[a-z][\w .-]*>/i;

/** A secret, a tag or an environment variable may hold angle brackets: only a placeholder as a whole counts. */
const WHOLE = /^\s*(<[^<>]*>|\.\.\.|(change|replace|fill)[-_ ]?(me|this|in)|todo|x{3,})\s*$/i;

/** The paths of all strings of a variable that were left as the example has them; what stands within a value is free text. */
export function placeholdersIn(name: string, value: unknown, freeText: boolean): Path[] {
  return stringsIn([name], value)
    .filter(({ path, text }) => WHOLE.test(text) || (!freeText && path.length === 1 && ANYWHERE.test(text)))
    .map(({ path }) => path);
}
