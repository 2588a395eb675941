import { type CostEstimate, signed, totalOf, usd } from "../cost";
import type { Judgement } from "../policy";
import { type Counts, countsInWords, type Report } from "../report";
import { type Html, html } from "./html";

/** The numbers that are a button each: with a word, which also filters. */
const TILES: readonly (readonly [key: "add" | "change" | "replace" | "destroy", sign: string])[] = [
  ["add", "+"],
  ["change", "~"],
  ["replace", "±"],
  ["destroy", "−"],
];

/** Above the fold: what happens, in numbers, which rules that breaks, and what it costs. */
export function summary(
  report: Report,
  costs: readonly CostEstimate[],
  judgements: readonly Judgement[],
): Html {
  const { counts } = report;
  const tiles = TILES.filter(([key]) => counts[key] > 0).map(
    ([key, sign]) =>
      html`<li><button type="button" class="tile ${key}" data-filter="${key}"><b>${sign} ${counts[key].toLocaleString("en")}</b><span>to ${key}</span></button></li>`,
  );
  const nothing = tiles.length === 0 && html`<li class="tile"><b>0</b><span>changes</span></li>`;
  const others = countsInWords({ ...counts, add: 0, change: 0, replace: 0, destroy: 0 });
  return html`<ul class="tiles">${tiles}${nothing}${policyTile(judgements)}${costTile(costs)}</ul>
${others.length > 0 && html`<p class="muted">Also ${others.join(", ")}.</p>`}`;
}

function policyTile(judgements: readonly Judgement[]): Html | undefined {
  if (judgements.length === 0) return undefined;
  const count = judgements.reduce((sum, { violations }) => sum + violations.length, 0);
  return html`<li><a class="tile ${count === 0 ? "kept" : "broken"}" href="#policy"><b>${count === 0 ? "✓" : "✗"} ${count.toLocaleString("en")}</b><span>${count === 1 ? "violation" : "violations"}</span></a></li>`;
}

function costTile(costs: readonly CostEstimate[]): Html | undefined {
  if (costs.length === 0) return undefined;
  const { after, difference } = totalOf(costs);
  return html`<li class="tile"><b>${usd(after)}</b><span>USD a month (${signed(difference)})</span></li>`;
}

/** Of one stack, in a line. */
export function countsLine(counts: Counts): string {
  const words = countsInWords(counts);
  return words.length === 0 ? "no changes" : words.join(", ");
}
