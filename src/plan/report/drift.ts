import { changedAttributes, isIn, type Place } from "../diff";
import { member } from "../model/json";
import type { AttributePath, Plan, ResourceChange } from "../model/plan";
import { kindOf } from "./counts";
import { isUnset } from "./lines/value";

/** Whether an object is another one than before: without what was empty and is empty in another way, as providers read it. */
export function hasDrifted(change: ResourceChange): boolean {
  return change.action !== "no-op" && (kindOf(change) !== "change" || realChanges(change).length > 0);
}

/** Whether changes that were made outside of Terraform concern what the configuration reads. */
export class Drift {
  readonly #relevant = new Map<string, AttributePath[]>();
  readonly #all: boolean;

  constructor(plan: Plan) {
    for (const { resource, attribute } of plan.relevantAttributes) {
      const known = this.#relevant.get(resource);
      if (known) known.push(attribute);
      else this.#relevant.set(resource, [attribute]);
    }
    this.#all = isAboutDrift(plan);
  }

  isRelevant(change: ResourceChange): boolean {
    if (this.#all) return true;
    const paths = this.#relevant.get(change.address.replace(/\[[^[]*\]$/, ""));
    if (paths === undefined) return kindOf(change) === "destroy" && change.mode === "managed";
    if (kindOf(change) !== "change") return true;
    return realChanges(change).some((name) => isIn(paths, attribute(name)));
  }
}

/** A plan that changes no object, and can be applied all the same, is one with `-refresh-only`: it takes over all that has drifted. */
function isAboutDrift({ changes, applyable }: Plan): boolean {
  return applyable !== false && changes.every(({ action }) => action === "no-op" || action === "read");
}

function realChanges(change: ResourceChange): readonly string[] {
  return changedAttributes(change).filter(
    (name) => !(isUnset(member(change.before, name)) && isUnset(member(change.after, name))),
  );
}

function attribute(step: string): Place {
  return { parent: undefined, step, isIdentity: false };
}
