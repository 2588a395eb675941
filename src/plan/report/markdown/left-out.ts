import { plural } from "../counts";
import { alert } from "./headline";
import { words } from "./names";
import { bytes } from "./part";

/** What may be left out, in words, by its number. */
export type Missing = (count: number) => string;

const resources = (count: number): string => plural(count, "resource");

export const MISSING = {
  lossNames: (count) => `names of ${resources(count)} destroyed or replaced`,
  lossRemarks: (count) => `remarks on ${resources(count)} destroyed or replaced`,
  replaced: (count) => `attributes of ${resources(count)} replaced`,
  destroyed: (count) => `attributes of ${resources(count)} destroyed`,
  warnings: (count) => plural(count, "warning"),
  stacks: (count) => plural(count, "row of the table of stacks", "rows of the table of stacks"),
  checks: (count) => plural(count, "check that fails", "checks that fail"),
  changedNames: (count) => `names of ${resources(count)} changed`,
  changed: (count) => `attributes of ${resources(count)} changed`,
  addedNames: (count) => `names of ${resources(count)} added`,
  added: (count) => `attributes of ${resources(count)} added`,
  outputs: (count) => plural(count, "output"),
  drift: (count) => `${resources(count)} changed outside of Terraform`,
  unread: (count) => `${plural(count, "object")} changed outside of Terraform in what nothing reads`,
  deferred: (count) => plural(count, "deferred change"),
} satisfies Readonly<Record<string, Missing>>;

/** @param title of a section that is taken in part, or not at all */
export function missingOf(title: string): Missing {
  const name = words(title.slice(0, 40));
  return (count) => `${plural(count, "byte")} of "${name}"`;
}

/** What is not in a report yet: it begins with everything, and shrinks with each piece that is found room for. */
export class LeftOut {
  readonly #counts = new Map<Missing, number>();
  /** Of all phrases. */
  #bytes = 0;

  change(missing: Missing, by: number): void {
    const before = this.#counts.get(missing) ?? 0;
    this.#bytes += sizeOf(missing, before + by) - sizeOf(missing, before);
    this.#counts.set(missing, before + by);
  }

  of(missing: Missing): number {
    return this.#counts.get(missing) ?? 0;
  }

  /** What {@link text} takes, in bytes. */
  get size(): number {
    return this.#bytes === 0 ? 0 : FRAME + this.#bytes;
  }

  /** One sentence; none where nothing is left out. */
  text(): string {
    const phrases = [...this.#counts].flatMap(([missing, count]) => (count > 0 ? [missing(count)] : []));
    return phrases.length === 0 ? "" : sentence(phrases.join(BETWEEN));
  }
}

const BETWEEN = "; ";

function sentence(phrases: string): string {
  return alert("NOTE", [
    `Left out, as it would be too long: ${phrases}. \`report --format json\` tells all that the plan does.`,
  ]);
}

const FRAME = bytes(sentence("")) - BETWEEN.length;

function sizeOf(missing: Missing, count: number): number {
  return count > 0 ? bytes(missing(count)) + BETWEEN.length : 0;
}
