import type { Unfinished } from "../../recovery/unfinished";
import { table } from "../delivery/table";
import { plain } from "../delivery/text";

export interface Left extends Unfinished {
  /** ARNs with the platform's tags that no import is known for. */
  readonly unknown: readonly string[];
}

/** What is left, for a person; the import blocks themselves are printed elsewhere. */
export function unfinishedText({ imports, tainted, leftovers, unclear, unknown }: Left): string {
  const parts = [
    ...part(
      "In AWS and not in the state",
      "Put the import blocks of standard output into the stack's folder, plan and apply:",
      imports.map(({ to, id }) => [to, id]),
    ),
    ...part(
      "Tainted: the next apply would delete it and make it again",
      "Keep what is whole:",
      tainted.map((address) => [`terraform untaint '${address}'`]),
    ),
    ...part(
      "Made twice: the state has another one at that address",
      "Delete what nobody needs:",
      leftovers.map(({ remove, like }) => [remove, `# beside ${like}`]),
    ),
    ...part(
      "The platform's, and it cannot be told of which address",
      "Apply what is above and ask once more; look at each that is still here before anything is done to it:",
      unclear.map(({ type, id, like }) => [`${type} ${id}`, whyUnclear(like)]),
    ),
    ...part(
      "With the platform's tags, of a kind that this tool does not know",
      "Look at each:",
      unknown.map((arn) => [arn]),
    ),
  ];
  return parts.length === 0
    ? "Nothing is left: all that was found is in the state, and whole."
    : parts.join("\n\n");
}

function whyUnclear(like: readonly string[]): string {
  const [only, ...others] = like;
  if (only === undefined) return "nothing in the configuration has its name";
  if (others.length > 0) return `one of ${like.join(", ")}`;
  return `fits ${only} as well as the one that is imported: see which of the two is in use`;
}

function part(what: string, remedy: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = table(rows.map((row) => row.map(plain))).split("\n");
  return [[`${what} (${rows.length}). ${remedy}`, ...lines.map((line) => `  ${line}`)].join("\n")];
}
