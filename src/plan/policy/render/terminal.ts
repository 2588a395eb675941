import { oneLine } from "../../model/escape";
import type { Judgement } from "../exceptions";
import { RULES } from "../rules";
import { grouped, headline, placeOf } from "./words";

export function policyTerminal(judgements: readonly Judgement[]): string {
  const lines = judgements.flatMap((each) =>
    judgements.length > 1 ? [oneLine(each.stack), ...stack(each), ""] : [...stack(each), ""],
  );
  return [...lines, `${headline(judgements)}.`].join("\n").replace(/^\n+/, "");
}

function stack({ violations, excepted, notKnown }: Judgement): readonly string[] {
  const broken = [...grouped(violations, ({ rule }) => rule)].flatMap(([id, all]) => {
    const rule = RULES.find((each) => each.id === id);
    if (!rule) return [];
    return [
      `✖ ${rule.title} (${id})`,
      ...all.map((each) => `    ${oneLine(placeOf(each))}: ${oneLine(each.problem)}`),
      `  Why: ${rule.why}`,
      `  Mend: ${rule.remedy}`,
      `  ${rule.source}`,
      "",
    ];
  });
  const agreed = excepted.map(
    (each) => `- excepted: ${each.rule} of ${oneLine(placeOf(each))}: ${oneLine(each.reason)}`,
  );
  const unknown = notKnown.map(
    (each) => `? ${each.rule}: ${oneLine(each.what)} of ${oneLine(placeOf(each))} is not known before apply`,
  );
  return [...broken, ...agreed, ...unknown];
}
