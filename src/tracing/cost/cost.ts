import type { CallCost, TokenUsage } from "../records";
import type { PriceList } from "./prices";
import { isPlausible } from "./usage";

const UNPRICED: CallCost = { kind: "unpriced" };
const UNMEASURED: CallCost = { kind: "unmeasured" };

/**
 * What a model call cost. Usage that cannot be, such as more cached input than input, is none: a wrong sum would be
 * taken for a right one, and "unmeasured" is counted.
 *
 * A call that nobody measured is "unmeasured" whether its model has a price or not.
 */
export function costOf(model: string, usage: TokenUsage | undefined, prices: PriceList): CallCost {
  if (usage === undefined || !isPlausible(usage)) return UNMEASURED;
  const price = prices.get(model);
  if (price === undefined) return UNPRICED;
  const { inputPerMillion, cachedInputPerMillion = inputPerMillion, outputPerMillion } = price;
  const { input, cachedInput, output } = usage;
  const perMillion =
    (input - cachedInput) * inputPerMillion + cachedInput * cachedInputPerMillion + output * outputPerMillion;
  return { kind: "priced", usd: perMillion / 1_000_000 };
}
