import type { Call } from "./call";

/** A call as the emulator records it. */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly names?: Readonly<Record<string, unknown>>;
}

/** Whose a resource is, by the id that AWS gave it: `own` was made with the environment's tags, `adopted` was there before. */
export type Owners = ReadonlyMap<string, "own" | "adopted">;

type Named = readonly [string, readonly string[]];

/** Tags that policies may ask for. */
const OWNERS_TAGS: readonly string[] = ["Environment", "Project"];
const TAGS: readonly string[] = ["Tags", "tags", "TagSpecifications", "Tagging"];

/** A call without ids, random parts of names and the order of lists. */
export function normalise(call: RecordedCall, owners: Owners): Call {
  const entries = Object.entries(call.names ?? {});
  const given = entries.filter(([name]) => TAGS.includes(name)).map(([, value]) => value);
  const names = entries.filter(([name]) => !TAGS.includes(name)).flatMap((each) => flat(each, owners));
  return {
    call: `${call.service}.${call.operation}`,
    region: call.region,
    names: sorted(names),
    tags: sorted(given.flatMap(tagsIn).filter(([key]) => OWNERS_TAGS.includes(key))),
    tagged: [...new Set(given.flatMap(kindsIn))].sort(),
  };
}

/** Members of structures under the structure's name and their own. */
function flat([name, value]: readonly [string, unknown], owners: Owners): readonly Named[] {
  if (name === "AttributeName") return [];
  if (typeof value === "string") return [[name, [stableName(value, owners)]]];
  if (Array.isArray(value)) {
    const texts = value.filter((each) => typeof each === "string").map((each) => stableName(each, owners));
    return texts.length === 0 ? [] : [[name, [...new Set(texts)].sort()]];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([inner, each]) => flat([`${name}.${inner}`, each], owners));
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** EC2's ids; names end with no such number of digits. */
const EC2_ID = /\b([a-z]+)-[0-9a-f]{17}\b/g;
const OTHER_ID = /(?<=scalable-target\/|auto-backup:)[0-9a-z-]+/g;

function stableName(text: string, owners: Owners): string {
  const owner = (id: string) => owners.get(id) ?? "other";
  return text
    .replace(UUID, owner)
    .replace(EC2_ID, (id, kind: string) => `${kind}-${owner(id)}`)
    .replace(OTHER_ID, owner)
    .replace(/\d{18}[0-9a-f]{8}/g, "20260101") // unique names of the provider's
    .replace(/(?<=:secret:.+-)\w{6}$/, "AbCdEf")
    .replace(/(?<=\/)[0-9a-f]{16}(?=\/|$)/g, "0123456789abcdef") // load balancers and what they have
    .replace(/(?<=:task-definition\/.+:)\d+$/, "1")
    .replace(/\bdb-[0-9A-Z]{26}\b/, "db-RESOURCE") // a database's id that is not its name
    .replace(/-[0-9a-f]{8}\b/g, "-01234567"); // what makes names unique over time
}

/** Tags as services have them: `Key`, `key` or `TagKey`, a map, or in a list by kind of resource. */
function tagsIn(value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap(tagsIn);
  if (typeof value !== "object" || value === null) return [];
  const fields = new Map<string, unknown>(Object.entries(value));
  const key = fields.get("Key") ?? fields.get("key") ?? fields.get("TagKey");
  const text = fields.get("Value") ?? fields.get("value") ?? fields.get("TagValue");
  if (typeof key === "string" && typeof text === "string") return [[key, text]];
  return [...fields].flatMap(([name, each]) =>
    typeof each === "string" && name !== "ResourceType" ? [[name, each] as const] : tagsIn(each),
  );
}

function kindsIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) =>
    typeof each === "object" && each !== null && "ResourceType" in each ? [String(each.ResourceType)] : [],
  );
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
