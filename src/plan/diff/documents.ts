import { isDeep } from "../model/depth";
import { isObject, type Json } from "../model/json";

/** Longer strings are compared as text. */
const LONGEST = 2_000_000;
const DEEPEST = 64;

/** Digits beyond what a number of JavaScript's can hold: two such numbers could look the same. */
const LONG_NUMBER = /\d{16}/;

/** The object or list that a string holds as JSON: a policy, container definitions, a dashboard. Undefined where it holds none. */
export function documentIn(text: string): Json | undefined {
  const first = /^\s*([[{])/.exec(text.slice(0, 100))?.[1];
  if (first === undefined || text.length > LONGEST) return undefined;
  if (!/[}\]]\s*$/.test(text.slice(-100))) return undefined;
  try {
    const document = JSON.parse(text) as Json;
    if (isDeep(document, DEEPEST)) return undefined;
    return LONG_NUMBER.test(text) && holdsLongNumber(document) ? undefined : document;
  } catch {
    return undefined;
  }
}

function holdsLongNumber(value: Json): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsLongNumber);
}

/** Whether a document is a policy of IAM's, whose lists have no order and whose lists of one may be written without brackets. */
export function isPolicy(document: Json): boolean {
  return isObject(document) && Object.hasOwn(document, "Statement");
}

/** `[{ name, value }]`, as environments, secrets and dimensions are written, as one object; undefined for any other list. */
export function namedValues(list: readonly Json[]): { readonly [name: string]: Json } | undefined {
  if (list.length === 0) return undefined;
  const members: [string, Json][] = [];
  const names = new Set<string>();
  for (const each of list) {
    if (!isObject(each)) return undefined;
    const keys = Object.keys(each);
    const key = keys.find((it) => NAMES.has(it));
    const value = keys.find((it) => it !== key);
    const name = key === undefined ? undefined : each[key];
    if (keys.length !== 2 || value === undefined || typeof name !== "string" || names.has(name))
      return undefined;
    if (!VALUES.has(value)) return undefined;
    names.add(name);
    members.push([name, each[value] ?? null]);
  }
  return Object.fromEntries(members);
}

const NAMES = new Set(["name", "Name", "key", "Key"]);
const VALUES = new Set(["value", "Value", "valueFrom", "ValueFrom"]);

/** What names an element among its neighbours, by what the element has. */
const IDENTITIES: readonly ((element: Json) => Json | undefined)[] = [
  ...[
    "name",
    "Name",
    "Sid",
    "sid",
    "id",
    "Id",
    "ID",
    "key",
    "Key",
    "containerPort",
    "container_name",
    "rule_id",
  ].map(
    (key) => (element: Json) => (isObject(element) && Object.hasOwn(element, key) ? element[key] : undefined),
  ),
  // a dashboard's widgets
  (element) => {
    const properties = isObject(element) ? element.properties : undefined;
    return isObject(properties) && Object.hasOwn(properties, "title") ? properties.title : undefined;
  },
  (element) => {
    if (!isObject(element)) return undefined;
    const { x, y } = element;
    return typeof x === "number" && typeof y === "number" ? `${x},${y}` : undefined;
  },
];

/** The names of all elements, in a way that names each of both lists apart; undefined where nothing does. */
export function identitiesOf(
  before: readonly Json[],
  after: readonly Json[],
): ((element: Json) => string) | undefined {
  const identity = IDENTITIES.find((each) => isUnique(before, each) && isUnique(after, each));
  return identity && ((element) => String(identity(element) ?? ""));
}

function isUnique(list: readonly Json[], identity: (element: Json) => Json | undefined): boolean {
  const seen = new Set<string>();
  for (const element of list) {
    const name = identity(element);
    if ((typeof name !== "string" && typeof name !== "number") || name === "" || seen.has(String(name)))
      return false;
    seen.add(String(name));
  }
  return true;
}

export function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}
