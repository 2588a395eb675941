import { createHash } from "node:crypto";
import type { CostEstimate } from "../cost";
import { type Graph, svg } from "../diagram";
import type { Judgement } from "../policy";
import type { Report } from "../report";
import { changesOf } from "./changes";
import { costs } from "./cost";
import { Folds } from "./folds";
import { embedded, Html, html, type Part, prose } from "./html";
import { losses } from "./losses";
import { othersOf } from "./others";
import { Places } from "./places";
import { policy } from "./policy";
import { SCRIPT } from "./script";
import { STYLE } from "./style";
import { countsLine, summary } from "./summary";

export interface PageOptions {
  /** What plans do; without it the page is pictures. */
  readonly report?: Report;
  readonly costs?: readonly CostEstimate[];
  /** Which of the platform's rules each plan breaks. @default - nothing is said of rules */
  readonly judgements?: readonly Judgement[];
  /** A picture of each. */
  readonly graphs?: readonly Graph[];
  /** @default - the report's, or the names of the stacks */
  readonly title?: string;
}

/**
 * One page with plans, costs and pictures: it needs no network, loads nothing, and runs no script but its own.
 *
 * What a plan holds is text on it, whatever it holds.
 */
export async function renderPage(options: PageOptions): Promise<string> {
  const { report, costs: estimates = [], judgements = [], graphs = [] } = options;
  const mask = (text: string) => report?.mask.text(text) ?? text;
  const folds = new Folds();
  const places = new Places(report, graphs);
  const pictures = await Promise.all(graphs.map(picture));
  const rules = policy(judgements, places, mask);
  const body = html`${report && planPart(report, rules, judgements, folds, places)}
${costs(estimates, mask)}
${pictures.length > 0 && html`<section id="picture"><h2>Picture</h2>${pictures}</section>`}`;
  const title = options.title ?? titleOf(report, graphs);
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLE)}</style></head>
<body><header class="top"><h1>${title}</h1>
${report && summary(report, estimates, judgements)}</header>
${navigation(options)}
<main>${body}</main>
<script type="application/json" id="differences">${embedded(folds.data)}</script>
<script>${new Html(SCRIPT)}</script>
</body></html>`}\n`;
}

/** The page's own style and script, and nothing else. */
const POLICY = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function titleOf(report: Report | undefined, graphs: readonly Graph[]): string {
  if (report?.title !== undefined) return report.title;
  const names = report ? report.stacks.map(({ name }) => name) : graphs.map(({ title }) => title);
  const words = names.slice(0, 6).join(", ");
  return report ? `Plan of ${words}` : words;
}

function planPart(
  report: Report,
  rules: Part,
  judgements: readonly Judgement[],
  folds: Folds,
  places: Places,
): Html {
  const hasStacks = report.stacks.length > 1;
  const messages = report.stacks.flatMap(({ name, messages: all }) =>
    all.map(
      ({ severity, text }) => html`<p class="note ${severity}">${hasStacks && `${name}: `}${prose(text)}</p>`,
    ),
  );
  return html`${messages}
${losses(report, places)}
${rules}
<section id="changes"><h2>Changes</h2>
${hasStacks && html`<p class="muted">${report.stacks.map(({ name, counts }) => html`${name}: ${countsLine(counts)}.<br>`)}</p>`}
${report.stacks.map((each) => changesOf(each, { folds, places, hasStacks, brokenBy: brokenBy(each.name, judgements, report) }))}
<p id="nothing" class="muted" hidden>No change has all of these words in its name, type, action, attributes or service.</p></section>
${report.stacks.map((each) => stackOthers(each.name, othersOf(each, folds), hasStacks))}`;
}

/** Rules that a stack's resources break, by their addresses as the report shows them. */
function brokenBy(
  stack: string,
  judgements: readonly Judgement[],
  { mask }: Report,
): (address: string) => readonly string[] {
  const broken = new Map<string, Set<string>>();
  for (const judgement of judgements.filter((each) => mask.text(each.stack) === stack)) {
    for (const { address, rule } of judgement.violations) {
      const known = broken.get(mask.text(address));
      if (known === undefined) broken.set(mask.text(address), new Set([rule]));
      else known.add(rule);
    }
  }
  return (address) => [...(broken.get(address) ?? [])];
}

function stackOthers(name: string, others: Html, hasStacks: boolean): Part {
  if (others.toString().trim() === "") return undefined;
  return html`${hasStacks && html`<h2>${name}</h2>`}${others}`;
}

function navigation({ report, judgements = [], costs: estimates = [], graphs = [] }: PageOptions): Part {
  const count = report?.stacks.reduce((sum, { changes }) => sum + changes.length, 0) ?? 0;
  const links = [
    judgements.length > 0 && html`<a href="#policy">Policy</a>`,
    report && html`<a href="#changes">Changes</a>`,
    estimates.length > 0 && html`<a href="#cost">Cost</a>`,
    graphs.length > 0 && html`<a href="#picture">Picture</a>`,
  ];
  const filter =
    count > 0 &&
    html`<label><span id="shown" role="status">${count.toLocaleString("en")} ${count === 1 ? "change" : "changes"}</span><input id="filter" type="search" placeholder="Filter changes  ( / )" aria-label="Filter changes by name, type, action, attribute or service" autocomplete="off" spellcheck="false"></label>`;
  return html`<nav aria-label="Page"><div>${links}${filter}</div></nav>`;
}

async function picture(graph: Graph, index: number): Promise<Html> {
  const [large, small] = await Promise.all(
    (["wide", "narrow"] as const).map((width) =>
      svg(graph, { width, hasStyle: false, id: `picture-${index}-${width}`, boxes: `${index}` }),
    ),
  );
  return html`<figure class="picture"><div class="large">${new Html(large ?? "")}</div><div class="small">${new Html(small ?? "")}</div></figure>
`;
}
