import { closestMatch } from "leven";

/** The known word that was probably meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const same = known.find((candidate) => bare(candidate) === bare(word));
  return same ?? closestMatch(word, known);
}
