import type { PlanError } from "../../model/errors";
import type { PriceKey } from "../prices/catalog";
import type { KnownPrice } from "../prices/types";

/** AWS lists some things for several engines, each a product with the same price; as many as this are no such thing. */
const MOST_PRODUCTS = 20;

interface Tier {
  /** Units from which on the price counts. */
  readonly start: number;
  readonly price: KnownPrice;
}

/** What a list has offered for each key so far: of each product (SKU) the lowest tier that is not free. */
export class Candidates {
  readonly #products = new Map<PriceKey, Map<string, Tier>>();

  /** @param error what is thrown for what is wrong */
  constructor(private readonly error: (what: string) => PlanError) {}

  offer(key: PriceKey, sku: string, tier: Tier): void {
    const tiers = this.#products.get(key) ?? new Map<string, Tier>();
    this.#products.set(key, tiers);
    const known = tiers.get(sku);
    if (known?.start === tier.start) this.#assertSame(key, known.price, tier.price);
    if (known === undefined || tier.start < known.start) tiers.set(sku, tier);
    if (tiers.size > MOST_PRODUCTS)
      throw this.error(`has more than ${MOST_PRODUCTS} products that match ${key}`);
  }

  /** A price for each key. Products that match alike have to cost the same: nothing tells which is meant. */
  chosen(): ReadonlyMap<PriceKey, KnownPrice> {
    const chosen = new Map<PriceKey, KnownPrice>();
    for (const [key, tiers] of this.#products) {
      for (const { price } of tiers.values()) {
        const other = chosen.get(key);
        if (other !== undefined) this.#assertSame(key, other, price);
        // whatever the order of the list
        if (other === undefined || (price.rate ?? "") < (other.rate ?? "")) chosen.set(key, price);
      }
    }
    return chosen;
  }

  #assertSame(key: PriceKey, one: KnownPrice, other: KnownPrice): void {
    if (one.usd === other.usd) return;
    throw this.error(
      `gives two prices for ${key}: ${one.usd} (${one.rate}) and ${other.usd} (${other.rate})`,
    );
  }
}
