import type { ChangeReport, StackReport } from "../report";
import type { Folds } from "./folds";
import { type Html, html } from "./html";
import { because } from "./losses";
import { pill } from "./pill";

/** Every change of a stack, by the construct that makes it. */
export function changesOf(stack: StackReport, folds: Folds, hasStacks: boolean): Html {
  const groups = new Map<string, ChangeReport[]>();
  for (const each of stack.changes) {
    const name = groupOf(each);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [each]);
    else known.push(each);
  }
  const sorted = [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
  return html`<section class="part">${hasStacks && html`<h3>${stack.name}</h3>`}
${sorted.map(
  ([
    name,
    changes,
  ]) => html`<section class="group"><h3>${name}<span>${changes.length.toLocaleString("en")}</span></h3>
${changes.map((each) => row(each, stack.name, folds))}</section>
`,
)}
${stack.changes.length === 0 && html`<p class="muted">Nothing changes.</p>`}</section>`;
}

/** The outermost construct, else the module, else the type. */
function groupOf({ construct, address, type }: ChangeReport): string {
  if (construct !== undefined) return construct.split("/")[0] ?? construct;
  return /^module\.[\w-]+/.exec(address)?.[0] ?? type;
}

/** Names of what differs, as many as fit a line or two. */
function attributes(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

const MOST_NAMES = 8;

function row(change: ChangeReport, stack: string, folds: Folds): Html {
  const {
    kind,
    construct,
    address,
    type,
    unchanged,
    previousAddress,
    importId,
    isImport,
    deposed,
    stateful,
  } = change;
  const fold = folds.add(change.differences(), { kind, unchanged });
  const word =
    kind === "none" ? (isImport ? "import" : previousAddress === undefined ? "none" : "move") : kind;
  const remarks = [
    kind === "change" ? attributes(change.changed) : "",
    because(change),
    previousAddress === undefined ? "" : `moved from ${previousAddress}`,
    isImport ? `imported${importId === undefined ? "" : ` as ${importId}`}` : "",
    deposed === undefined ? "" : `left over (${deposed})`,
    stateful === undefined ? "" : `holds data: ${stateful}`,
  ].filter((each) => each !== "");
  const text = [word, construct ?? "", address, type, stack].join(" ").slice(0, 1_000);
  return html`<details class="row" data-fold="${fold}" data-text="${text}"><summary>${pill(kind, word)}<span class="what">${
    construct === undefined ? html`<b>${address}</b>` : html`<b>${construct}</b><code>${address}</code>`
  }</span><span class="type">${type}</span>${
    remarks.length > 0 && html`<span class="why">${remarks.join("; ")}</span>`
  }</summary></details>
`;
}
