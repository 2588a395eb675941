import { addressesIn, MADE_UP, type MadeUp } from "./made-up";

/**
 * The same plan in each run: what is made up becomes a number, and lists whose order hangs on what is made up are sorted.
 *
 * @param plan as `terraform show -json` prints it
 */
export function normalise(plan: unknown): unknown {
  const rules = [addressesIn(JSON.stringify(plan)), ...MADE_UP].map((rule) => new Numbers(rule));
  const number = (text: string) => rules.reduce((left, each) => each.number(left), text);
  const known = (text: string) => rules.reduce((left, each) => each.known(left), text);
  // ids of resources first, in the order of their addresses, which is the same in each run
  number(JSON.stringify(idsOf(plan)));
  return JSON.parse(number(JSON.stringify(sorted(plan, known))));
}

/** The same number for the same, wherever it is found. */
class Numbers {
  readonly #names = new Map<string, string>();

  constructor(private readonly rule: MadeUp) {}

  number(text: string): string {
    return text.replace(this.rule.shape, (found) => {
      const name = this.#names.get(found) ?? this.rule.stable(this.#names.size + 1, found);
      this.#names.set(found, name);
      return name;
    });
  }

  /** What has no number yet is all the same. */
  known(text: string): string {
    return text.replace(this.rule.shape, (found) => this.#names.get(found) ?? "?");
  }
}

function idsOf(plan: unknown): readonly unknown[] {
  const changes = member(plan, "resource_changes");
  if (!Array.isArray(changes)) return [];
  return changes.map((each) => member(member(member(each, "change"), "before"), "id"));
}

/** Lists of ids, and of blocks with ids in them, are sets that Terraform sorts by what is in them. */
function sorted(value: unknown, known: (text: string) => string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each, known)]));
  }
  const list = value.map((each) => sorted(each, known));
  const keyed = list.map((each) => ({ each, text: JSON.stringify(each), key: known(JSON.stringify(each)) }));
  // resources have an order already, and what decides the plan has none
  const isSet =
    list.every((each) => member(each, "address") === undefined) &&
    keyed.some(({ text, key }) => text !== key);
  const hasNoOrder = list.every((each) => member(each, "attribute") !== undefined);
  if (!isSet && !hasNoOrder) return list;
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ each }) => each);
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
