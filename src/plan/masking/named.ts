import { entries, isArray, type Json, type JsonObject, list, member } from "../model/json";
import type { Plan } from "../model/plan";
import { mayAssign } from "./assigned";
import { SHORTEST } from "./candidates";
import { modulesOf } from "./marked";
import { isSecretName, JSON_HINT, NAME_HINT } from "./names";
import { parsedOf } from "./pieces";
import { isSecretMember } from "./places";

/** Takes what is found. */
interface Found {
  /** A string whose name says that it is a secret. */
  add(value: string): void;
  /** A string that may itself call something a secret. */
  addWithin(value: string): void;
}

/** Every string whose attribute's name says that it is a secret, and what texts themselves call so, also in JSON within strings. */
export function namedStrings(plan: Plan, found: Found): void {
  const walk = new Walk(found);
  for (const { before, after } of [
    ...plan.changes,
    ...plan.drift,
    ...plan.deferred.map(({ change }) => change),
  ]) {
    walk.of(before);
    if (after !== before) walk.of(after);
  }
  for (const { name, before, after } of plan.outputs) {
    walk.member(name, before);
    walk.member(name, after);
  }
  for (const [name, variable] of entries(member(plan.json, "variables")))
    walk.member(name, member(variable, "value"));
  ofProviders(plan, walk);
  ofDataSources(plan, walk);
}

function ofProviders(plan: Plan, walk: Walk): void {
  for (const [, provider] of entries(member(member(plan.json, "configuration"), "provider_config"))) {
    walk.expressions(member(provider, "expressions"));
  }
}

/** They are in the state alone. */
function ofDataSources(plan: Plan, walk: Walk): void {
  for (const module of modulesOf(member(member(member(plan.json, "prior_state"), "values"), "root_module"))) {
    for (const resource of list(module, "resources")) {
      if (member(resource, "mode") === "data") walk.of(member(resource, "values"));
    }
  }
}

class Walk {
  readonly #found: Found;
  /** Documents that have been looked at: they are the same before and after. */
  #last = "";

  constructor(found: Found) {
    this.#found = found;
  }

  of(value: Json | undefined): void {
    if (typeof value !== "object" || value === null) {
      if (typeof value === "string") this.#string(value);
    } else if (isArray(value)) for (const each of value) this.of(each);
    else {
      for (const key in value) {
        const each = value[key];
        // most are null, numbers or short, and this is done for every attribute
        const mayHold =
          typeof each === "string" ? each.length >= SHORTEST : typeof each === "object" && each !== null;
        if (mayHold) this.member(key, each, value);
      }
    }
  }

  member(key: string, value: Json | undefined, owner?: JsonObject): void {
    if (typeof value === "string") {
      if (value.length >= SHORTEST && isSecretMember(owner, key)) this.#found.add(value);
      else this.#string(value);
    } else if (isArray(value) && value.length > 0 && isSecretName(key)) {
      for (const each of value) this.member(key, each);
    } else this.of(value);
  }

  /** Of a configuration: what is written there as it is. */
  expressions(value: Json | undefined): void {
    for (const [name, expression] of entries(value)) {
      this.member(name, member(expression, "constant_value"));
      for (const each of isArray(expression) ? expression : []) this.expressions(each);
    }
  }

  #string(value: string): void {
    if (value.length < SHORTEST) return;
    const mayCall = maySayPassword(value) || (mayAssign(value) && NAME_HINT.test(value));
    if (!/^\s*[{[]/.test(value)) {
      if (mayCall) this.#found.addWithin(value);
    } else if (value !== this.#last && (mayCall || JSON_HINT.test(value))) {
      this.#last = value;
      const document = parsedOf(value);
      if (document === undefined) this.#found.addWithin(value);
      else this.of(document);
    }
  }
}

/** In a URL. */
function maySayPassword(value: string): boolean {
  return value.includes("@") && value.includes("://");
}
