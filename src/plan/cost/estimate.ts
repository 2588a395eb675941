import { blocksOf } from "../model/configuration";
import { text } from "../model/json";
import type { Stack } from "../model/stack";
import { documentTable } from "./document";
import { type CostLine, lineOf, sumsOf } from "./line";
import { minus, type Range, sum } from "./money";
import { type Assumption, type Parts, unknownPart } from "./parts";
import type { PriceKey } from "./prices/catalog";
import { datesOf, PINNED, priceIn } from "./prices/pinned";
import type { RegionPrices } from "./prices/types";
import { reductionsOf, type S3Endpoint } from "./reductions";
import { type Regions, regionsOf } from "./region";
import { FREE } from "./resources/free";
import { PRICERS } from "./resources/index";
import type { CostEstimate, FreeType, PricedShare, ResourceCost, Sides } from "./types";
import { NO_USAGE, USAGE, type Usage, type UsageKey } from "./usage/defaults";
import { type Billed, type World, worldOf } from "./world";

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
  const estimator = new Estimator(stack, regions, options);
  estimator.add(worldOf(plan, "before", blocks));
  const after = worldOf(plan, "after", blocks);
  estimator.add(after);
  const resources = estimator.resources();
  const all = (of: (each: ResourceCost) => Sides) => total(resources.map(of));
  const priceDates = datesOf(regions.main, options.prices);
  return {
    stack: stack.name,
    ...(regions.main !== undefined && { region: regions.main }),
    regionSource: regions.source,
    ...(priceDates && { priceDates }),
    monthly: all(({ monthly }) => monthly),
    fixed: all(({ fixed }) => fixed),
    usage: all(({ usage }) => usage),
    resources,
    free: estimator.free(),
    pricedShare: shareOf(resources),
    deferred: plan.deferred.length,
    reductions: reductionsOf(resources, s3Endpoint(after, options.usage)),
    document: documentTable(resources),
  };
}

interface Collected {
  readonly it: Billed;
  readonly region: string | undefined;
  before: CostLine[];
  after: CostLine[];
}

function s3Endpoint(after: World, usage = NO_USAGE): S3Endpoint {
  const isThere = after
    .ofType("aws_vpc_endpoint")
    .some(
      ({ values }) =>
        (text(values, "vpc_endpoint_type") ?? "Gateway") === "Gateway" &&
        text(values, "service_name")?.endsWith(".s3") === true,
    );
  return { isThere, gb: usage.all.s3_gateway_gb ?? USAGE.s3_gateway_gb.value };
}

const assumptions = new Map<UsageKey, Assumption>();

/** The same object for all resources: there are thousands. */
function assumed(key: UsageKey): Assumption {
  const known = assumptions.get(key);
  if (known !== undefined) return known;
  const made = { value: USAGE[key].value, given: false };
  assumptions.set(key, made);
  return made;
}

class Estimator {
  readonly #costs = new Map<object, Collected>();
  readonly #free = new Map<string, { type: string; reason: string; changes: Set<object> }>();

  constructor(
    private readonly stack: Stack,
    private readonly regions: Regions,
    private readonly options: EstimateOptions,
  ) {}

  add(world: World): void {
    for (const it of world.objects) this.#addObject(it, world);
  }

  #addObject(it: Billed, world: World): void {
    const parts = this.#partsOf(it, world);
    if ("free" in parts) {
      this.#addFree(it, parts.free);
      return;
    }
    const found = this.#costs.get(it.change) ?? { it, region: this.regions.of(it), before: [], after: [] };
    this.#costs.set(it.change, found);
    const priceOf = (key: PriceKey) => priceIn(found.region, key, this.options.prices ?? PINNED);
    for (const part of parts) found[world.side].push(lineOf(part, priceOf));
  }

  #partsOf(it: Billed, world: World): Parts {
    const pricer = PRICERS.get(it.type);
    if (pricer !== undefined) return pricer(it, { world, usage: (key) => this.#usage(it, key) });
    const reason = Object.hasOwn(FREE, it.type) ? FREE[it.type] : undefined;
    if (reason !== undefined) return { free: reason };
    const missing = it.type.startsWith("aws_") ? "no prices of this type are pinned" : "it is none of AWS's";
    return [unknownPart(it.type, missing)];
  }

  #usage(it: Billed, key: UsageKey): Assumption {
    const { usage } = this.options;
    if (usage === undefined) return assumed(key);
    const own = (name: string | undefined) =>
      name !== undefined && Object.hasOwn(usage.resources, name) ? usage.resources[name]?.[key] : undefined;
    const value = own(it.address) ?? own(this.stack.constructs.pathOf(it)) ?? usage.all[key];
    return value === undefined ? assumed(key) : { value, given: true };
  }

  #addFree({ type, change }: Billed, reason: string): void {
    const key = `${type} ${reason}`;
    const found = this.#free.get(key) ?? { type, reason, changes: new Set<object>() };
    found.changes.add(change);
    this.#free.set(key, found);
  }

  resources(): readonly ResourceCost[] {
    return [...this.#costs.values()].map((each) => this.#resource(each)).sort(dearestFirst);
  }

  #resource({ it, region, before, after }: Collected): ResourceCost {
    const construct = this.stack.constructs.pathOf(it);
    const { deposed, action } = it.change;
    const was = sumsOf(before);
    const will = sumsOf(after);
    return {
      address: it.address,
      ...(construct !== undefined && { construct }),
      type: it.type,
      action,
      ...(deposed !== undefined && { deposed }),
      ...(region !== undefined && { region }),
      before,
      after,
      monthly: sides(was.monthly, will.monthly),
      fixed: sides(was.fixed, will.fixed),
      usage: sides(was.usage, will.usage),
      isPriced: before.every(hasPrice) && after.every(hasPrice),
    };
  }

  free(): readonly FreeType[] {
    return [...this.#free.values()]
      .map(({ type, reason, changes }) => ({ type, reason, count: changes.size }))
      .sort((a, b) => compare(a.type, b.type) || compare(a.reason, b.reason));
  }
}

const hasPrice = ({ unpriced }: CostLine): boolean => unpriced === undefined;

const sides = (before: Range, after: Range): Sides => ({ before, after, difference: minus(after, before) });

function total(all: readonly Sides[]): Sides {
  return sides(sum(all.map(({ before }) => before)), sum(all.map(({ after }) => after)));
}

function shareOf(resources: readonly ResourceCost[]): PricedShare {
  const billable = resources.length;
  const priced = resources.filter(({ isPriced }) => isPriced).length;
  return { priced, billable, share: billable === 0 ? 1 : priced / billable };
}

function dearestFirst(a: ResourceCost, b: ResourceCost): number {
  const most = ({ monthly: { before, after } }: ResourceCost) => Math.max(before.high, after.high);
  return most(b) - most(a) || compare(a.address, b.address) || compare(a.deposed ?? "", b.deposed ?? "");
}

/** By code units: the same everywhere, whatever the language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
