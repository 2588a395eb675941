import { isArray, isObject, type Json } from "../model/json";

/** What an expression of the configuration refers to. */
export interface References {
  readonly resources: readonly ResourceReference[];
  /** Whether it names its own instance by `each.key` or `count.index`. */
  readonly byOwnKey: boolean;
  /** Whether it refers to variables, locals, modules or data sources too, behind which anything may be. */
  readonly hasOthers: boolean;
}

export interface ResourceReference {
  readonly type: string;
  readonly name: string;
  /** Instances that are written out, such as `aws_subnet.a[0]`. */
  readonly keys: readonly (string | number)[];
  /** Whether it is also named without an instance: `aws_subnet.a`, `aws_subnet.a[*]`, `aws_subnet.a[each.key]`. */
  readonly isWhole: boolean;
}

const NO_REFERENCES: References = { resources: [], byOwnKey: false, hasOthers: false };

/** @param expression as `configuration` of a plan has it: `aws_x.y[0].id` is followed by `aws_x.y[0]` and `aws_x.y` */
export function referencesOf(expression: Json | undefined): References {
  const all = textsIn(expression);
  if (all.length === 0) return NO_REFERENCES;
  const found = new Map<string, { type: string; name: string; keys: (string | number)[]; whole: number }>();
  let [byOwnKey, hasOthers] = [false, false];
  for (const each of all) {
    if (OWN_KEY.has(each)) byOwnKey = true;
    const parsed = RESOURCE.exec(each);
    const [, type = "", name = "", text, number, attribute = ""] = parsed ?? [];
    if (parsed === null || NO_RESOURCES.has(type)) {
      if (!OWN_KEY.has(each) && !NO_VALUES.has(each.split(".", 1)[0] ?? "")) hasOthers = true;
      continue;
    }
    if (attribute !== "") continue;
    const key = `${type}.${name}`;
    const one = found.get(key) ?? { type, name, keys: [], whole: 0 };
    found.set(key, one);
    // an instance is followed by its resource, which is then not named for itself
    if (text !== undefined || number !== undefined) {
      one.keys.push(number === undefined ? unescaped(text ?? "") : Number(number));
      one.whole -= 1;
    } else one.whole += 1;
  }
  const resources = [...found.values()].map(({ type, name, keys, whole }) => ({
    type,
    name,
    keys: [...new Set(keys)],
    isWhole: whole > 0,
  }));
  return { resources, byOwnKey, hasOthers };
}

const RESOURCE = /^([A-Za-z][\w-]*)\.([A-Za-z_][\w-]*)(?:\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\])?(.*)$/s;
const OWN_KEY = new Set(["each.key", "count.index"]);
const NO_RESOURCES = new Set([
  "var",
  "local",
  "module",
  "data",
  "each",
  "count",
  "path",
  "terraform",
  "self",
]);
/** What is the same whatever is referred to. */
const NO_VALUES = new Set(["path", "terraform"]);

function textsIn(expression: Json | undefined): readonly string[] {
  if (isArray(expression)) return expression.flatMap(textsIn);
  if (!isObject(expression)) return [];
  return Object.entries(expression).flatMap(([key, value]) =>
    key === "references" && isArray(value)
      ? value.filter((each): each is string => typeof each === "string")
      : textsIn(value),
  );
}

function unescaped(text: string): string {
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}
