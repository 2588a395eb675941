import { markdownFence } from "../../model/escape";
import type { ChangeReport } from "../changes";
import { isFailed, thousands } from "../counts";
import { differenceLines } from "../lines";
import type { CheckReport, DeferredReport, DriftReport, OutputReport, StackReport } from "../report";
import { diffFence, diffText } from "./details";
import { MISSING } from "./left-out";
import { cell, nameOf, verb, words } from "./names";
import { foldedPart } from "./part";
import type { Room } from "./room";
import { Section } from "./section";
import { row, tableHead } from "./tables";

/** What a stack tells beside its changes. */
export interface Others {
  readonly checks: Section<CheckReport>;
  readonly outputs: Section<OutputReport>;
  readonly drift: Section<DriftReport>;
  readonly deferred: Section<DeferredReport>;
}

/** @param where ` in ` and the stack, as HTML; empty where there is one stack */
export function othersOf(stack: StackReport, where: string, room: Room): Others {
  const failed = stack.checks.filter(isFailed);
  const drifted = stack.drift.filter(({ isRelevant }) => isRelevant);
  const fold = (title: string, count: number, head = "", isOpen = false) =>
    foldedPart(`${title}${where}: ${thousands(count)}`, (body) => `${head}${body}`, isOpen);
  const checkHead = tableHead(["Check", "Status", "Problem"]);
  const deferredHead = tableHead(["Action", "Where", "Type", "Because"]);
  return {
    checks: new Section(
      room,
      fold("Checks that fail", failed.length, checkHead, true),
      MISSING.checks,
      failed,
      checkRow,
    ),
    outputs: new Section(
      room,
      foldedPart(`Outputs${where}: ${thousands(stack.outputs.length)}`, (body) =>
        markdownFence(body, "diff"),
      ),
      MISSING.outputs,
      stack.outputs,
      outputPart,
    ),
    drift: new Section(
      room,
      fold("Changed outside of Terraform", drifted.length),
      MISSING.drift,
      drifted,
      driftPart,
    ),
    deferred: new Section(
      room,
      fold("Deferred to a later plan", stack.deferred.length, deferredHead),
      MISSING.deferred,
      stack.deferred,
      deferredRow,
    ),
  };
}

function checkRow({ address, status, problems }: CheckReport): string {
  return row([cell(address), status, problems.slice(0, 5).map(words).join("<br>")]);
}

/** Undefined where nothing shows. */
function outputPart({ name, differences }: OutputReport): string | undefined {
  const lines = differenceLines(
    differences().map((each) => ({ ...each, path: each.path === "" ? name : `${name}${step(each.path)}` })),
  );
  return lines.length === 0 ? undefined : `${diffText(lines)}\n`;
}

function step(path: string): string {
  return path.startsWith("[") ? path : `.${path}`;
}

function driftPart({ change }: DriftReport): string {
  const lines = change.kind === "destroy" ? [] : differenceLines(change.differences());
  const diff = lines.length === 0 ? "" : `${diffFence(lines)}\n\n`;
  return `${cell(nameOf(change))} was ${happened(change)}\n\n${diff}`;
}

function happened(change: ChangeReport): string {
  const { kind } = change;
  if (kind === "destroy") return "deleted";
  return kind === "change" ? "changed" : kind === "add" ? "created" : verb(change);
}

function deferredRow({ change, reasonInWords }: DeferredReport): string {
  return row([verb(change), cell(nameOf(change)), cell(change.type), words(reasonInWords)]);
}
