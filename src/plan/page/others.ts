import type { StackReport } from "../report";
import type { Folds } from "./folds";
import { type Html, html, type Part, prose } from "./html";
import { pill } from "./pill";

/** Drift, outputs, checks and what is deferred, of one stack; empty where there is none. */
export function othersOf(stack: StackReport, folds: Folds): Html {
  const relevant = stack.drift.filter(({ isRelevant }) => isRelevant);
  const failed = stack.checks.filter(({ status }) => status === "fail" || status === "error");
  return html`${section(
    "Changed outside of Terraform",
    relevant.map(({ change }) =>
      fold(folds.add(change.differences()), pill(change.kind), change.construct, change.address, change.type),
    ),
  )}${section(
    "Outputs",
    stack.outputs.map(({ name, kind, differences }) =>
      fold(folds.add(differences()), pill(kind), undefined, name, "output"),
    ),
  )}${section(
    "Checks that fail",
    failed.map(
      ({
        address,
        kind,
        problems,
      }) => html`<li><span class="strong">${address}</span> <span class="muted">${kind}</span>
${problems.map((each) => html`<p>${each}</p>`)}</li>`,
    ),
    "losses",
  )}${section(
    "Deferred",
    stack.deferred.map(({ change, reasonInWords }) =>
      fold(
        folds.add(change.differences()),
        pill(change.kind),
        change.construct,
        change.address,
        change.type,
        `because ${reasonInWords}`,
      ),
    ),
  )}${otherChecks(stack)}`;
}

function section(title: string, items: readonly Html[], list?: string): Part {
  if (items.length === 0) return undefined;
  const body =
    list === undefined
      ? html`<section class="group">${items}</section>`
      : html`<ul class="${list}">${items}</ul>`;
  return html`<h3>${title}</h3>${body}
`;
}

function fold(
  number: number,
  mark: Html,
  construct: string | undefined,
  name: string,
  type: string,
  why?: string,
): Html {
  const what = construct === undefined ? html`<b>${name}</b>` : html`<b>${construct}</b><code>${name}</code>`;
  return html`<details class="row" data-fold="${number}"><summary>${mark}<span class="what">${what}</span><span class="type">${type}</span>${
    why !== undefined && html`<span class="why">${prose(why)}</span>`
  }</summary></details>
`;
}

function otherChecks({ checks, drift }: StackReport): Part {
  const passed = checks.filter(({ status }) => status === "pass").length;
  const unknown = checks.filter(({ status }) => status === "unknown").length;
  const unread = drift.filter(({ isRelevant }) => !isRelevant).length;
  const words = [
    ...(passed > 0 ? [`${passed} checks pass`] : []),
    ...(unknown > 0 ? [`${unknown} checks are known after the apply`] : []),
    ...(unread > 0 ? [`${unread} objects were changed outside of Terraform in what nothing reads`] : []),
  ];
  return words.length > 0 && html`<p class="muted">${words.join("; ")}.</p>`;
}
