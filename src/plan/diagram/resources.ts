import type { Json } from "../model/json";
import type { Plan } from "../model/plan";
import {
  addressesById,
  type Block,
  type BlockOf,
  blockFinder,
  goneFrom,
  type Source,
  valueAt,
} from "./blocks";
import { addressesOf, attributesThatRefer, type Reference } from "./references";
import { defaultOf, knownValues } from "./values";

export interface Resource extends Block {
  readonly references: readonly Reference[];
  /** Of the plan alone: it is destroyed, or forgotten. */
  readonly isGone: boolean;
}

export interface User {
  readonly resource: Resource;
  readonly attribute: string;
}

/** What a picture is drawn from. */
export class Resources {
  readonly all: readonly Resource[];
  readonly #byAddress: ReadonlyMap<string, Resource>;
  readonly #users: ReadonlyMap<string, readonly User[]>;
  /** The block that a change is of. */
  readonly blockOf: BlockOf;
  readonly #source: Source;
  readonly #values: ReturnType<typeof knownValues>;

  constructor(source: Source, plan?: Plan) {
    this.#source = source;
    const { blocks } = source;
    const addresses = new Set(blocks.map(({ address }) => address));
    this.blockOf = blockFinder(addresses);
    const gone = plan === undefined ? [] : goneFrom(plan, addresses, this.blockOf);
    const byId =
      plan === undefined ? new Map<string, string>() : addressesById(plan, addresses, this.blockOf);
    const inTemplate = (string: string) => addressesOf(string, (each) => addresses.has(each));
    const inState = (string: string) => {
      const address = byId.get(string);
      return address === undefined ? [] : [address];
    };
    this.all = [
      ...blocks.map((each) => ({
        ...each,
        references: attributesThatRefer(each.body, inTemplate),
        isGone: false,
      })),
      ...gone.map((each) => ({ ...each, references: attributesThatRefer(each.body, inState), isGone: true })),
    ];
    this.#byAddress = new Map(this.all.map((each) => [each.address, each]));
    this.#users = usersOf(this.all);
    this.#values = knownValues(source.variables, plan, this.blockOf);
  }

  find(address: string): Resource | undefined {
    return this.#byAddress.get(address);
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return this.all.filter(({ type }) => types.includes(type));
  }

  /** What a resource refers to in an attribute, or in what is inside of it. */
  referred(resource: Resource, ...attributes: readonly string[]): readonly Resource[] {
    const found = resource.references.filter(({ attribute }) =>
      attributes.some((each) => attribute === each || attribute.startsWith(`${each}.`)),
    );
    return [...new Set(found.map(({ address }) => address))].flatMap((address) => this.find(address) ?? []);
  }

  /** Who refers to a resource, and in which attribute. */
  users(resource: Resource): readonly User[] {
    return this.#users.get(resource.address) ?? [];
  }

  /** An attribute that is known and no secret: written out, a variable's default, or from the plan. */
  value(resource: Resource, ...path: readonly string[]): Json | undefined {
    return this.#values(resource, valueAt(resource.body, path), path);
  }

  /** A variable's default, of one that is no secret. */
  variable(name: string): Json | undefined {
    return defaultOf(this.#source.variables, name);
  }

  /** An attribute as {@link value} knows it, of strings and numbers, for a label. */
  word(resource: Resource, ...path: readonly string[]): string | undefined {
    const value = this.value(resource, ...path);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }
}

function usersOf(all: readonly Resource[]): ReadonlyMap<string, readonly User[]> {
  const users = new Map<string, User[]>();
  for (const resource of all) {
    for (const { address, attribute } of resource.references) {
      const known = users.get(address);
      if (known === undefined) users.set(address, [{ resource, attribute }]);
      else known.push({ resource, attribute });
    }
  }
  return users;
}
