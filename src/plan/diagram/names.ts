import type { Entry } from "./catalogue";
import type { Node } from "./graph";
import type { Resource } from "./resources";

/** A construct's path without endings that only repeat what it is: `alb/access-logs/bucket` as `alb/access-logs`. */
export function shortPath({ path }: Resource, { noun, prefix }: Entry): string {
  const short = path
    .replace(prefix ?? /$^/, "")
    .replace(/\/(this|resource|default|Resource|Default)$/, "")
    .replace(noun ?? /$^/, "");
  return short === "" ? path : short;
}

/** The shortest endings of paths that tell them apart. */
export function shortestEndings(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    for (const ending of endings(path)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  return paths.map((path) => endings(path).find((each) => counts.get(each) === 1) ?? path);
}

function endings(path: string): readonly string[] {
  const steps = path.split("/").slice(-6);
  return steps.map((_, index) => steps.slice(steps.length - 1 - index).join("/"));
}

/** A node's label, with how many it lists. */
export function headingOf({ label, items }: Pick<Node, "label" | "items">): string {
  return items.length > 1 ? `${label} · ${items.length}` : label;
}
