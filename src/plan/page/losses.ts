import type { ChangeReport, Report } from "../report";
import { type Html, html, prose } from "./html";
import { links } from "./links";
import { pill } from "./pill";
import type { Places } from "./places";

/** What is destroyed or replaced, what holds data first. */
export function losses({ stacks }: Report, places: Places): Html | undefined {
  const all = stacks
    .flatMap(({ name, changes }) => changes.map((change) => ({ name, change })))
    .filter(({ change: { kind } }) => kind === "destroy" || kind === "replace")
    .map((each) => ({ ...each, rank: rank(each.change) }))
    .sort((one, other) => one.rank - other.rank);
  if (all.length === 0) return undefined;
  const [shown, rest] = [all.slice(0, MOST), all.slice(MOST)];
  return html`<h2>Destroyed and replaced</h2>
<ul class="losses">${shown.map(({ name, change }) => row(change, name, stacks.length > 1, places))}</ul>
${rest.length > 0 && html`<p class="muted">${rest.length.toLocaleString("en")} more are among the changes.</p>`}`;
}

const MOST = 200;

function rank({ stateful, inUse, kind }: ChangeReport): number {
  return (stateful !== undefined ? 0 : inUse !== undefined ? 2 : 4) + (kind === "replace" ? 0 : 1);
}

function row(change: ChangeReport, stack: string, hasStacks: boolean, places: Places): Html {
  const { construct, address, stateful, inUse, notes } = change;
  return html`<li>${pill(change.kind)}<div>
<span class="strong">${construct ?? address}</span>${hasStacks && html` <span class="muted">in ${stack}</span>`} ${links(stack, address, places)}
${construct !== undefined && html`<br><code>${address}</code>`}
<p>${prose(because(change))}</p>
${stateful !== undefined && html`<p class="strong">Holds data: ${stateful}.</p>`}
${inUse !== undefined && html`<p><span class="strong">In use:</span> ${prose(inUse)}.</p>`}
${notes.map((each) => html`<p class="muted">${prose(each)}</p>`)}
</div></li>`;
}

/** Why, in a sentence. */
export function because({ reason, replacedFor }: ChangeReport): string {
  const names = replacedFor.slice(0, 12).join(", ");
  const forced = names === "" ? "" : `${names} ${replacedFor.length === 1 ? "forces" : "force"} it`;
  const parts = [reason === undefined ? "" : `because ${reason}`, forced].filter((each) => each !== "");
  return parts.join("; ");
}
