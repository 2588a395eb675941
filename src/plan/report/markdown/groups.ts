import type { ChangeReport } from "../changes";
import { plural, thousands } from "../counts";
import { cell } from "./names";
import { row, tableHead } from "./tables";

const MOST_GROUPS = 120;
const MOST_TYPES = 10;

interface Group {
  readonly where: string;
  readonly type: string;
  count: number;
}

/** How many changes there are of each type in each construct. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  constructor(changes: readonly ChangeReport[]) {
    for (const change of changes) this.add(change);
  }

  add({ group: where, type }: ChangeReport): void {
    const key = `${where}\n${type}`;
    const group = this.#groups.get(key);
    if (group) group.count += 1;
    else this.#groups.set(key, { where, type, count: 1 });
  }

  /** One row for all of a type in a construct; undefined where even these are too many. */
  get table(): string | undefined {
    if (this.#groups.size > MOST_GROUPS) return undefined;
    const rows = [...this.#groups.values()].map(({ where, type, count }) =>
      row([where === "" ? "" : cell(where), cell(type), thousands(count)]),
    );
    return `${tableHead(["Where", "Type", "Count"], 1)}${rows.join("")}`;
  }

  /** `` 12 of `aws_subnet` ``, the most frequent ones. */
  get types(): string {
    const counts = new Map<string, number>();
    for (const { type, count } of this.#groups.values()) counts.set(type, (counts.get(type) ?? 0) + count);
    const sorted = [...counts].sort(([, one], [, other]) => other - one);
    const shown = sorted.slice(0, MOST_TYPES).map(([type, count]) => `${thousands(count)} of ${cell(type)}`);
    const rest = sorted.slice(MOST_TYPES).reduce((total, [, count]) => total + count, 0);
    return [...shown, ...(rest > 0 ? [`${plural(rest, "other")}`] : [])].join(", ");
  }
}
