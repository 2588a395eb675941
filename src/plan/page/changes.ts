import { groupBy } from "../model/group-by";
import type { ChangeReport, StackReport } from "../report";
import { ACTION_WORDS, everydayWords } from "./everyday";
import type { Folds } from "./folds";
import { type Html, html, type Part, prose } from "./html";
import { because } from "./losses";
import { pill } from "./pill";
import type { Places } from "./places";

export interface ChangesOptions {
  readonly folds: Folds;
  readonly places: Places;
  /** Rules that what is at an address breaks. */
  readonly brokenBy: (address: string) => readonly string[];
  readonly hasStacks: boolean;
}

/** Every change of a stack, by the construct that makes it. */
export function changesOf(stack: StackReport, options: ChangesOptions): Html {
  const groups = groupBy(stack.changes, ({ group, type }) => (group === "" ? type : group));
  const sorted = [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
  return html`<section class="part">${options.hasStacks && html`<h3>${stack.name}</h3>`}
${sorted.map(
  ([
    name,
    changes,
  ]) => html`<section class="group"><h3>${name}<span>${changes.length.toLocaleString("en")}</span></h3>
${changes.map((each) => row(each, stack.name, options))}</section>
`,
)}
${stack.changes.length === 0 && html`<p class="muted">Nothing changes.</p>`}</section>`;
}

/** Names of what differs, as many as fit a line or two. */
function attributes(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

const MOST_NAMES = 8;

function row(change: ChangeReport, stack: string, { folds, places, brokenBy }: ChangesOptions): Html {
  const { kind, construct, address, type, unchanged } = change;
  const fold = folds.add(change.differences(), { kind, unchanged });
  const word = wordOf(change);
  const broken = brokenBy(address);
  const box = places.boxOf(stack, address);
  const remarks = [
    ...remarksOf(change).map(prose),
    ...(broken.length > 0 ? [html`<a href="#policy">breaks ${broken.join(", ")}</a>`] : []),
  ];
  const text = [
    word,
    ACTION_WORDS[kind],
    construct ?? "",
    address,
    type,
    stack,
    everydayWords(type),
    box?.words ?? "",
    ...(broken.length > 0 ? ["policy violation", ...broken] : []),
  ];
  return html`<details class="row" id="${places.changeOf(stack, address) ?? ""}" data-fold="${fold}" data-box="${box?.number ?? ""}" data-text="${text.join(" ").slice(0, 1_000)}"><summary>${pill(kind, word)}<span class="what">${
    construct === undefined ? html`<b>${address}</b>` : html`<b>${construct}</b><code>${address}</code>`
  }</span><span class="type">${type}</span>${
    remarks.length > 0 && html`<span class="why">${joined(remarks)}</span>`
  }</summary></details>
`;
}

function wordOf({ kind, isImport, previousAddress }: ChangeReport): string {
  if (kind !== "none") return kind;
  return isImport ? "import" : previousAddress === undefined ? "none" : "move";
}

function remarksOf(change: ChangeReport): readonly string[] {
  const { kind, previousAddress, isImport, importId, deposed, stateful } = change;
  return [
    kind === "change" ? attributes(change.changed) : "",
    because(change),
    previousAddress === undefined ? "" : `moved from ${previousAddress}`,
    isImport ? `imported${importId === undefined ? "" : ` as ${importId}`}` : "",
    deposed === undefined ? "" : `left over (${deposed})`,
    stateful === undefined ? "" : `holds data: ${stateful}`,
  ].filter((each) => each !== "");
}

function joined(parts: readonly Part[]): Part {
  return parts.map((each, index) => (index === 0 ? each : ["; ", each]));
}
