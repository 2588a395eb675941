import type { ExtraSection } from "../../report/markdown";
import type { Judgement } from "../exceptions";
import { counted, detailed, tabled } from "./markdown";
import { headline } from "./words";

/** A folded section of a report: what is broken, from everything about it to the number alone. */
export function policySection(judgements: readonly Judgement[]): ExtraSection {
  const title = `Policy: ${headline(judgements)}`;
  const least = `${headline(judgements)}.`;
  const longer = [detailed(judgements), tabled(judgements), counted(judgements)];
  return { title, levels: [...longer.filter((level) => level.length > least.length), least] };
}
