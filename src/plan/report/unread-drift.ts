import { plural } from "./counts";
import type { Report } from "./report";

/** How many objects have drifted in a way that has no bearing on the plans. */
export function unreadDrift({ stacks }: Pick<Report, "stacks">): number {
  return stacks.reduce((total, { drift }) => total + drift.filter(({ isRelevant }) => !isRelevant).length, 0);
}

export function unreadText(count: number): string {
  const what = plural(count, "object differs", "objects differ");
  return `${what} from the last apply in what nothing in the configuration reads: \`report --format json\` has such drift, with \`"isRelevant": false\`.\n`;
}
