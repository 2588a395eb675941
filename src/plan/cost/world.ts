import { type Block, withoutIndexes } from "../model/configuration";
import { groupBy } from "../model/group-by";
import { type Json, member } from "../model/json";
import type { Plan, ResourceChange } from "../model/plan";
import type { Source } from "./attributes";
import { type References, type ResourceReference, referencesOf } from "./references";

export type Side = "before" | "after";

type Blocks = ReadonlyMap<string, Block>;

/** An object as it is on one side of the plan. */
export class Billed implements Source {
  constructor(
    readonly change: ResourceChange,
    readonly values: Json,
    readonly unknown: Json,
    private readonly blocks: Blocks,
    /** Whether references mean it, rather than what is left behind, or another of its address. */
    readonly isCurrent: boolean,
  ) {}

  get address(): string {
    return this.change.address;
  }

  get type(): string {
    return this.change.type;
  }

  isConfigured(attribute: string): boolean {
    const block = this.#block;
    return block === undefined || member(block.expressions, attribute) !== undefined;
  }

  /** The expression of an attribute; undefined where there is none, or no configuration. */
  expressionOf(attribute: string): Json | undefined {
    return member(this.#block?.expressions, attribute);
  }

  get #block(): Block | undefined {
    return this.blocks.get(withoutIndexes(this.address));
  }
}

/** Objects that something may refer to. */
export interface Referred {
  readonly objects: readonly Billed[];
  /** False where it may also refer to fewer of them, or to what the plan does not tell. */
  readonly isCertain: boolean;
}

/** Changes of managed resources by type: both sides share it. */
export type ChangesByType = ReadonlyMap<string, readonly ResourceChange[]>;

export function changesByType({ changes }: Plan): ChangesByType {
  return groupBy(
    changes.filter(({ mode }) => mode === "managed"),
    ({ type }) => type,
  );
}

/** What exists on one side, and what in it refers to what. */
export class World {
  readonly #objects = new Map<string, readonly Billed[]>();
  readonly #instances = new Map<string, ReadonlyMap<string, Instances>>();

  constructor(
    readonly side: Side,
    private readonly changes: ChangesByType,
    private readonly blocks: Blocks,
  ) {}

  ofType(type: string): readonly Billed[] {
    const known = this.#objects.get(type);
    if (known !== undefined) return known;
    const made: Billed[] = [];
    for (const change of this.changes.get(type) ?? []) addBilled(change, this.side, this.blocks, made);
    this.#objects.set(type, made);
    return made;
  }

  /**
   * Objects that an attribute refers to, by the plan's configuration.
   *
   * @param type @default - all of them
   */
  referredTo(from: Billed, attribute: string, type?: string): Referred {
    const references = referencesOf(from.expressionOf(attribute));
    const own = references.resources.filter((each) => type === undefined || each.type === type);
    const found = own.map((each) => this.#meant(from, each, references));
    const [first] = found;
    return {
      // not copied where it is one, which may have thousands
      objects: found.length === 1 && first ? first.objects : found.flatMap(({ objects }) => objects),
      isCertain: !references.hasOthers && found.every(({ isCertain }) => isCertain),
    };
  }

  #meant(from: Billed, { type, name, keys, isWhole }: ResourceReference, { byOwnKey }: References): Referred {
    const instances = this.#instancesOf(type, from.change.module, name);
    const written = keys.flatMap((key) => instances.at(key) ?? []);
    if (!isWhole) return { objects: written, isCertain: true };
    if (!byOwnKey || instances.at(undefined) !== undefined)
      return { objects: instances.all, isCertain: true };
    const siblings = this.#instancesOf(from.type, from.change.module, from.change.name);
    // any other way from keys to the same keys would be a shuffle
    if (siblings.keys !== instances.keys) return { objects: instances.all, isCertain: false };
    const same = instances.at(from.change.index) ?? [];
    return { objects: [...new Set(written.concat(same))], isCertain: true };
  }

  /** Instances of a resource in the same instance of a module. */
  #instancesOf(type: string, module: string | undefined, name: string): Instances {
    const known = this.#instances.get(type) ?? this.#instancesByName(type);
    this.#instances.set(type, known);
    return known.get(`${module ?? ""} ${name}`) ?? NO_INSTANCES;
  }

  #instancesByName(type: string): ReadonlyMap<string, Instances> {
    const groups = groupBy(
      this.ofType(type).filter(({ isCurrent }) => isCurrent),
      ({ change }) => `${change.module ?? ""} ${change.name}`,
    );
    return new Map([...groups].map(([name, all]) => [name, new Instances(all)]));
  }
}

/** Instances of one resource; there may be thousands, which refer to each other. */
class Instances {
  #byKey: ReadonlyMap<string | number | undefined, Billed> | undefined;
  #keys: string | undefined;

  constructor(readonly all: readonly Billed[]) {}

  at(key: string | number | undefined): Billed | undefined {
    this.#byKey ??= new Map(this.all.map((each) => [each.change.index, each]));
    return this.#byKey.get(key);
  }

  /** The same for the same keys. */
  get keys(): string {
    this.#keys ??= JSON.stringify(
      this.all.map(({ change }) => [typeof change.index, String(change.index)].join()).sort(),
    );
    return this.#keys;
  }
}

const NO_INSTANCES = new Instances([]);

/** What stays in the account although Terraform forgets it goes on costing. */
const STAYS: Readonly<Record<Side, ReadonlySet<ResourceChange["action"]>>> = {
  before: new Set([
    ...(["update", "delete", "delete-create", "create-delete", "no-op"] as const),
    ...(["forget", "create-forget", "forget-create"] as const),
  ]),
  after: new Set(["create", "update", "delete-create", "create-delete", "no-op"] as const),
};

/** Whether it is there on either side. */
export const isBilled = ({ action }: ResourceChange): boolean =>
  STAYS.before.has(action) || STAYS.after.has(action);

/** What is forgotten stays on both sides, and what replaces it comes on top. */
function addBilled(change: ResourceChange, side: Side, blocks: Blocks, to: Billed[]): void {
  const { action, deposed } = change;
  const isForgotten = action === "forget" || action === "create-forget" || action === "forget-create";
  if (side === "before" ? STAYS.before.has(action) : isForgotten) {
    to.push(new Billed(change, change.before, false, blocks, side === "before" && deposed === undefined));
  }
  if (side === "after" && (STAYS.after.has(action) || (isForgotten && action !== "forget"))) {
    to.push(new Billed(change, change.after, change.afterUnknown, blocks, deposed === undefined));
  }
}
