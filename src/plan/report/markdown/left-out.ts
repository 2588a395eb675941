import { plural } from "../counts";
import { alert } from "./headline";
import { words } from "./names";

/** Counts what did not fit, to say so. */
export class LeftOut {
  readonly #counts = new Map<string, number>();
  readonly #sections: string[] = [];

  /** @param what such as `attributes of added resources` */
  add(what: string, count: number): void {
    if (count > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  section(title: string): void {
    this.#sections.push(title);
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0 && this.#sections.length === 0;
  }

  /** One sentence. */
  text(): string {
    if (this.isEmpty) return "";
    const counted = [...this.#counts].map(([what, count]) =>
      what.startsWith("# outputs") ? plural(count, "output") : what.replace("#", plural(count, "resource")),
    );
    const sections = [...new Set(this.#sections)];
    const named = sections.slice(0, MOST_NAMED).map((each) => `parts of "${words(each.slice(0, 40))}"`);
    const others = sections.length > MOST_NAMED ? [plural(sections.length - MOST_NAMED, "more section")] : [];
    const all = [...counted, ...named, ...others].join("; ");
    return alert("NOTE", [
      `Left out, as it would be too long: ${all}. \`report --format json\` has all of it.`,
    ]);
  }
}

const MOST_NAMED = 4;

/** Kept free for the sentence. */
export const LONGEST_LEFT_OUT = 1_500;
