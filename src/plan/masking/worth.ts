import { entries, isArray, isObject, type Json } from "../model/json";
import type { Plan } from "../model/plan";
import type { Candidates } from "./candidates";
import { COMMON_WORDS } from "./harmless";
import { LiteralSearch } from "./literal";
import { isSecretMember, type Marks, marksAt } from "./places";

/** What is masked everywhere of all that may be a secret: nothing that would blank addresses, types and words that everybody knows. */
export function worthMasking({ certain, doubtful }: Candidates, plans: readonly Plan[]): readonly string[] {
  const secrets = new Set(certain);
  if (doubtful.size > 0) {
    const open = new Set(doubtful);
    for (const plan of plans) dropPublic(plan, open);
    for (const each of open) secrets.add(each);
  }
  const list = [...secrets];
  const common = new Set<number>();
  if (list.length > 0) new LiteralSearch(list).find(vocabulary(plans), (secret) => common.add(secret));
  return list.filter((_, index) => !common.has(index));
}

/** An address without the keys of `for_each`, which are values. */
const KEYS = /\["(?:[^"\\]|\\.)*"\]/g;

function vocabulary(plans: readonly Plan[]): string {
  const words = [...COMMON_WORDS];
  const types = new Set<string>();
  for (const plan of plans) {
    for (const changes of [plan.changes, plan.drift]) {
      for (const { address, type, provider, after, before } of changes) {
        words.push(address.includes('["') ? address.replace(KEYS, "") : address);
        if (types.has(type)) continue;
        types.add(type);
        words.push(provider, ...entries(after ?? before).map(([key]) => key));
      }
    }
    words.push(
      ...plan.outputs.map(({ name }) => name),
      ...entries(plan.json.variables).map(([name]) => name),
    );
  }
  return words.join("\n");
}

/** Takes out what an attribute has as its whole value that is neither marked nor, by its name, a secret. */
function dropPublic(plan: Plan, open: Set<string>): void {
  for (const { before, after, beforeSensitive, afterSensitive } of plan.changes) {
    drop(before, beforeSensitive, open);
    drop(after, afterSensitive, open);
  }
}

function drop(value: Json, marks: Marks, open: Set<string>): void {
  if (marks === true) return;
  if (isArray(value)) {
    for (let index = 0; index < value.length; index += 1) one(value[index], marksAt(marks, index), open);
  } else if (isObject(value)) {
    for (const key in value) {
      const each = value[key];
      if (typeof each !== "string") one(each, marksAt(marks, key), open);
      else if (open.has(each) && marksAt(marks, key) !== true && !isSecretMember(value, key))
        open.delete(each);
    }
  }
}

function one(value: Json | undefined, marks: Marks, open: Set<string>): void {
  if (typeof value === "string") {
    if (marks !== true) open.delete(value);
  } else if (value !== undefined && value !== null) drop(value, marks, open);
}
