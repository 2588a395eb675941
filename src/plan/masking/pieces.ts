import { isDeeperThan } from "../model/depth";
import { isObject, type Json } from "../model/json";
import { isBoundary } from "./pem";

/** Deeper documents within a value are taken as text. */
const DEEPEST = 64;
/** Shorter ones cannot be deep enough to matter. */
const SHORT = 1024;

/** The document in a string that looks like an object or a list; undefined where it is none. */
export function parsedOf(value: string): Json | undefined {
  const first = /^\s*([{[])/.exec(value)?.[1];
  if (first === undefined || (value.length > SHORT && isDeeperThan(value, DEEPEST))) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

export interface Leaf {
  /** Of the member that holds it, or holds the list with it. */
  readonly name: string | undefined;
  readonly leaf: string;
}

/** The strings of a value; those of JSON within them, too. */
export function* stringsOf(value: Json, name?: string): Generator<Leaf> {
  if (typeof value === "string") yield { name, leaf: value };
  else if (Array.isArray(value)) for (const each of value) yield* stringsOf(each, name);
  else if (isObject(value)) for (const [key, each] of Object.entries(value)) yield* stringsOf(each, key);
}

/** The strings of a JSON document in a string. */
export function* leavesOf(value: string): Generator<Leaf> {
  const document = parsedOf(value);
  if (document === undefined) return;
  for (const each of stringsOf(document)) {
    yield each;
    yield* leavesOf(each.leaf);
  }
}

/** The lines of a text of several, such as a key in PEM, without what encloses them. */
export function linesOf(value: string): readonly string[] {
  if (!value.includes("\n")) return [];
  return value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !isBoundary(line));
}

/** The passwords of the URLs in a text, as they are and decoded. */
export function passwordsOf(value: string): readonly string[] {
  if (!value.includes("://") || !value.includes("@")) return [];
  return [...value.matchAll(/:\/\/[^\s:/?#@"'<>]{0,256}:([^\s/?#"'<>]{1,1024})@/g)].flatMap(
    ([, password = ""]) => [password, ...decoded(password)],
  );
}

function decoded(text: string): readonly string[] {
  try {
    const plain = decodeURIComponent(text);
    return plain === text ? [] : [plain];
  } catch {
    return [];
  }
}
