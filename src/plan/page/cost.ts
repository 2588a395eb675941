import { type CostEstimate, type Range, type Sides, signed, totalOf, usd } from "../cost";
import { type Html, html } from "./html";

type Mask = (text: string) => string;

/** What stacks cost a month: fixed and usage-based parts, and what is dear. */
export function costs(estimates: readonly CostEstimate[], mask: Mask): Html | undefined {
  if (estimates.length === 0) return undefined;
  const all =
    estimates.length > 1 &&
    table(
      totalOf(estimates),
      estimates.map((each) => [mask(each.stack), each.monthly] as const),
    );
  return html`<section id="cost"><h2>Cost a month</h2>
${all}${estimates.map((each) => one(each, estimates.length > 1, mask))}</section>`;
}

function one(estimate: CostEstimate, hasStacks: boolean, mask: Mask): Html {
  const { fixed, usage, monthly, pricedShare, region } = estimate;
  const { priced, billable } = pricedShare;
  return html`${hasStacks && html`<h3>${mask(estimate.stack)}</h3>`}
${table(monthly, [
  ["fixed", fixed],
  ["usage, as assumed", usage],
])}
${resources(estimate, mask)}
${reductions(estimate)}
<p class="muted">${priced} of ${billable} resources that cost something are priced${
    region === undefined ? "" : `, for ${region}`
  }: on demand, 730 hours a month, without tax, discounts and free tiers.</p>`;
}

function table(sum: Sides, rows: readonly (readonly [string, Sides])[]): Html {
  const cells = ({ before, after, difference }: Sides) =>
    html`<td class="num wide">${usd(before)}</td><td class="num">${usd(after)}</td><td class="num">${signed(difference)}</td>`;
  return html`<div class="sheet"><table><thead><tr><th scope="col">USD a month</th><th scope="col" class="num wide">before</th><th scope="col" class="num">after</th><th scope="col" class="num">difference</th></tr></thead>
<tbody>${rows.map(([name, sides]) => html`<tr><td>${name}</td>${cells(sides)}</tr>`)}</tbody><tfoot><tr><td>sum</td>${cells(sum)}</tr></tfoot></table></div>`;
}

const MOST = 300;

function resources({ resources: all }: CostEstimate, mask: Mask): Html | undefined {
  const dear = all.filter(({ monthly }) => isSeen(monthly.before) || isSeen(monthly.after));
  if (dear.length === 0) return undefined;
  return html`<details class="fold"><summary>By resource</summary><div class="sheet"><table><thead><tr><th scope="col">resource</th><th scope="col" class="num wide">fixed</th><th scope="col" class="num wide">usage</th><th scope="col" class="num">after</th><th scope="col" class="num">difference</th></tr></thead>
<tbody>${dear
    .slice(0, MOST)
    .map(
      ({ construct, address, fixed, usage, monthly }) =>
        html`<tr><td>${mask(construct ?? address)}</td><td class="num wide">${usd(fixed.after)}</td><td class="num wide">${usd(usage.after)}</td><td class="num">${usd(monthly.after)}</td><td class="num">${signed(monthly.difference)}</td></tr>`,
    )}</tbody></table></div>${dear.length > MOST && html`<p class="muted">${dear.length - MOST} cheaper ones are left out.</p>`}</details>`;
}

/** From half a cent on. */
function isSeen({ high }: Range): boolean {
  return high >= 5_000;
}

function reductions({ reductions: all }: CostEstimate): Html | undefined {
  if (all.length === 0) return undefined;
  return html`<details class="fold"><summary>What would save</summary><div class="sheet"><table><thead><tr><th scope="col">reduction</th><th scope="col" class="num">USD a month</th><th scope="col" class="wide">how</th></tr></thead>
<tbody>${all.map(
    ({ name, saving, isUpTo, detail }) =>
      html`<tr><td>${name}</td><td class="num">${saving === undefined ? "–" : `${isUpTo ? "up to " : ""}${usd(saving)}`}</td><td class="wide muted">${detail}</td></tr>`,
  )}</tbody></table></div></details>`;
}
