import { differenceLines } from "../lines";
import type { OutputReport, StackReport } from "../report";
import { diffFence, diffText } from "./details";
import { cell, nameOf, verb, words } from "./names";
import { row, tableHead } from "./tables";

/** What a stack tells beside its changes: a title, and rows of which some may be left out. */
export interface Listing {
  readonly title: string;
  readonly head: string;
  readonly tail: string;
  readonly count: number;
  readonly row: (index: number) => string;
}

export function failedChecks({ checks }: StackReport): Listing {
  const failed = checks.filter(({ status }) => status === "fail" || status === "error");
  return {
    title: "Checks that fail",
    head: tableHead(["Check", "Status", "Problem"]),
    tail: "",
    count: failed.length,
    row: (index) => {
      const check = failed[index];
      return check === undefined
        ? ""
        : row([cell(check.address), check.status, check.problems.slice(0, 5).map(words).join("<br>")]);
    },
  };
}

export function drifted({ drift }: StackReport): Listing {
  const relevant = drift.filter(({ isRelevant }) => isRelevant);
  return {
    title: "Changed outside of Terraform",
    head: "",
    tail: "",
    count: relevant.length,
    row: (index) => {
      const change = relevant[index]?.change;
      if (change === undefined) return "";
      const verbs = { destroy: "deleted", change: "changed", add: "created" };
      const what =
        change.kind === "destroy" || change.kind === "change" || change.kind === "add"
          ? verbs[change.kind]
          : verb(change);
      const lines = change.kind === "destroy" ? [] : differenceLines(change.differences());
      return `${cell(nameOf(change))} was ${what}\n\n${lines.length === 0 ? "" : `${diffFence(lines)}\n\n`}`;
    },
  };
}

/** Undefined where nothing shows. */
export function outputPart({ name, differences }: OutputReport): string | undefined {
  const lines = differenceLines(
    differences().map((each) => ({ ...each, path: each.path === "" ? name : `${name}${step(each.path)}` })),
  );
  return lines.length === 0 ? undefined : `${diffText(lines)}\n`;
}

function step(path: string): string {
  return path.startsWith("[") ? path : `.${path}`;
}

export function deferred({ deferred: all }: StackReport): Listing {
  return {
    title: "Deferred to a later plan",
    head: tableHead(["Action", "Where", "Type", "Because"]),
    tail: "",
    count: all.length,
    row: (index) => {
      const each = all[index];
      if (each === undefined) return "";
      const { change, reasonInWords } = each;
      return row([verb(change), cell(nameOf(change)), cell(change.type), words(reasonInWords)]);
    },
  };
}
