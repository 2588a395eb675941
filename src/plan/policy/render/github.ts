import { terminalText } from "../../model/escape";
import type { Judgement } from "../exceptions";
import { headline, placeOf } from "./words";

/**
 * Annotations of a workflow run: an error for each violation, and one notice for the rest.
 *
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function policyAnnotations(judgements: readonly Judgement[]): string {
  const errors = judgements.flatMap(({ stack, violations }) =>
    violations.map(
      (each) =>
        `::error title=${property(`${each.rule} (${stack})`)}::${message(`${placeOf(each)}: ${each.problem} ${each.remedy}`)}`,
    ),
  );
  return [...errors, `::notice title=Policy::${message(`${headline(judgements)}.`)}`].join("\n");
}

/** A line break would begin another command. */
function message(text: string): string {
  return terminalText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
