import { htmlText, markdownCode, markdownText, oneLine } from "../../model/escape";
import type { ChangeReport } from "../changes";
import { shortened } from "../lines";

/** A name as code in a cell of a table. */
export function cell(name: string): string {
  return markdownCode(shortened(name), { isCell: true });
}

/** The name of what is lost is told in full, as long as any that Terraform's users choose. */
export function lostName(address: string): string {
  return markdownCode(shortened(address, 1_000), { isCell: true });
}

export function words(text: string): string {
  return markdownText(shortened(text, 400));
}

/** A name as code within the HTML of a summary, where GitHub looks neither for Markdown nor for people. */
export function summaryCode(name: string): string {
  return `<code>${htmlText(oneLine(shortened(name)))}</code>`;
}

/** What the code calls it, else what the plan does. */
export function nameOf(change: ChangeReport): string {
  return change.construct ?? change.address;
}

/** What happens to it, in one word or two. */
export function verb({ kind, isImport, previousAddress, deposed }: ChangeReport): string {
  const verbs = {
    none: "",
    add: "add",
    change: "change",
    replace: "replace",
    destroy: "destroy",
    forget: "forget",
    read: "read",
  };
  const all = [isImport ? "import" : "", previousAddress === undefined ? "" : "move", verbs[kind]];
  return `${all.filter((each) => each !== "").join(", ")}${deposed === undefined ? "" : " deposed"}`;
}

export function byName(one: ChangeReport, other: ChangeReport): number {
  const [a, b] = [nameOf(one), nameOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
