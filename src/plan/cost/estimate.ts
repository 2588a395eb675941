import { blocksOf } from "../model/configuration";
import type { ResourceChange } from "../model/plan";
import type { Stack } from "../model/stack";
import { Bill } from "./bill";
import { documentTable, isDocumented } from "./document";
import { type Range, sum } from "./money";
import { type Assumption, type Parts, unknownPart } from "./parts";
import { environmentOf } from "./platform";
import { PriceBook } from "./price-book";
import { datesOf } from "./prices/pinned";
import type { RegionPrices } from "./prices/types";
import { reductionsOf } from "./reductions";
import { type Regions, regionsOf } from "./region";
import { PricedResource } from "./resource";
import type { Pricer } from "./resources/context";
import { FREE } from "./resources/free";
import { PRICERS } from "./resources/index";
import { Links } from "./resources/links";
import type { CostEstimate, FreeType, PricedShare, ResourceCost, Sides } from "./types";
import { type Assumptions, assumptionsOf } from "./usage/assumptions";
import { USAGE, type Usage } from "./usage/defaults";
import { type Billed, changesByType, World } from "./world";

export interface EstimateOptions {
  /** Where the plan does not tell it. @default - such resources are not priced */
  readonly region?: string;
  readonly usage?: Usage;
  readonly prices?: Readonly<Record<string, RegionPrices>>;
}

/** Estimates what a plan's resources cost a month on either side of it. */
export function estimateCosts(stack: Stack, options: EstimateOptions = {}): CostEstimate {
  const { plan } = stack;
  const blocks = blocksOf(plan.json);
  const regions = regionsOf(plan.json, blocks, options.region);
  const changes = changesByType(plan);
  const worlds = [new World("before", changes, blocks), new World("after", changes, blocks)] as const;
  const book = new PriceBook(options.prices);
  const estimator = new Estimator(stack, regions, book, assumptionsOf(stack, options.usage));
  for (const world of worlds) for (const type of changes.keys()) estimator.add(type, world);
  const resources = estimator.resources();
  const priceDates = datesOf(regions.main, options.prices);
  const [before, after] = worlds;
  const environment = environmentOf(after) ?? environmentOf(before);
  return {
    stack: stack.name,
    ...(regions.main !== undefined && { region: regions.main }),
    regionSource: regions.source,
    ...(priceDates && { priceDates }),
    ...totals(resources),
    resources,
    free: estimator.free(),
    pricedShare: shareOf(resources),
    deferred: plan.deferred.length,
    sources: book.sources,
    reductions:
      environment === undefined
        ? []
        : reductionsOf({ resources, world: after, prices: book.in(regions.main), s3Gb: s3Gb(options) }),
    ...(isDocumented(environment, regions.main) && { document: documentTable(resources) }),
  };
}

const s3Gb = ({ usage }: EstimateOptions): number => usage?.all.s3_gateway_gb ?? USAGE.s3_gateway_gb.value;

class Estimator {
  readonly #costs = new Map<ResourceChange, PricedResource>();
  readonly #free = new Map<string, { type: string; reason: string; changes: Set<ResourceChange> }>();
  readonly #links = new Map<World, Links>();

  constructor(
    private readonly stack: Stack,
    private readonly regions: Regions,
    private readonly book: PriceBook,
    private readonly assumptions: Assumptions,
  ) {}

  add(type: string, world: World): void {
    const pricer = PRICERS.get(type) ?? unpricedOf(type);
    for (const it of world.ofType(type)) {
      const parts = pricer(it, {
        world,
        links: this.#linksOf(world),
        usage: (key): Assumption => this.assumptions.of(it, key),
      });
      if ("free" in parts) this.#addFree(it, parts.free);
      else this.#costOf(it).bills[world.side].add(parts);
    }
  }

  #linksOf(world: World): Links {
    const known = this.#links.get(world);
    if (known !== undefined) return known;
    const made = new Links(world);
    this.#links.set(world, made);
    return made;
  }

  #costOf(it: Billed): PricedResource {
    const known = this.#costs.get(it.change);
    if (known !== undefined) return known;
    const region = this.regions.of(it);
    const prices = this.book.in(region);
    const bills = { before: new Bill(prices), after: new Bill(prices) };
    const made = new PricedResource(it, this.stack.constructs.pathOf(it), region, bills);
    this.#costs.set(it.change, made);
    return made;
  }

  #addFree({ type, change }: Billed, reason: string): void {
    const key = `${type} ${reason}`;
    const found = this.#free.get(key) ?? { type, reason, changes: new Set() };
    found.changes.add(change);
    this.#free.set(key, found);
  }

  /** Dearest first. */
  resources(): readonly PricedResource[] {
    return [...this.#costs.values()].sort(
      (a, b) => b.most - a.most || compare(a.address, b.address) || compare(a.deposed ?? "", b.deposed ?? ""),
    );
  }

  free(): readonly FreeType[] {
    return [...this.#free.values()]
      .map(({ type, reason, changes }) => ({ type, reason, count: changes.size }))
      .sort((a, b) => compare(a.type, b.type) || compare(a.reason, b.reason));
  }
}

/** Types without a price: free with a reason, or not known. */
function unpricedOf(type: string): Pricer {
  const reason = Object.hasOwn(FREE, type) ? FREE[type] : undefined;
  const missing = type.startsWith("aws_") ? "no prices of this type are pinned" : "it is none of AWS's";
  const parts: Parts = reason === undefined ? [unknownPart(type, missing)] : { free: reason };
  return () => parts;
}

function totals(resources: readonly ResourceCost[]) {
  return {
    monthly: total(resources, ({ monthly }) => monthly),
    fixed: total(resources, ({ fixed }) => fixed),
    usage: total(resources, ({ usage }) => usage),
  };
}

function total(resources: readonly ResourceCost[], of: (each: ResourceCost) => Sides): Sides {
  const all = resources.map(of);
  const side = (name: keyof Sides): Range => sum(all.map((each) => each[name]));
  return { before: side("before"), after: side("after"), difference: side("difference") };
}

function shareOf(resources: readonly ResourceCost[]): PricedShare {
  const billable = resources.length;
  const priced = resources.filter(({ isPriced }) => isPriced).length;
  return { priced, billable, share: billable === 0 ? 1 : priced / billable };
}

/** By code units: the same everywhere, whatever the language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
