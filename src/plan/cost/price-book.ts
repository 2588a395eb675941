import { Bills } from "./bill";
import type { PriceKey } from "./prices/catalog";
import { PINNED, priceIn } from "./prices/pinned";
import type { Price, RegionPrices } from "./prices/types";

/** Prices of a region, each looked up once. */
export class Prices {
  readonly #known = new Map<PriceKey, Price>();
  readonly bills = new Bills(this);

  constructor(
    private readonly region: string | undefined,
    private readonly pinned: Readonly<Record<string, RegionPrices>> | undefined,
  ) {}

  of(key: PriceKey): Price {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const price = priceIn(this.region, key, this.pinned);
    this.#known.set(key, price);
    return price;
  }

  get looked(): Iterable<Price> {
    return this.#known.values();
  }
}

/** Prices of all regions, and where those are from that something has asked for. */
export class PriceBook {
  readonly #regions = new Map<string | undefined, Prices>();

  /** @param pinned @default - those that are kept with the code */
  constructor(private readonly pinned: Readonly<Record<string, RegionPrices>> = PINNED) {}

  in(region: string | undefined): Prices {
    const known = this.#regions.get(region);
    if (known !== undefined) return known;
    const made = new Prices(region, this.pinned);
    this.#regions.set(region, made);
    return made;
  }

  /** Keys of `sources.json`. */
  get sources(): readonly string[] {
    const looked = [...this.#regions.values()].flatMap((each) => [...each.looked]);
    return [...new Set(looked.flatMap((price) => (price.usd === null ? [] : [price.source])))].sort();
  }
}
