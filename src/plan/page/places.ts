import type { Graph } from "../diagram";
import { withoutIndexes } from "../model/configuration";
import type { Report } from "../report";

/** A box of a picture, by what a page's pictures know it by. */
export interface BoxPlace {
  readonly number: string;
  /** What the box says, for those who look for it by its words. */
  readonly words: string;
}

/** Where a page tells of a resource: among the changes, and in which box. */
export class Places {
  readonly #changes = new Map<string, string>();
  readonly #boxes = new Map<string, BoxPlace>();

  constructor(report: Report | undefined, graphs: readonly Graph[]) {
    report?.stacks.forEach(({ name, changes }, stack) => {
      changes.forEach(({ address }, index) => {
        const key = keyOf(name, address);
        // what a failed replacement has left over has the same address, and comes second
        if (!this.#changes.has(key)) this.#changes.set(key, `change-${stack}-${index}`);
      });
    });
    graphs.forEach(({ title, nodes }, picture) => {
      nodes.forEach(({ label, details, members }, index) => {
        const place = { number: `${picture}-${index}`, words: [label, ...details].join(" ") };
        for (const address of members) this.#boxes.set(keyOf(title, address), place);
      });
    });
  }

  /** Id of a row; undefined for what does not change. */
  changeOf(stack: string, address: string): string | undefined {
    return this.#changes.get(keyOf(stack, address));
  }

  boxOf(stack: string, address: string): BoxPlace | undefined {
    const block = withoutIndexes(address);
    // modules may be closed boxes
    const module = /^module\.[\w-]+/.exec(block)?.[0] ?? block;
    return this.#boxes.get(keyOf(stack, block)) ?? this.#boxes.get(keyOf(stack, module));
  }
}

function keyOf(stack: string, address: string): string {
  return `${stack}\n${address}`;
}
