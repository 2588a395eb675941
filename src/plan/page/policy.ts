import { groupBy } from "../model/group-by";
import { type Judgement, RULES, type Violation } from "../policy";
import { type Html, html, type Part, prose } from "./html";
import { links } from "./links";
import type { Places } from "./places";

type Mask = (text: string) => string;

/** Which of the platform's rules plans break, each with where; or that they break none. */
export function policy(judgements: readonly Judgement[], places: Places, mask: Mask): Html | undefined {
  if (judgements.length === 0) return undefined;
  const sum = (of: (each: Judgement) => number) => judgements.reduce((total, each) => total + of(each), 0);
  const count = sum(({ violations }) => violations.length);
  const excepted = sum((each) => each.excepted.length);
  const unknown = sum(({ notKnown }) => notKnown.length);
  const where = `${RULES.length} rules in ${counted(
    sum(({ resources }) => resources),
    "resource",
  )}`;
  const rest = [
    excepted > 0 ? counted(excepted, "exception") : "",
    unknown > 0 ? `${unknown} not known before the apply` : "",
  ].filter((each) => each !== "");
  return html`<section id="policy"><h2>Policy</h2>
<p class="${count === 0 ? "verdict kept" : "verdict broken"}">${count === 0 ? "✓ No violation" : `✗ ${counted(count, "violation")}`} of ${where}${rest.length > 0 && `; ${rest.join(", ")}`}.</p>
${judgements.map((each) => ofStack(each, judgements.length > 1, places, mask))}</section>`;
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
}

function ofStack(judgement: Judgement, hasStacks: boolean, places: Places, mask: Mask): Part {
  const { stack, violations, excepted, notKnown } = judgement;
  if (violations.length + excepted.length + notKnown.length === 0) return undefined;
  const at = (each: Place) => placeOf(each, mask(stack), places, mask);
  return html`${hasStacks && html`<h3>${mask(stack)}</h3>`}
${[...groupBy(violations, ({ rule }) => rule)].map(([rule, broken]) => brokenRule(rule, broken, at, mask))}
${fold(
  "Excepted",
  excepted.map(
    (each) =>
      html`<li>${at(each)}<p>${prose(mask(each.problem))} <span class="muted">${each.rule}, excepted: ${mask(each.reason)}</span></p></li>`,
  ),
)}
${fold(
  "Not known before the apply",
  notKnown.map(
    (each) => html`<li>${at(each)}<p>${mask(each.what)} <span class="muted">${each.rule}</span></p></li>`,
  ),
)}`;
}

interface Place {
  readonly address: string;
  readonly construct?: string;
}

function brokenRule(id: string, broken: readonly Violation[], at: (place: Place) => Html, mask: Mask): Part {
  const [first] = broken;
  const title = RULES.find((rule) => rule.id === id)?.title ?? id;
  const [shown, rest] = [broken.slice(0, MOST), broken.length - MOST];
  return html`<section class="group rule"><h3>${prose(title)} <span>${id}</span></h3>
<ul>${shown.map((each) => html`<li>${at(each)}<p>${prose(mask(each.problem))}</p></li>`)}</ul>
${rest > 0 && html`<p class="muted">${rest.toLocaleString("en")} more break it.</p>`}
${first && html`<p class="muted">${prose(first.why)}</p><p><span class="strong">Mend:</span> ${prose(first.remedy)}</p>`}</section>`;
}

const MOST = 100;

function fold(title: string, items: readonly Html[]): Part {
  if (items.length === 0) return undefined;
  const rest = items.length - MOST;
  return html`<details class="fold rule"><summary>${title} <span class="muted">${items.length.toLocaleString("en")}</span></summary><ul>${items.slice(0, MOST)}</ul>${
    rest > 0 && html`<p class="muted">${rest.toLocaleString("en")} more.</p>`
  }</details>`;
}

/** A resource's name, with the way to its change and to its box. */
function placeOf({ address, construct }: Place, stack: string, places: Places, mask: Mask): Html {
  const shown = mask(address);
  return html`<span class="strong">${mask(construct ?? address)}</span> ${links(stack, shown, places)}${
    construct !== undefined && html`<br><code>${shown}</code>`
  }`;
}
