import { markdownCode, markdownText } from "../../model/escape";
import type { NotKnown, Violation } from "../examine";
import type { Excepted, Judgement } from "../exceptions";
import { RULES } from "../rules";
import { countOf, grouped, headline, placeOf } from "./words";

/** The rest is counted. */
const MOST_ROWS = 100;

export function policyMarkdown(judgements: readonly Judgement[]): string {
  return ["## Policy", "", `**${headline(judgements)}**`, "", detailed(judgements)].join("\n").trimEnd();
}

/** Per stack: what is broken, by rule, with why and how to mend; what is excepted; what is not known. */
export function detailed(judgements: readonly Judgement[]): string {
  return blocks(
    judgements.flatMap((each) => [
      title(each, judgements),
      ...byRule(each.violations),
      exceptions(each.excepted),
      notKnown(each.notKnown),
    ]),
  );
}

/** Only what is broken, in a table. */
export function tabled(judgements: readonly Judgement[]): string {
  return blocks(
    judgements.flatMap((each) => [title(each, judgements), table(each.violations), unknownLine(each)]),
  );
}

/** Only how often which rule is broken. */
export function counted(judgements: readonly Judgement[]): string {
  return blocks(
    judgements.flatMap((each) => [
      title(each, judgements),
      [...grouped(each.violations, ({ rule }) => rule)]
        .map(([rule, broken]) => `- ${markdownCode(rule)}: ${countOf(broken.length, "violation")}`)
        .join("\n"),
    ]),
  );
}

function blocks(all: readonly string[]): string {
  return all.filter((block) => block !== "").join("\n\n");
}

function title({ stack }: Judgement, all: readonly Judgement[]): string {
  return all.length > 1 ? `### ${markdownText(stack)}` : "";
}

function byRule(violations: readonly Violation[]): readonly string[] {
  return [...grouped(violations, ({ rule }) => rule)].flatMap(([id, broken]) => {
    const rule = RULES.find((each) => each.id === id);
    if (!rule) return [];
    return [
      `#### ${rule.title} (${markdownCode(id)})`,
      table(broken),
      `${rule.why}\n\nMend: ${rule.remedy} ([source](${rule.source}))`,
    ];
  });
}

function table(violations: readonly Violation[]): string {
  if (violations.length === 0) return "";
  const rows = violations
    .slice(0, MOST_ROWS)
    .map((each) => `| ${markdownCode(placeOf(each), { isCell: true })} | ${markdownText(each.problem)} |`);
  return ["| resource | problem |", "| --- | --- |", ...rows, ...more(violations)].join("\n");
}

function more(list: readonly unknown[]): readonly string[] {
  return list.length > MOST_ROWS ? ["", `${list.length - MOST_ROWS} more are left out here.`] : [];
}

function exceptions(excepted: readonly Excepted[]): string {
  if (excepted.length === 0) return "";
  const rows = excepted
    .slice(0, MOST_ROWS)
    .map(
      ({ rule, reason, ...each }) =>
        `| ${markdownCode(rule)} | ${markdownCode(placeOf(each), { isCell: true })} | ${markdownText(each.problem)} | ${markdownText(reason)} |`,
    );
  return [
    "Excepted:",
    "",
    "| rule | resource | problem | reason |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...more(excepted),
  ].join("\n");
}

function notKnown(unknown: readonly NotKnown[]): string {
  if (unknown.length === 0) return "";
  const rows = [...grouped(unknown, ({ rule }) => rule)].map(
    ([rule, all]) =>
      `- ${markdownCode(rule)}: ${all
        .slice(0, MOST_ROWS)
        .map((each) => `${markdownText(each.what)} of ${markdownCode(placeOf(each))}`)
        .join(", ")}${all.length > MOST_ROWS ? `, and ${all.length - MOST_ROWS} more` : ""}`,
  );
  return ["Not known before apply:", "", ...rows].join("\n");
}

function unknownLine({ notKnown: unknown }: Judgement): string {
  return unknown.length === 0
    ? ""
    : `${unknown.length} could not be judged, as they are not known before apply.`;
}
