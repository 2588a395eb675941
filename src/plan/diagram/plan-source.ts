import { withoutIndexes } from "../model/configuration";
import { entries, isArray, isObject, type Json, list, member, text } from "../model/json";
import type { Plan } from "../model/plan";
import type { Block, Source } from "./blocks";

/** More than any expression of a person's names. */
const MOST_REFERENCES = 500;

/**
 * What a plan tells of the configuration that it was made from, modules opened: references are followed into their variables and
 * outputs. A plan of any Terraform project can be drawn from it.
 *
 * @param title the stack's name
 */
export function planSource(plan: Plan, title: string): Source {
  const root = member(member(plan.json, "configuration"), "root_module");
  // what a configuration has comes last, so that it is taken before what a change alone tells
  const all = [...plannedOf(plan), ...new Module(root, "").blocks()];
  const blocks = [...new Map(all.map((each) => [each.address, each])).values()];
  return { title, blocks, variables: member(root, "variables") };
}

/** What is there after the apply: all that is known where a plan says nothing of its configuration. */
function plannedOf({ changes }: Plan): readonly Block[] {
  return changes
    .filter(({ action }) => action !== "delete" && action !== "forget")
    .map(({ address, mode, type, name }) => ({
      address: withoutIndexes(address),
      type: mode === "data" ? `data.${type}` : type,
      path: name,
      body: {},
    }));
}

/** A module of the configuration, as `configuration.root_module` and `module_calls[].module` have it. */
class Module {
  readonly #json: Json | undefined;
  /** Of its addresses: `module.network.`, or empty. */
  readonly #prefix: string;
  readonly #caller: { readonly module: Module; readonly expressions: Json | undefined } | undefined;
  readonly #children: ReadonlyMap<string, Module>;
  /** What outputs and variables stand for; empty while it is looked for, so that a circle ends. */
  readonly #known = new Map<string, Json>();

  constructor(
    json: Json | undefined,
    prefix: string,
    caller?: { readonly module: Module; readonly expressions: Json | undefined },
  ) {
    this.#json = json;
    this.#prefix = prefix;
    this.#caller = caller;
    this.#children = new Map(
      entries(member(json, "module_calls")).map(([name, call]) => [
        name,
        new Module(member(call, "module"), `${prefix}module.${name}.`, {
          module: this,
          expressions: member(call, "expressions"),
        }),
      ]),
    );
  }

  blocks(): readonly Block[] {
    const own = list(this.#json, "resources").flatMap((each) => this.#block(each));
    return [...own, ...[...this.#children.values()].flatMap((each) => each.blocks())];
  }

  #block(resource: Json): readonly Block[] {
    const [type, name] = [text(resource, "type"), text(resource, "name")];
    if (type === undefined || name === undefined) return [];
    const kind = text(resource, "mode") === "data" ? `data.${type}` : type;
    const body = this.#written(member(resource, "expressions"));
    const steps = this.#prefix.split(".").filter((step, index) => index % 2 === 1 && step !== "");
    return [
      {
        address: `${this.#prefix}${kind}.${name}`,
        type: kind,
        path: [...steps, name].join("/"),
        body: isObject(body) ? body : {},
      },
    ];
  }

  /** Expressions as Terraform's JSON syntax writes them: values, `${references}`, and blocks of both. */
  #written(expression: Json | undefined): Json {
    if (expression === undefined) return {};
    if (isArray(expression)) return expression.map((each) => this.#written(each));
    if (!isObject(expression)) return expression;
    const constant = member(expression, "constant_value");
    if (constant !== undefined) return constant;
    const references = list(expression, "references").filter((each) => typeof each === "string");
    if (references.length > 0) return this.#referred(references);
    return Object.fromEntries(entries(expression).map(([key, each]) => [key, this.#written(each)]));
  }

  /** `a.b.id` comes with `a.b`, which says no more. */
  #referred(references: readonly string[]): Json {
    const longest = references
      .slice(0, MOST_REFERENCES)
      .filter((each, index) => !isWithin(references[index - 1] ?? "", each));
    const [first] = longest;
    if (longest.length === 1 && first !== undefined) return this.#meant(first);
    const found = new Set(longest.flatMap((each) => stringsIn(this.#meant(each))));
    return [...found].slice(0, MOST_REFERENCES).join(" ");
  }

  /** What a reference stands for, seen from the root. */
  #meant(reference: string): Json {
    const [kind, name = "", third] = withoutIndexes(reference).split(".");
    if (kind === "var" && this.#caller === undefined) return `\${var.${name}}`;
    if (kind === "var") return this.#once(reference, () => this.#argument(name));
    if (kind === "module") {
      const child = this.#children.get(name);
      return third === undefined || child === undefined ? "" : child.#output(third);
    }
    return `\${${this.#prefix}${reference}}`;
  }

  #argument(name: string): Json {
    const caller = this.#caller;
    const given = member(caller?.expressions, name);
    if (caller !== undefined && given !== undefined) return caller.module.#written(given);
    return member(member(member(this.#json, "variables"), name), "default") ?? "";
  }

  #output(name: string): Json {
    const expression = member(member(member(this.#json, "outputs"), name), "expression");
    return this.#once(`output ${name}`, () => (expression === undefined ? "" : this.#written(expression)));
  }

  #once(key: string, find: () => Json): Json {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, "");
    const found = find();
    this.#known.set(key, found);
    return found;
  }
}

/** `aws_subnet.a[0].id` is of `aws_subnet.a`; `aws_subnet.abc` is not. */
function isWithin(reference: string, outer: string): boolean {
  return reference.startsWith(outer) && /^(?:[.[]|$)/.test(reference.slice(outer.length));
}

/** With expressions, wherever in a value. */
function stringsIn(value: Json): readonly string[] {
  if (typeof value === "string") return value.match(/\$\{[^{}]*\}/g) ?? [];
  if (isArray(value)) return value.flatMap(stringsIn);
  return entries(value).flatMap(([, each]) => stringsIn(each));
}
