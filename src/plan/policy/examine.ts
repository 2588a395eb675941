import type { Stack } from "../model/stack";
import type { Findings, Rule } from "./rule";
import { RULES } from "./rules";
import type { Resource } from "./world/resource";
import { World } from "./world/world";

/** What a resource breaks. */
export interface Violation {
  readonly rule: string;
  readonly address: string;
  readonly construct?: string;
  readonly problem: string;
  readonly why: string;
  readonly remedy: string;
}

/** What a rule cannot judge before the apply. */
export interface NotKnown {
  readonly rule: string;
  readonly address: string;
  readonly construct?: string;
  /** Such as an attribute's name. */
  readonly what: string;
}

export interface Examination {
  readonly stack: string;
  readonly violations: readonly Violation[];
  readonly notKnown: readonly NotKnown[];
  /** Resources that were looked at. */
  readonly resources: number;
}

/** Every rule over what is there after the apply of a plan. */
export function examine(stack: Stack, rules: readonly Rule[] = RULES): Examination {
  const world = new World(stack);
  const notes = new Notes();
  for (const rule of rules) rule.check(world, notes.of(rule));
  return {
    stack: stack.name,
    violations: notes.violations,
    notKnown: notes.notKnown,
    resources: world.resources.length,
  };
}

export function checkPolicy(stack: Stack): readonly Violation[] {
  return examine(stack).violations;
}

/** Says the same thing of a resource once. */
class Notes {
  readonly violations: Violation[] = [];
  readonly notKnown: NotKnown[] = [];
  readonly #said = new Set<string>();

  of({ id, why, remedy }: Rule): Findings {
    return {
      violated: (resource, problem) => {
        if (this.#isNew(id, resource, problem)) {
          this.violations.push({ rule: id, ...placeOf(resource), problem, why, remedy });
        }
      },
      unknown: (resource, what) => {
        if (this.#isNew(id, resource, what)) this.notKnown.push({ rule: id, ...placeOf(resource), what });
      },
    };
  }

  #isNew(rule: string, { address }: Resource, text: string): boolean {
    const key = JSON.stringify([rule, address, text]);
    if (this.#said.has(key)) return false;
    this.#said.add(key);
    return true;
  }
}

function placeOf({ address, construct }: Resource): {
  readonly address: string;
  readonly construct?: string;
} {
  return { address, ...(construct !== undefined && { construct }) };
}
