import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readStack } from "../../../src/plan/model/stack";
import { type Examination, examine } from "../../../src/plan/policy";

/** JSON that a test may change. */
export type Loose = null | boolean | number | string | Loose[] | { [key: string]: Loose };
export interface Attributes {
  [key: string]: Loose;
}

interface LooseChange {
  address: string;
  type: string;
  mode: string;
  change: {
    actions: string[];
    before: Attributes | null;
    after: Attributes;
    after_unknown: Attributes;
    after_sensitive: Attributes;
  };
}

interface Configured {
  address: string;
  expressions?: Attributes;
}

interface LoosePlan {
  format_version: string;
  variables: { [name: string]: { value: Loose } };
  planned_values: Loose;
  resource_changes: LooseChange[];
  configuration?: { root_module: { resources: Configured[] } };
}

export type Environment = "production" | "staging";

const plans = new Map<Environment, LoosePlan>();

/** A real plan, read once: drafts copy what they change. */
function planOf(environment: Environment): LoosePlan {
  const known = plans.get(environment);
  if (known !== undefined) return known;
  const text = gunzipSync(
    readFileSync(join(import.meta.dirname, "plans", `${environment}.json.gz`)),
  ).toString();
  const plan: LoosePlan = JSON.parse(text);
  plans.set(environment, plan);
  return plan;
}

/** A real plan, to be changed in one place. */
export class Draft {
  readonly plan: LoosePlan;
  readonly #copied = new WeakSet();

  constructor(readonly environment: Environment = "production") {
    const { configuration, resource_changes, ...plan } = planOf(environment);
    this.plan = { ...plan, resource_changes: [...resource_changes] };
    if (configuration === undefined) return;
    const { root_module } = configuration;
    const resources = [...root_module.resources];
    this.plan.configuration = { ...configuration, root_module: { ...root_module, resources } };
  }

  /** One of a list, copied once, since what is in it belongs to all drafts. */
  #own<T extends object>(list: T[], one: T): T {
    if (this.#copied.has(one)) return one;
    const copy = structuredClone(one);
    this.#copied.add(copy);
    list[list.indexOf(one)] = copy;
    return copy;
  }

  /** The one resource of a type whose address holds a word. */
  resource(type: string, word = ""): LooseChange {
    const found = this.plan.resource_changes.filter(
      (each) => each.type === type && each.address.includes(word),
    );
    const [first, ...others] = found;
    if (first === undefined || (word !== "" && others.length > 0)) {
      throw new Error(`${found.length} of ${type} with ${word}`);
    }
    return this.#own(this.plan.resource_changes, first);
  }

  /** Sets attributes that are known from now on. */
  set(type: string, attributes: Attributes, word = ""): this {
    const { change } = this.resource(type, word);
    Object.assign(change.after, attributes);
    for (const key of Object.keys(attributes)) {
      delete change.after_unknown[key];
      delete change.after_sensitive[key];
    }
    return this;
  }

  /** Makes an attribute one that the apply tells, of what the configuration refers to. */
  unknown(type: string, attribute: string, word = "", reference = "aws_thing.other.name"): this {
    const { change, address } = this.resource(type, word);
    delete change.after[attribute];
    change.after_unknown[attribute] = true;
    this.configured(address)[attribute] = { references: [reference, reference.replace(/\.[^.]*$/, "")] };
    return this;
  }

  /** The configuration's expressions of a resource. */
  configured(address: string): Attributes {
    const { resources } = this.plan.configuration?.root_module ?? { resources: [] };
    const found = resources.find((each) => each.address === address);
    if (!found) throw new Error(`${address} is not configured`);
    const own = this.#own(resources, found);
    own.expressions ??= {};
    return own.expressions;
  }

  remove(type: string, word = ""): this {
    const gone = this.resource(type, word);
    this.plan.resource_changes = this.plan.resource_changes.filter((each) => each !== gone);
    return this;
  }

  /** Adds a resource that is all known. */
  add(
    type: string,
    after: Attributes,
    parts: { readonly address?: string; readonly configured?: Attributes } = {},
  ): this {
    const { address = `${type}.extra`, configured } = parts;
    const [, name = ""] = address.split(".");
    this.plan.resource_changes.push({
      address,
      type,
      mode: "managed",
      ...{ name, provider_name: "registry.terraform.io/hashicorp/aws" },
      change: { actions: ["create"], before: null, after, after_unknown: {}, after_sensitive: {} },
    });
    this.plan.configuration?.root_module.resources.push({ address, expressions: configured ?? {} });
    return this;
  }

  /** The resource that was added last is there already, and is destroyed. */
  destroyLast(): this {
    const last = this.plan.resource_changes.at(-1);
    if (last) Object.assign(last.change, { actions: ["delete"], before: last.change.after, after: null });
    return this;
  }

  examine(): Examination {
    // rules read changes and the configuration
    const { planned_values: _, ...plan } = this.plan;
    return examine(readStack(JSON.stringify(plan), { source: "tfplan.json", name: this.environment }));
  }
}

/** `rule address: problem` of each violation. */
export function violationsOf({ violations }: Examination): readonly string[] {
  return violations.map(({ rule, address, problem }) => `${rule} ${address}: ${problem}`);
}

/** `rule address: what` of what is not known, besides what the plans leave open anyway. */
export function openOf({ notKnown }: Examination): readonly string[] {
  return notKnown
    .filter(({ rule }) => rule !== "names-within-limits")
    .map(({ rule, address, what }) => `${rule} ${address}: ${what}`);
}

/** A policy in JSON, of one statement. */
export function policy(statement: Attributes): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
