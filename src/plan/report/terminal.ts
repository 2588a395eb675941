import { styleText } from "node:util";
import { oneLine } from "../model/escape";
import type { ChangeReport } from "./changes";
import { hasChanges } from "./conditions";
import { countsInWords } from "./counts";
import { differenceLines, type Line, shortened } from "./lines";
import type { Report, StackReport } from "./report";
import { unreadDrift, unreadText } from "./unread-drift";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta";
type Paint = (style: Style, text: string) => string;

export interface TerminalOptions {
  /** @default false */
  readonly hasColours?: boolean;
}

/** The report for a terminal, in pieces: whatever the plan holds, with all of its changes. */
export function* renderTerminal(
  report: Report,
  { hasColours = false }: TerminalOptions = {},
): Generator<string> {
  const paint: Paint = hasColours
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  if (report.title !== undefined) yield `${paint("bold", plain(report.title))}\n\n`;
  for (const stack of report.stacks) yield* stackText(stack, paint);
  if (report.stacks.length > 1) yield `${paint("bold", "All stacks")}: ${summary(report)}\n`;
}

function* stackText(stack: StackReport, paint: Paint): Generator<string> {
  yield `${paint("bold", plain(stack.name))}: ${summary(stack)}\n`;
  for (const { severity, text } of stack.messages)
    yield `${paint(severity === "error" ? "red" : "yellow", text)}\n`;
  yield "\n";
  for (const change of stack.changes) if (isLoss(change)) yield changeText(change, paint);
  for (const change of stack.changes) if (!isLoss(change)) yield changeText(change, paint);
  for (const { name, kind, differences } of stack.outputs) {
    yield `${paint("cyan", `output ${kind}`)} ${plain(name)}\n${linesText(differenceLines(differences()), paint)}\n`;
  }
  const relevant = stack.drift.filter(({ isRelevant }) => isRelevant);
  for (const { change } of relevant) {
    yield `${paint("magenta", "changed outside of Terraform")} ${heading(change)}\n${attributes(change, paint)}\n`;
  }
  const unread = unreadDrift({ stacks: [stack] });
  if (unread > 0) yield `${unreadText(unread).replaceAll("`", "")}\n\n`;
  for (const { address, status, problems } of stack.checks.filter(isBad)) {
    yield `${paint("red", `check ${status}`)} ${plain(address)}\n${problems.map((each) => `    ${plain(each)}\n`).join("")}\n`;
  }
  for (const { change, reasonInWords } of stack.deferred) {
    yield `${paint("yellow", "deferred")} ${heading(change)}: ${plain(reasonInWords)}\n\n`;
  }
}

function isBad({ status }: { readonly status: string }): boolean {
  return status === "fail" || status === "error";
}

function isLoss({ kind }: ChangeReport): boolean {
  return kind === "replace" || kind === "destroy";
}

function summary({ counts }: Pick<Report, "counts">): string {
  const all = countsInWords(counts);
  if (hasChanges(counts)) return all.join(", ");
  return ["no changes", ...all].join(", ");
}

const STYLES: Readonly<Record<ChangeReport["kind"], Style>> = {
  add: "green",
  change: "yellow",
  replace: "magenta",
  destroy: "red",
  forget: "yellow",
  read: "cyan",
  none: "cyan",
};

function changeText(change: ChangeReport, paint: Paint): string {
  const { kind, isImport, previousAddress } = change;
  const verbs = [
    isImport ? "import" : "",
    previousAddress === undefined ? "" : "move",
    kind === "none" ? "" : kind,
  ];
  const verb = verbs.filter((each) => each !== "").join(", ");
  const about = remarks(change).map((each) => `    ${paint("dim", plain(each))}\n`);
  return `${paint(STYLES[kind], verb)} ${heading(change)}\n${about.join("")}${attributes(change, paint)}\n`;
}

function heading({ construct, address, deposed }: ChangeReport): string {
  const name = construct === undefined ? plain(address) : `${plain(construct)} (${plain(address)})`;
  return deposed === undefined ? name : `${name}, deposed ${plain(deposed)}`;
}

function remarks({ stateful, inUse, reason, notes, previousAddress }: ChangeReport): readonly string[] {
  return [
    ...(stateful === undefined ? [] : [`${stateful}: its data may be lost`]),
    ...(inUse === undefined ? [] : [`in use: ${inUse}`]),
    ...(reason === undefined ? [] : [`because ${reason}`]),
    ...(previousAddress === undefined ? [] : [`from ${previousAddress}`]),
    ...notes,
  ];
}

function attributes(change: ChangeReport, paint: Paint): string {
  return linesText(differenceLines(change.differences(), change), paint);
}

function linesText(lines: readonly Line[], paint: Paint): string {
  const styles = { "+": "green", "-": "red", "~": "yellow", "#": "dim", " ": undefined } as const;
  return lines
    .map(({ sign, text }) => {
      const line = `  ${sign} ${oneLine(text)}`;
      const style = styles[sign];
      return `${style === undefined ? line : paint(style, line)}\n`;
    })
    .join("");
}

function plain(text: string): string {
  return oneLine(shortened(text, 500));
}
