import { isArray, isObject, type Json, member } from "../model/json";
import { isQuantity } from "./money";

/** Values of a resource, or of a block in one, and which of them are not known. */
export interface Source {
  readonly values: Json;
  /** `true`, or a tree of it, for what the apply alone will tell. */
  readonly unknown: Json;
  /**
   * Whether the configuration sets an attribute; AWS chooses what it does not.
   *
   * @default - the plan does not tell, so that it may be set
   */
  isConfigured?(attribute: string): boolean;
}

/** Attributes that the apply alone will tell. */
export class NotKnown {
  constructor(private readonly attributes: readonly string[]) {}

  get why(): string {
    const [last = "", ...others] = [...this.attributes].reverse();
    const names = others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
    return `${names} ${others.length === 0 ? "is" : "are"} not known before the apply`;
  }
}

/** Attributes that are known: each has a value, or is absent, so that its default holds. */
export class Told<Name extends string> {
  constructor(private readonly values: Json) {}

  /** Undefined also where it is empty, as the provider writes what is not set. */
  text(name: Name): string | undefined {
    const value = member(this.values, name);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** False where it is absent. */
  flag(name: Name): boolean {
    return this.flagOr(name, false);
  }

  flagOr(name: Name, absent: boolean): boolean {
    const value = member(this.values, name);
    return typeof value === "boolean" ? value : absent;
  }

  /** @returns undefined for what is absent, no number, negative, or more than AWS takes */
  number(name: Name, most?: number): number | undefined {
    return quantity(member(this.values, name), most);
  }

  /** @returns undefined for what is no number, negative, or more than AWS takes */
  numberOr(name: Name, absent: number, most?: number): number | undefined {
    const value = member(this.values, name);
    return value === undefined ? absent : quantity(value, most);
  }

  texts(name: Name): readonly string[] {
    const value = member(this.values, name);
    return isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
  }
}

/** The only way to attributes: whoever asks for some hears first whether all of them are known. */
export function told<const Name extends string>(
  source: Source,
  ...names: readonly Name[]
): Told<Name> | NotKnown {
  let missing: Name[] | undefined;
  for (const name of names) {
    if (!isUnknown(source, name)) continue;
    missing ??= [];
    missing.push(name);
  }
  return missing === undefined ? new Told(source.values) : new NotKnown(missing);
}

function isUnknown(source: Source, name: string): boolean {
  const { unknown } = source;
  if (unknown === false) return false;
  if (unknown !== true && !holdsTrue(member(unknown, name))) return false;
  return source.isConfigured?.(name) ?? true;
}

function holdsTrue(tree: Json | undefined): boolean {
  if (tree === true) return true;
  if (isArray(tree)) return tree.some(holdsTrue);
  return isObject(tree) && Object.values(tree).some(holdsTrue);
}

/** Blocks of a name, each to be asked in turn. A `dynamic` one is in no configuration, so that unknown means not known. */
export function blocks(source: Source, name: string): readonly Source[] | NotKnown {
  const unknown = source.unknown === true ? true : member(source.unknown, name);
  if (unknown === true) return new NotKnown([name]);
  const values = member(source.values, name);
  if (values === undefined) return [];
  if (!isArray(values)) return [{ values, unknown: unknown ?? false }];
  return values.map((each, at) => ({
    values: each,
    unknown: isArray(unknown) ? (unknown[at] ?? false) : false,
  }));
}

const EMPTY: Source = { values: {}, unknown: false };

/** The first block of a name; an empty one where there is none. */
export function block(source: Source, name: string): Source | NotKnown {
  const all = blocks(source, name);
  return all instanceof NotKnown ? all : (all[0] ?? EMPTY);
}

/** How many an attribute's list holds, whether or not its elements are known; undefined where that is not known either. */
export function lengthOf(source: Source, name: string): number | undefined {
  const values = member(source.values, name);
  if (isArray(values)) return values.length;
  if (source.unknown === true || member(source.unknown, name) === true)
    return (source.isConfigured?.(name) ?? true) ? undefined : 0;
  return 0;
}

/** A number of a plan, also where it is written as text; undefined for what can be no quantity. */
function quantity(value: unknown, most = Number.MAX_SAFE_INTEGER): number | undefined {
  const number = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && isQuantity(number) && number <= most ? number : undefined;
}
