import type { Check, ResourceChange } from "../model/plan";

/** What a plan does, each object in one number; moved and imported objects also in a second one. */
export interface Counts {
  readonly import: number;
  readonly add: number;
  readonly change: number;
  /** Terraform itself counts each as one to add and one to destroy. */
  readonly replace: number;
  readonly destroy: number;
  /** Left as they are, and no longer managed. */
  readonly forget: number;
  readonly move: number;
  /** Data sources that are read during the apply. */
  readonly read: number;
  readonly outputs: number;
  /** Changed outside of Terraform, in what the configuration reads. */
  readonly drift: number;
  readonly failedChecks: number;
  readonly deferred: number;
}

export const NO_COUNTS: Counts = {
  import: 0,
  add: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  forget: 0,
  move: 0,
  read: 0,
  outputs: 0,
  drift: 0,
  failedChecks: 0,
  deferred: 0,
};

/** What an action amounts to for those who read a plan. */
export type Kind = "add" | "change" | "replace" | "destroy" | "forget" | "read" | "none";

export function kindOf({ action }: Pick<ResourceChange, "action">): Kind {
  return KINDS[action];
}

const KINDS: Readonly<Record<ResourceChange["action"], Kind>> = {
  create: "add",
  update: "change",
  delete: "destroy",
  "delete-create": "replace",
  "create-delete": "replace",
  // a new object takes the place of the old one, which stays where it is
  "create-forget": "replace",
  "forget-create": "replace",
  forget: "forget",
  read: "read",
  "no-op": "none",
};

export function sum(all: readonly Counts[]): Counts {
  const total: { -readonly [Key in keyof Counts]: number } = { ...NO_COUNTS };
  for (const counts of all) for (const key of COUNT_NAMES) total[key] += counts[key];
  return total;
}

const COUNT_NAMES: readonly (keyof Counts)[] = [
  "import",
  "add",
  "change",
  "replace",
  "destroy",
  "forget",
  "move",
  "read",
  "outputs",
  "drift",
  "failedChecks",
  "deferred",
];

export function isFailed({ status }: Check): boolean {
  return status === "fail" || status === "error";
}

/** `2 to add`, `1 moved`: those that are not zero, with resources first. */
export function countsInWords(counts: Counts): readonly string[] {
  return WORDS.flatMap(([key, one, many]) => {
    const count = counts[key];
    return count === 0 ? [] : [`${thousands(count)} ${count === 1 ? one : (many ?? one)}`];
  });
}

const WORDS: readonly (readonly [keyof Counts, string, string?])[] = [
  ["import", "to import"],
  ["add", "to add"],
  ["change", "to change"],
  ["replace", "to replace"],
  ["destroy", "to destroy"],
  ["forget", "to forget"],
  ["move", "moved"],
  ["outputs", "output changes", "outputs change"],
  ["drift", "changed outside of Terraform"],
  ["failedChecks", "check fails", "checks fail"],
  ["deferred", "deferred"],
  ["read", "to read"],
];

/** `12,345`. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}
