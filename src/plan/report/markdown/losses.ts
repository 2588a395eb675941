import type { ChangeReport } from "../changes";
import { plural } from "../counts";
import type { Report } from "../report";
import { STATEFUL_KINDS } from "../stateful";
import { cell, lostName, verb, words } from "./names";
import { namesInWords, row, tableHead } from "./tables";

/** What is destroyed or replaced, in words that are made once. */
export class Loss {
  readonly change: ChangeReport;
  /** Where there are several. */
  readonly stack: string | undefined;
  #row: string | undefined;
  #group: string | undefined;
  #name: string | undefined;

  constructor(change: ChangeReport, stack: string | undefined) {
    this.change = change;
    this.stack = stack;
  }

  /** All about it, but for its attributes. */
  get row(): string {
    this.#row ??= lossRow(this);
    return this.#row;
  }

  /** What several have in common: what happens to them, of which kind their data is, and why. */
  get group(): string {
    this.#group ??= lossGroup(this);
    return this.#group;
  }

  get name(): string {
    this.#name ??= lostName(this.change.address);
    return this.#name;
  }
}

/**
 * What is destroyed or replaced, in all stacks: first what holds data, databases before all else; then what a release may need.
 * Replacements come before destroys.
 */
export function lossesOf({ stacks }: Report): readonly Loss[] {
  return stacks
    .flatMap(({ name, changes }) =>
      changes
        .filter(({ kind }) => kind === "destroy" || kind === "replace")
        .map((change) => ({
          loss: new Loss(change, stacks.length > 1 ? name : undefined),
          rank: rank(change),
        })),
    )
    .sort((a, b) => a.rank - b.rank)
    .map(({ loss }) => loss);
}

function rank({ stateful, inUse, kind }: ChangeReport): number {
  const worth =
    stateful !== undefined
      ? STATEFUL_KINDS.indexOf(stateful)
      : STATEFUL_KINDS.length + (inUse === undefined ? 1 : 0);
  return 2 * worth + (kind === "replace" ? 0 : 1);
}

/** `2 databases and 1 bucket`. */
export function dataInWords(losses: readonly Loss[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { change } of losses) {
    const { stateful } = change;
    if (stateful !== undefined) counts.set(stateful, (counts.get(stateful) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => plural(count, kind, pluralOf(kind)));
  return parts.length === 0 ? undefined : parts.join(", ");
}

function pluralOf(kind: string): string {
  if (kind.startsWith("object ")) return kind.replace("object", "objects");
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

export function lossHead(hasStacks: boolean): string {
  return tableHead(["", ...(hasStacks ? ["Stack"] : []), "What", "Why, and what to beware of"]);
}

function lossRow(loss: Loss): string {
  const { change, stack, name } = loss;
  const { construct, previousAddress } = change;
  const from = previousAddress === undefined ? "" : `<br>from ${lostName(previousAddress)}`;
  const what = construct === undefined ? `${name}${from}` : `${cell(construct)}<br>${name}${from}`;
  const about = [why(change), ...beware(change)].filter((each) => each !== "").join("<br>");
  return row([`**${verb(change)}**`, ...(stack === undefined ? [] : [cell(stack)]), what, about]);
}

function lossGroup({ change, stack }: Loss): string {
  const { stateful } = change;
  const about = [
    `**${verb(change)}**${stack === undefined ? "" : ` in ${cell(stack)}`}`,
    stateful === undefined ? "" : `**${stateful}**`,
    why(change),
  ];
  return about.filter((each) => each !== "").join("; ");
}

function why({ reason, replacedFor }: ChangeReport): string {
  const force = replacedFor.length === 1 ? "forces" : "force";
  const names = replacedFor.length > 0 ? `${namesInWords(replacedFor)} ${force} it` : "";
  return [reason === undefined ? "" : markCode(reason), names].filter((each) => each !== "").join("; ");
}

/** Our own words name attributes in backticks; those of a plan that we do not know have none left. */
function markCode(text: string): string {
  return text
    .split(/(`[\w -]+`)/)
    .map((part) => (/^`[\w -]+`$/.test(part) ? part : words(part)))
    .join("");
}

function beware({ stateful, inUse, notes }: ChangeReport): readonly string[] {
  const remarks = notes.map(markCode).join("; ");
  return [
    stateful === undefined ? remarks : [`**${stateful}**`, remarks].filter((each) => each !== "").join("; "),
    inUse === undefined ? "" : `**in use**: ${words(inUse)}`,
  ];
}
