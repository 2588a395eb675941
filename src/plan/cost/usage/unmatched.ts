import { closestMatch } from "leven";
import { withoutIndexes } from "../../model/configuration";
import { groupBy } from "../../model/group-by";
import type { Stack } from "../../model/stack";
import type { Usage } from "./defaults";

/** Longer names are compared with nothing. */
const LONGEST_NAME = 200;
/** So many names get a suggestion: each is compared with all of its type, of which there may be thousands. */
const SUGGESTIONS = 3;

/** Resources that a usage.yml names and no plan has, in a line each; the first few with the name that is nearest. */
export function unmatchedUsage({ resources }: Usage, stacks: readonly Stack[]): readonly string[] {
  const names = Object.keys(resources);
  if (names.length === 0) return [];
  const known = namesIn(stacks);
  const unmatched = names.filter((name) => !known.has(name));
  if (unmatched.length === 0) return [];
  const related = new Related([...known].filter(({ length }) => length <= LONGEST_NAME));
  return unmatched.map((name, at) => {
    const nearest = at < SUGGESTIONS && name.length <= LONGEST_NAME ? related.nearest(name) : undefined;
    const hint = nearest === undefined ? "." : `; did you mean ${quoted(nearest)}?`;
    return `usage of ${quoted(name)} is taken for nothing: no plan has it${hint}`;
  });
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

/** Names by their last two segments: whoever mistypes one, has the other right. */
class Related {
  readonly #byKind: ReadonlyMap<string, readonly string[]>;
  readonly #byName: ReadonlyMap<string, readonly string[]>;

  constructor(known: readonly string[]) {
    this.#byKind = groupBy(known, (each) => segmentsOf(each).kind);
    this.#byName = groupBy(known, (each) => segmentsOf(each).name);
  }

  nearest(name: string): string | undefined {
    const own = segmentsOf(name);
    const candidates = [...(this.#byName.get(own.name) ?? []), ...(this.#byKind.get(own.kind) ?? [])];
    return closestMatch(name, candidates, { maxDistance: Math.ceil(name.length / 3) });
  }
}

/** `module.net.aws_subnet.a["x"]` is an `aws_subnet` with the name `a`, `vpc/nat-0` is a `nat-0` of the construct `vpc`. */
function segmentsOf(name: string): { readonly kind: string; readonly name: string } {
  const [last = "", kind = ""] = withoutIndexes(name).split(/[./]/).reverse();
  return { kind, name: last };
}

const quoted = (name: string): string =>
  JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);
