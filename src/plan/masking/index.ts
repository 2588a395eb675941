import type { Plan } from "../model/plan";
import { base64Decoder } from "./base64";
import { Candidates } from "./candidates";
import { markedStrings } from "./marked";
import { namedStrings } from "./named";
import { MASKED } from "./places";
import { replaceSecrets, type Sought } from "./search";
import { worthMasking } from "./worth";

export { isSecretName } from "./names";
export { isHidden, MASKED, type Marks, marksAt } from "./places";

/** Hides secrets in whatever is made of plans. */
export interface Mask {
  /** Masks every secret (and its JSON, HTML, Markdown, percent, base64 forms), whatever their number, in the same time. */
  text(text: string): string;
  /** How many secrets are masked everywhere. */
  readonly size: number;
}

/**
 * The secrets of plans: strings of at least eight characters that are marked sensitive anywhere, or that an attribute's name calls a
 * secret. Shorter ones, numbers and booleans would blank whole reports: see {@link isHidden} for them.
 *
 * They are collected with the first use.
 */
export function maskOf(plans: readonly Plan[]): Mask {
  let made: Sought | undefined;
  const sought = () => {
    made ??= soughtIn(plans);
    return made;
  };
  return {
    text: (text) => replaceSecrets(text, sought(), MASKED),
    get size() {
      return sought().secrets.size;
    },
  };
}

function soughtIn(plans: readonly Plan[]): Sought {
  const candidates = new Candidates();
  for (const plan of plans) {
    markedStrings(plan, (value) => candidates.add(value));
    namedStrings(plan, candidates);
  }
  return { ...worthMasking(candidates.all, plans), base64: base64Decoder(candidates.all) };
}
