import { entries, isArray, isObject, type Json, type JsonObject, list, member } from "../model/json";
import type { Change, Plan } from "../model/plan";
import { stringsOf } from "./pieces";
import { type Marks, marksAt } from "./places";

type Found = (value: string) => void;

/** Every string that the plan itself marks as sensitive: of changes, drift, outputs, states, and variables that are declared so. */
export function markedStrings(plan: Plan, found: Found): void {
  for (const changes of [plan.changes, plan.drift, plan.deferred.map((each) => each.change), plan.outputs]) {
    for (const change of changes) ofChange(change, found);
  }
  for (const state of [
    member(plan.json, "planned_values"),
    member(member(plan.json, "prior_state"), "values"),
  ]) {
    ofState(state, found);
  }
  const root = member(member(plan.json, "configuration"), "root_module");
  ofVariables(root, member(plan.json, "variables"), found);
  ofOutputs(root, plan, found);
}

function ofChange({ before, after, beforeSensitive, afterSensitive }: Change, found: Found): void {
  // for both sides, as one may lack a mark
  for (const marks of [beforeSensitive, afterSensitive]) {
    if (!holdsMark(marks)) continue;
    ofMarks(before, marks, found);
    ofMarks(after, marks, found);
  }
}

function holdsMark(marks: Marks): boolean {
  if (typeof marks !== "object" || marks === null) return marks === true;
  if (isArray(marks)) return marks.some(holdsMark);
  for (const key in marks) if (holdsMark(marks[key])) return true;
  return false;
}

function ofMarks(value: Json | undefined, marks: Marks, found: Found): void {
  if (value === undefined || value === null || marks === undefined || marks === null) return;
  if (marks === true) {
    for (const { leaf } of stringsOf(value)) found(leaf);
  } else if (isArray(marks)) {
    for (let index = 0; index < marks.length; index += 1) {
      ofMarks(isArray(value) ? value[index] : undefined, marksAt(marks, index), found);
    }
  } else if (isObject(marks)) {
    for (const key in marks) ofMarks(member(value, key), marks[key], found);
  }
}

function ofState(state: Json | undefined, found: Found): void {
  for (const [, output] of entries(member(state, "outputs"))) {
    if (member(output, "sensitive") === true) ofMarks(member(output, "value"), true, found);
  }
  for (const module of modulesOf(member(state, "root_module"))) {
    for (const resource of list(module, "resources")) {
      const marks = member(resource, "sensitive_values");
      if (holdsMark(marks)) ofMarks(member(resource, "values"), marks, found);
    }
  }
}

/** A module of a state, and those within it. */
export function* modulesOf(root: Json | undefined): Generator<JsonObject> {
  const waiting = [root];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (isObject(module)) yield module;
    waiting.push(...list(module, "child_modules"));
  }
}

/** Variables that the configuration declares sensitive, their defaults, and what a module's call gives them as it is. */
function ofVariables(module: Json | undefined, values: Json | undefined, found: Found): void {
  for (const [name, variable] of entries(member(module, "variables"))) {
    if (member(variable, "sensitive") !== true) continue;
    ofMarks(member(variable, "default"), true, found);
    const given = member(values, name);
    ofMarks(member(given, "value") ?? member(given, "constant_value"), true, found);
  }
  for (const [, call] of entries(member(module, "module_calls"))) {
    ofVariables(member(call, "module"), member(call, "expressions"), found);
  }
}

/** Outputs that the configuration alone calls sensitive. */
function ofOutputs(root: Json | undefined, plan: Plan, found: Found): void {
  const sensitive = new Set(
    entries(member(root, "outputs")).flatMap(([name, output]) =>
      member(output, "sensitive") === true ? [name] : [],
    ),
  );
  for (const { name, before, after } of plan.outputs) {
    if (!sensitive.has(name)) continue;
    ofMarks(before, true, found);
    ofMarks(after, true, found);
  }
}
