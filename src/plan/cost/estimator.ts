import type { ResourceChange } from "../model/plan";
import type { Constructs } from "../model/stack";
import { type Part, unknownPart } from "./parts";
import type { PriceBook } from "./price-book";
import type { Regions } from "./region";
import { PricedResource } from "./resource";
import type { Pricer } from "./resources/context";
import { FREE } from "./resources/free";
import { PRICERS } from "./resources/index";
import { Links } from "./resources/links";
import type { FreeType } from "./types";
import type { Assumptions } from "./usage/assumptions";
import { type Billed, type ChangesByType, isBilled, type World } from "./world";

export interface Sources {
  readonly regions: Regions;
  readonly book: PriceBook;
  readonly assumptions: Assumptions;
  readonly constructs: Constructs;
}

export interface Estimated {
  /** Dearest first. */
  readonly resources: readonly PricedResource[];
  readonly free: readonly FreeType[];
}

/** Prices all that a plan has, type by type. */
export function priceAll(changes: ChangesByType, worlds: readonly World[], sources: Sources): Estimated {
  const estimator = new Estimator(worlds, sources);
  for (const [type, all] of changes) {
    const reason = Object.hasOwn(FREE, type) ? FREE[type] : undefined;
    if (reason === undefined) estimator.price(type, PRICERS.get(type) ?? notPinned(type));
    else estimator.addFree(type, reason, all.filter(isBilled).length);
  }
  return estimator.all;
}

function notPinned(type: string): Pricer {
  const missing = type.startsWith("aws_") ? "no prices of this type are pinned" : "it is no resource of AWS";
  const parts = [unknownPart(type, missing)];
  return () => parts;
}

/** What a change costs on either side, before it is priced. */
interface Both {
  readonly it: Billed;
  before: readonly Part[];
  after: readonly Part[];
}

class Estimator {
  readonly #sides: readonly { readonly world: World; readonly links: Links }[];
  readonly #resources: PricedResource[] = [];
  readonly #free: FreeType[] = [];

  constructor(
    worlds: readonly World[],
    private readonly sources: Sources,
  ) {
    this.#sides = worlds.map((world) => ({ world, links: new Links(world) }));
  }

  price(type: string, pricer: Pricer): void {
    const { assumptions } = this.sources;
    const costs = new Map<ResourceChange, Both>();
    const free = new Map<string, Set<ResourceChange>>();
    for (const { world, links } of this.#sides) {
      for (const it of world.ofType(type)) {
        const parts = pricer(it, { world, links, usage: (key) => assumptions.of(it, key) });
        if ("free" in parts) addTo(free, parts.free, it.change);
        else addParts(costs, it, world.side, parts);
      }
    }
    for (const both of costs.values()) this.#add(both);
    for (const [reason, changes] of free) this.addFree(type, reason, changes.size);
  }

  #add({ it, before, after }: Both): void {
    const { regions, book, constructs } = this.sources;
    const region = regions.of(it);
    const all = book.in(region).bills;
    const bills = { before: all.of(before), after: all.of(after) };
    this.#resources.push(new PricedResource(it, region, bills, constructs));
  }

  addFree(type: string, reason: string, count: number): void {
    if (count > 0) this.#free.push({ type, reason, count });
  }

  get all(): Estimated {
    return {
      resources: this.#resources.sort(
        (a, b) =>
          b.most - a.most || compare(a.address, b.address) || compare(a.deposed ?? "", b.deposed ?? ""),
      ),
      free: this.#free.sort((a, b) => compare(a.type, b.type) || compare(a.reason, b.reason)),
    };
  }
}

function addParts(
  to: Map<ResourceChange, Both>,
  it: Billed,
  side: World["side"],
  parts: readonly Part[],
): void {
  const found = to.get(it.change);
  if (found === undefined) to.set(it.change, { it, before: NO_PARTS, after: NO_PARTS, [side]: parts });
  // what is forgotten, and what replaces it, are there together
  else found[side] = found[side].length === 0 ? parts : [...found[side], ...parts];
}

const NO_PARTS: readonly Part[] = [];

function addTo(map: Map<string, Set<ResourceChange>>, reason: string, change: ResourceChange): void {
  const found = map.get(reason);
  if (found === undefined) map.set(reason, new Set([change]));
  else found.add(change);
}

/** By code units: the same everywhere, whatever the language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
