import { closestMatch } from "leven";
import type { Stack } from "../../model/stack";
import type { Usage } from "./defaults";

/** Longer names are compared with nothing. */
const LONGEST_NAME = 200;

/** Resources that a usage.yml names and no plan has, in a line each, with the name that is nearest. */
export function unmatchedUsage({ resources }: Usage, stacks: readonly Stack[]): readonly string[] {
  const names = Object.keys(resources);
  if (names.length === 0) return [];
  const known = namesIn(stacks);
  return names
    .filter((name) => !known.has(name))
    .map((name) => `usage of ${quoted(name)} is taken for nothing: no plan has it${nearest(name, known)}`);
}

function namesIn(stacks: readonly Stack[]): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { plan, constructs } of stacks) {
    for (const change of plan.changes) {
      if (change.mode !== "managed") continue;
      known.add(change.address);
      const path = constructs.pathOf(change);
      if (path !== undefined) known.add(path);
    }
  }
  return known;
}

function nearest(name: string, known: ReadonlySet<string>): string {
  if (name.length > LONGEST_NAME) return ".";
  const candidates = [...known].filter(({ length }) => length <= LONGEST_NAME);
  const best = closestMatch(name, candidates, { maxDistance: Math.ceil(name.length / 3) });
  return best === undefined ? "." : `; did you mean ${quoted(best)}?`;
}

const quoted = (name: string): string =>
  JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);
