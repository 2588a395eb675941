import type { ExtraSection } from "../../report/markdown";
import type { Judgement } from "../exceptions";
import { counted, detailed, tabled } from "./markdown";
import { headline } from "./words";

/** A folded section of a report: what is broken, from everything about it to the number alone. */
export function policySection(judgements: readonly Judgement[]): ExtraSection {
  const title = `Policy: ${headline(judgements)}`;
  const isClean = judgements.every(({ violations }) => violations.length === 0);
  const least = `${headline(judgements)}.`;
  return {
    title,
    levels: [
      detailed(judgements) || least,
      ...(isClean ? [] : [tabled(judgements), counted(judgements)]),
      least,
    ],
  };
}
