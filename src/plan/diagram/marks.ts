import type { Plan, ResourceChange } from "../model/plan";
import { blockOf } from "./blocks";
import type { Change } from "./graph";

const GRAVEST_FIRST: readonly Change[] = [
  "destroyed",
  "replaced",
  "forgotten",
  "changed",
  "added",
  "imported",
  "moved",
];

/** What a plan does to a block, and the gravest of what it does to several. */
export function marksOf(plan: Plan | undefined): (addresses: readonly string[]) => Change | undefined {
  const changes = new Map<string, Change>();
  for (const each of plan?.changes ?? []) {
    const change = changeOf(each);
    const address = blockOf(each);
    const known = changes.get(address);
    if (change !== undefined) changes.set(address, known === undefined ? change : graver(change, known));
  }
  return (addresses) => {
    return gravestOf(addresses.map((each) => changes.get(each)));
  };
}

export function gravestOf(changes: readonly (Change | undefined)[]): Change | undefined {
  const found = changes.filter((each) => each !== undefined);
  return found.length === 0 ? undefined : found.reduce(graver);
}

function graver(one: Change, other: Change): Change {
  return GRAVEST_FIRST.indexOf(one) <= GRAVEST_FIRST.indexOf(other) ? one : other;
}

function changeOf({ action, mode, deposed, importing, previousAddress }: ResourceChange): Change | undefined {
  // what an earlier, failed replacement has left is not what the template describes
  if (mode === "data" || deposed !== undefined) return undefined;
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
