import { MASKED, type Marks, marksAt } from "../masking";
import { isArray, isObject, type Json, type JsonObject, member } from "../model/json";
import type { AttributePath } from "../model/plan";
import type { Difference } from "./difference";
import { documentIn, isPolicy, namedValues } from "./documents";
import { hasTrue, isEqual } from "./equal";
import { compareLists } from "./lists";
import type { Masker } from "./masker";
import { isIn, type Place, pathText } from "./path";
import { hides, type Origin, shown } from "./shown";

/** Two values in the same place, with what is known about them. */
export interface Pair {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** Of the value after. */
  readonly unknown: Json | undefined;
  readonly marksBefore: Marks;
  readonly marksAfter: Marks;
  readonly place: Place | undefined;
  /** The member's name, and the objects that it is in. */
  readonly key?: string | undefined;
  readonly ownerBefore?: JsonObject | undefined;
  readonly ownerAfter?: JsonObject | undefined;
  /** Within a document that a string holds. */
  readonly inside?: "document" | "policy" | undefined;
}

/** Compares values, and collects how they differ. */
export class Comparison {
  readonly found: Difference[] = [];
  readonly masker: Masker;
  readonly #replacePaths: readonly AttributePath[];

  constructor(masker: Masker, replacePaths: readonly AttributePath[]) {
    this.masker = masker;
    this.#replacePaths = replacePaths;
  }

  compare(pair: Pair): void {
    const before = pair.before ?? undefined;
    const after = pair.after ?? undefined;
    if (pair.unknown !== true && before === after && !hasTrue(pair.unknown)) return;
    // what is sensitive on one side is on the other, also where there is nothing on the one that says so
    const isMarked = pair.marksBefore === true || pair.marksAfter === true;
    if (isMarked || hides(before, originBefore(pair)) || hides(after, originAfter(pair))) this.#hidden(pair);
    else if (pair.unknown === true || before === undefined || after === undefined) this.emit(pair);
    else if (isObject(before) && isObject(after)) this.members(pair, before, after);
    else if (isArray(before) && isArray(after)) this.#lists(pair, before, after);
    else if (typeof before === "string" && typeof after === "string") this.#texts(pair, before, after);
    else if (pair.inside === "policy" && (isArray(before) || isArray(after))) {
      // a policy's lists of one may be written without brackets
      this.#lists(pair, asList(before), asList(after));
    } else if (!isEqual(before, after) || hasTrue(pair.unknown)) this.emit(pair);
  }

  members(pair: Pair, before: JsonObject, after: JsonObject): void {
    const keys = new Set([...Object.keys(before), ...Object.keys(after), ...keysOf(pair.unknown)]);
    for (const key of keys) this.member(pair, before, after, key);
  }

  member(pair: Pair, before: JsonObject, after: JsonObject, key: string): void {
    this.compare({
      before: own(before, key),
      after: own(after, key),
      unknown: member(pair.unknown, key),
      marksBefore: marksAt(pair.marksBefore, key),
      marksAfter: marksAt(pair.marksAfter, key),
      place: { parent: pair.place, step: key, isIdentity: false },
      key,
      ownerBefore: before,
      ownerAfter: after,
      inside: pair.inside,
    });
  }

  #lists(pair: Pair, before: readonly Json[], after: readonly Json[]): void {
    const [one, other] = [namedValues(before), namedValues(after)];
    const isPlain = ![pair.unknown, pair.marksBefore, pair.marksAfter].some(hasTrue);
    if (one && other && isPlain) this.#named(pair, one, other);
    else compareLists(this, pair, before, after);
  }

  #named(pair: Pair, before: JsonObject, after: JsonObject): void {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      this.compare({
        before: own(before, name),
        after: own(after, name),
        unknown: undefined,
        marksBefore: undefined,
        marksAfter: undefined,
        place: { parent: pair.place, step: name, isIdentity: true },
        key: name,
        inside: pair.inside,
      });
    }
  }

  #texts(pair: Pair, before: string, after: string): void {
    const parsedBefore = documentIn(before);
    const parsedAfter = parsedBefore === undefined ? undefined : documentIn(after);
    if (parsedBefore === undefined || parsedAfter === undefined) this.emit(pair);
    else this.#documents(pair, parsedBefore, parsedAfter);
  }

  #documents(pair: Pair, before: Json, after: Json): void {
    const within = new Comparison(this.masker, this.#replacePaths);
    within.compare({
      before,
      after,
      unknown: undefined,
      marksBefore: undefined,
      marksAfter: undefined,
      place: pair.place,
      inside: isPolicy(before) || isPolicy(after) ? "policy" : "document",
    });
    // a secret may be more than one part of the document
    const isWhole = [pair.before, pair.after].every((each) => this.masker.isClean(String(each)));
    if (within.found.length === 0) this.emit(pair, "the same content, written differently");
    else if (isWhole || this.masker.isClean(JSON.stringify(within.found))) this.found.push(...within.found);
    else this.#hidden(pair);
  }

  #hidden(pair: Pair): void {
    const { before, after, unknown } = pair;
    // nothing, in whichever way it is written
    const isNothing = (before ?? "") === "" && (after ?? "") === "";
    if (unknown !== true && !hasTrue(unknown) && (isNothing || isEqual(before, after))) return;
    const change = changeOf(pair);
    const found = this.#found(pair, change);
    if (change !== "add") found.before = MASKED;
    if (change !== "remove") found.after = MASKED;
    found.isSensitive = true;
    this.#push(pair, found);
  }

  /** Tells a pair as a whole. */
  emit(pair: Pair, note?: string): void {
    const { before, after, unknown } = pair;
    const change = changeOf(pair);
    if (change === undefined) return;
    const found = this.#found(pair, change);
    if (change !== "add") found.before = shown(before, originBefore(pair), this.masker);
    if (change !== "remove") found.after = shown(after, { ...originAfter(pair), unknown }, this.masker);
    if (unknown === true) found.isUnknown = true;
    if (note !== undefined) found.note = note;
    this.#push(pair, found);
  }

  #found({ place }: Pair, change: Difference["change"] = "change"): Found {
    return { path: pathText(place, this.masker.text), change };
  }

  #push({ place }: Pair, found: Found): void {
    if (isIn(this.#replacePaths, place)) found.forcesReplacement = true;
    this.found.push(found);
  }
}

type Found = { -readonly [Key in keyof Difference]: Difference[Key] };

/** Undefined where there is nothing before and after. */
function changeOf({ before, after, unknown }: Pair): Difference["change"] | undefined {
  const isAdded = (before ?? null) === null;
  const isRemoved = (after ?? null) === null && !hasTrue(unknown);
  if (isAdded && isRemoved) return undefined;
  return isAdded ? "add" : isRemoved ? "remove" : "change";
}

function originBefore({ marksBefore, key, ownerBefore }: Pair): Origin {
  return { marks: marksBefore, key, owner: ownerBefore };
}

function originAfter({ marksAfter, key, ownerAfter }: Pair): Origin {
  return { marks: marksAfter, key, owner: ownerAfter };
}

function asList(value: Json): readonly Json[] {
  return isArray(value) ? value : [value];
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}
