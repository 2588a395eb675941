import type { Plan } from "../model/plan";
import { isFailed, plural } from "./counts";

/** What a reader of a plan must know before all else. */
export interface Message {
  readonly severity: "error" | "warning";
  readonly text: string;
}

/** Written to this minor version of the format; later ones add members that are not read. */
const KNOWN_MINOR = 2;

export function messagesOf(plan: Plan): readonly Message[] {
  const messages: Message[] = [];
  const error = (text: string) => messages.push({ severity: "error", text });
  const warning = (text: string) => messages.push({ severity: "warning", text });
  if (plan.errored === true) {
    error("Planning failed: what is below is only what was planned before the error, and cannot be applied.");
  }
  const failed = plan.checks.filter(isFailed).length;
  if (failed > 0) error(`${plural(failed, "check")} failed.`);
  if (plan.complete === false && plan.errored !== true) {
    warning("The plan is incomplete: after its apply another plan is needed for the rest.");
  }
  if (plan.deferred.length > 0) {
    warning(`${plural(plan.deferred.length, "change is", "changes are")} deferred to a later plan.`);
  }
  const deposed = plan.changes.filter((each) => each.deposed !== undefined && each.action !== "no-op").length;
  if (deposed > 0) {
    warning(
      `${plural(deposed, "object")} that an earlier, failed replacement has left over ${deposed === 1 ? "is" : "are"} destroyed.`,
    );
  }
  const minor = Number(plan.formatVersion.split(".")[1]);
  if (minor > KNOWN_MINOR) {
    warning(
      `The plan's format ${plan.formatVersion} is newer than 1.${KNOWN_MINOR}: what it has beyond that is not shown.`,
    );
  }
  return messages;
}
