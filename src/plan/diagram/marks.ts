import { withoutIndexes } from "../model/configuration";
import type { Plan, ResourceChange } from "../model/plan";
import type { BlockOf } from "./blocks";
import type { Change, Graph, Node, Tally } from "./graph";

const GRAVEST_FIRST: readonly Change[] = [
  "destroyed",
  "replaced",
  "forgotten",
  "changed",
  "added",
  "imported",
  "moved",
];

/** One object of a block with `count` or `for_each`. */
export interface Instance {
  /** As an address has it: `[0]`, `["a"]`. */
  readonly key: string;
  readonly change: Change | undefined;
}

/** What a plan does, by blocks. */
export class Marks {
  readonly #changes = new Map<string, (Change | undefined)[]>();
  readonly #instances = new Map<string, Instance[]>();

  constructor(plan: Plan | undefined, blockOf: BlockOf) {
    for (const each of plan?.changes ?? []) {
      // what an earlier, failed replacement has left is not what the template describes
      if (each.mode === "data" || each.deposed !== undefined) continue;
      const address = blockOf(each);
      const change = changeOf(each);
      put(this.#changes, address, change);
      if (each.address !== address && withoutIndexes(each.address) === address) {
        put(this.#instances, address, { key: indexesOf(each.address), change });
      }
    }
  }

  /** What is done to all of these, or `changed` where it is not the same. */
  of(addresses: readonly string[]): Change | undefined {
    const managed = addresses.filter((each) => !each.startsWith("data."));
    return commonChange(managed.flatMap((each) => this.#changes.get(each) ?? [undefined]));
  }

  /** Of all objects, the gravest first. */
  get tally(): readonly Tally[] {
    return counted([...this.#changes.values()].flat());
  }

  /** Empty for a block that is one object. */
  instances(address: string): readonly Instance[] {
    return this.#instances.get(address) ?? [];
  }
}

/** `["a"][0]` of `module.m["a"].aws_b.c[0]`. */
function indexesOf(address: string): string {
  return (address.match(/\[(?:"(?:[^"\\]|\\.)*"|[^\][" ]*)\]/g) ?? []).join("");
}

function put<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

/** What several things are when seen as one: what is done to each of them, `changed` where only some are. */
export function commonChange(changes: readonly (Change | undefined)[]): Change | undefined {
  const [first] = changes;
  if (changes.every((each) => each === first)) return first;
  return "changed";
}

/** To how many of a list's items what is done; empty where the same is done to all, which the list's own mark says. */
export function tallyOf({ items, change }: Pick<Node, "items" | "change">): readonly Tally[] {
  if (items.length < 2 || items.every((each) => each.change === change)) return [];
  return counted(items.map((each) => each.change));
}

function counted(changes: readonly (Change | undefined)[]): readonly Tally[] {
  return GRAVEST_FIRST.map((change) => ({
    change,
    count: changes.filter((each) => each === change).length,
  })).filter(({ count }) => count > 0);
}

/** Whether the same is done to all that is in a picture, such as of a stack that is new: no mark stands out then. */
export function isUniform({ nodes }: Pick<Graph, "nodes">): boolean {
  const managed = nodes.filter(({ members }) => members.some((each) => !each.startsWith("data.")));
  const [first] = managed;
  return first?.change !== undefined && managed.every(({ change }) => change === first.change);
}

function changeOf({ action, importing, previousAddress }: ResourceChange): Change | undefined {
  switch (action) {
    case "create":
      return "added";
    case "update":
      return "changed";
    case "delete":
      return "destroyed";
    case "delete-create":
    case "create-delete":
      return "replaced";
    case "forget":
    case "create-forget":
    case "forget-create":
      return "forgotten";
    default:
      if (importing !== undefined) return "imported";
      return previousAddress === undefined ? undefined : "moved";
  }
}
