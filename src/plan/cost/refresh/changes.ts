import { isPriceKey, type PriceKey } from "../prices/catalog";
import type { Price, RegionPrices } from "../prices/types";
import { table } from "../render/markdown";

/** What differs between two files of a region, as Markdown: a table of prices, and how many were confirmed. */
export function changesOf(before: RegionPrices, after: RegionPrices): string {
  const keys = [...new Set([...Object.keys(before.prices), ...Object.keys(after.prices)])]
    .filter(isPriceKey)
    .sort();
  const rows = keys.flatMap((key) => row(key, before.prices[key], after.prices[key]));
  const same = keys.length - rows.length;
  const head = `### ${after.region}\n\n${same} of ${keys.length} prices are as they were.`;
  return rows.length === 0 ? head : `${head}\n\n${table(["price", "before", "after", ""], rows)}`;
}

function row(
  key: PriceKey,
  before: Price | undefined,
  after: Price | undefined,
): readonly (readonly string[])[] {
  const [was, is] = [before?.usd ?? null, after?.usd ?? null];
  if (was === is) return [];
  return [
    [
      `\`${key}\``,
      was ?? "not known",
      is ?? "not known",
      was !== null && is !== null ? change(Number(was), Number(is)) : "",
    ],
  ];
}

function change(was: number, is: number): string {
  const percent = Math.round((is / was - 1) * 1_000) / 10;
  return `${percent > 0 ? "+" : ""}${percent} %`;
}
