import { Groups } from "./groups";
import { type Loss, lossHead } from "./losses";
import { bytes } from "./part";

export interface FittingLosses {
  readonly text: string;
  /** With all there is to tell: the first ones. */
  readonly told: number;
  /** With their names at least: the first ones. */
  readonly named: number;
}

/**
 * The richest text on losses within some bytes: rows for as many as leave room for the names of the others, else as many names as fit.
 *
 * @param mostWithRows bytes of a text that has more than names
 */
export function lossesWithin(losses: readonly Loss[], most: number, mostWithRows: number): FittingLosses {
  const head = lossHead(losses.some(({ stack }) => stack !== undefined));
  const end = "\n";
  const rows = rowsWithin(losses, mostWithRows - bytes(head + end));
  const sizes = rows.map(bytes);
  let size = sizes.reduce((total, each) => total + each, bytes(head + end));
  const names = new Names();
  for (let told = losses.length; told >= 0 && names.size <= most; told -= 1) {
    if (told < rows.length) size -= sizes[told] ?? 0;
    const isFitting = told === 0 ? names.size <= most : size + names.size <= mostWithRows;
    if (told <= rows.length && isFitting) {
      const table = told === 0 ? "" : `${head}${rows.slice(0, told).join("")}${end}`;
      const rest = namesOf(losses.slice(told)).text;
      return { text: `${table}${rest}`, told, named: losses.length };
    }
    const next = losses[told - 1];
    if (next !== undefined) names.add(next);
  }
  return namesWithin(losses, most);
}

function rowsWithin(losses: readonly Loss[], most: number): readonly string[] {
  const rows: string[] = [];
  let size = 0;
  for (const { row } of losses) {
    size += bytes(row);
    if (size > most) break;
    rows.push(row);
  }
  return rows;
}

/** As many names as leave room for the types of the others, unless these are long. */
function namesWithin(losses: readonly Loss[], most: number): FittingLosses {
  const reserve = bytes(further(losses));
  const names = new Names();
  let named = 0;
  for (const loss of losses) {
    names.add(loss);
    if (names.size > (reserve < most / 4 ? most - reserve : most)) break;
    named += 1;
  }
  const text = namesOf(losses.slice(0, named)).text;
  const rest = further(losses.slice(named));
  return { text: bytes(text) + bytes(rest) <= most ? `${text}${rest}` : text, told: 0, named };
}

function further(losses: readonly Loss[]): string {
  return `Not named here: ${new Groups(losses.map(({ change }) => change)).types}.\n\n`;
}

function namesOf(losses: readonly Loss[]): Names {
  const names = new Names();
  for (const loss of losses) names.add(loss);
  return names;
}

/** Names, together with those of what happens for the same reason. */
class Names {
  /** In bytes, at the most. */
  size = 0;
  readonly #groups = new Map<string, string[]>();

  add({ group, name }: Loss): void {
    const known = this.#groups.get(group);
    this.size += bytes(name) + 2 + (known ? 0 : bytes(group) + 6);
    if (known) known.push(name);
    else this.#groups.set(group, [name]);
  }

  get text(): string {
    if (this.#groups.size === 0) return "";
    return `${[...this.#groups].map(([group, names]) => `- ${group}: ${names.join(", ")}\n`).join("")}\n`;
  }
}
