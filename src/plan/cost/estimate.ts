import { blocksOf } from "../model/configuration";
import type { Stack } from "../model/stack";
import { documentTable, isDocumented } from "./document";
import { priceAll } from "./estimator";
import { environmentOf } from "./platform";
import { PriceBook } from "./price-book";
import { datesOf } from "./prices/pinned";
import type { RegionPrices } from "./prices/types";
import { reductionsOf } from "./reductions";
import { regionsOf } from "./region";
import { totalsOf } from "./totals";
import type { CostEstimate } from "./types";
import { assumptionsOf } from "./usage/assumptions";
import { USAGE, type Usage } from "./usage/defaults";
import { changesByType, World } from "./world";

export interface EstimateOptions {
  /** Where the plan does not tell it. @default - such resources are not priced */
  readonly region?: string;
  readonly usage?: Usage;
  readonly prices?: Readonly<Record<string, RegionPrices>>;
}

/** Estimates what a plan's resources cost a month on either side of it. */
export function estimateCosts(stack: Stack, options: EstimateOptions = {}): CostEstimate {
  const { plan, constructs } = stack;
  const blocks = blocksOf(plan.json);
  const regions = regionsOf(plan.json, blocks, options.region);
  const changes = changesByType(plan);
  const before = new World("before", changes, blocks);
  const after = new World("after", changes, blocks);
  const book = new PriceBook(options.prices);
  const assumptions = assumptionsOf(stack, options.usage);
  const { resources, free } = priceAll(changes, [before, after], { regions, book, assumptions, constructs });
  const priceDates = datesOf(regions.main, options.prices);
  const environment = environmentOf(after) ?? environmentOf(before);
  return {
    stack: stack.name,
    ...(regions.main !== undefined && { region: regions.main }),
    regionSource: regions.source,
    ...(priceDates && { priceDates }),
    ...totalsOf(resources),
    resources,
    free,
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
