import type { Usage } from "../../plan/cost";
import type { Stack } from "../../plan/model/stack";

/** Resources that a usage.yml names and no plan has, in a line each. What compares names is loaded only where there is such a file. */
export async function unmatchedIn(
  usage: Usage | undefined,
  stacks: readonly Stack[],
): Promise<readonly string[]> {
  if (usage === undefined) return [];
  const { unmatchedUsage } = await import("../../plan/cost/usage/unmatched");
  return unmatchedUsage(usage, stacks);
}
