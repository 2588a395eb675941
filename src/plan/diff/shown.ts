import { isHidden, MASKED, type Marks, marksAt } from "../masking";
import { isArray, isObject, type Json, type JsonObject, member } from "../model/json";
import { UNKNOWN } from "./difference";
import { documentIn } from "./documents";
import type { Masker } from "./masker";

export interface Origin {
  readonly marks?: Marks;
  readonly unknown?: Json | undefined;
  /** The member's name, and the object that it is in. */
  readonly key?: string | undefined;
  readonly owner?: JsonObject | undefined;
}

/** A value as it may be shown: masked, with documents parsed, and with what is not known yet said to be so. */
export function shown(value: Json | undefined, origin: Origin, masker: Masker): Json {
  const { marks, unknown, key, owner } = origin;
  if (unknown === true) return UNKNOWN;
  if (hides(value, origin)) return MASKED;
  if (typeof value === "string") return shownText(value, masker);
  if (isArray(value)) {
    return value.map((each, index) =>
      shown(each, { marks: marksAt(marks, index), unknown: elementOf(unknown, index), key, owner }, masker),
    );
  }
  if (!isObject(value)) return value ?? null;
  const keys = new Set([...Object.keys(value), ...(isObject(unknown) ? Object.keys(unknown) : [])]);
  const members: [string, Json][] = [];
  for (const each of keys) {
    const inside = { marks: marksAt(marks, each), unknown: member(unknown, each), key: each, owner: value };
    const present = Object.hasOwn(value, each) ? value[each] : undefined;
    if (present === undefined && inside.unknown !== true) continue;
    members.push([masker.text(each), shown(present, inside, masker)]);
  }
  return Object.fromEntries(members);
}

export function hides(value: Json | undefined, { marks, key, owner }: Origin): boolean {
  // called for every value of a plan: no object is made that is not needed
  if (value === null || value === undefined) return false;
  if (key === undefined) return isHidden(value, marks);
  return isHidden(value, marks, owner === undefined ? { key } : { key, owner });
}

function elementOf(unknown: Json | undefined, index: number): Json | undefined {
  return isArray(unknown) ? unknown[index] : undefined;
}

function shownText(text: string, masker: Masker): Json {
  const document = documentIn(text);
  if (document === undefined) return masker.text(text);
  const clean = shown(document, {}, masker);
  // a secret may be more than one part of the document
  return masker.isClean(text) || masker.isClean(JSON.stringify(clean)) ? clean : masker.text(text);
}
