import { type Difference, differencesOf, Masker } from "../diff";
import { type Mask, maskOf } from "../masking";
import type { Plan } from "../model/plan";
import type { Stack } from "../model/stack";
import { ChangeReport } from "./changes";
import { type Counts, isFailed, type Kind, kindOf, NO_COUNTS, sum } from "./counts";
import { Drift, hasDrifted } from "./drift";
import { Usage } from "./in-use";
import { type Message, messagesOf } from "./messages";
import { deferralInWords, Reasons } from "./reasons";

export interface OutputReport {
  readonly name: string;
  readonly kind: Kind;
  differences(): readonly Difference[];
}

export interface CheckReport {
  readonly address: string;
  readonly kind: string;
  readonly status: "pass" | "fail" | "error" | "unknown";
  readonly problems: readonly string[];
}

export interface DeferredReport {
  readonly reason: string;
  /** In words that follow "because". */
  readonly reasonInWords: string;
  readonly change: ChangeReport;
}

export interface DriftReport {
  readonly change: ChangeReport;
  /** Whether the configuration reads what has changed; what it does not read has no bearing on the plan. */
  readonly isRelevant: boolean;
}

/** What one plan does. */
export interface StackReport {
  readonly name: string;
  readonly terraformVersion: string | undefined;
  readonly formatVersion: string;
  readonly timestamp: string | undefined;
  readonly errored: boolean;
  readonly complete: boolean;
  readonly applyable: boolean | undefined;
  readonly messages: readonly Message[];
  readonly counts: Counts;
  /** What changes, is moved, imported or read; in the order of the plan, by address. */
  readonly changes: readonly ChangeReport[];
  readonly drift: readonly DriftReport[];
  readonly outputs: readonly OutputReport[];
  readonly checks: readonly CheckReport[];
  readonly deferred: readonly DeferredReport[];
}

/** What a reader is shown of plans; nothing in it is secret. */
export interface Report {
  readonly title: string | undefined;
  readonly counts: Counts;
  readonly stacks: readonly StackReport[];
  readonly mask: Mask;
}

export interface ReportOptions {
  /** @default - "Plan", with the stack's name where there is one stack */
  readonly title?: string;
  /** @default - the secrets of the stacks' own plans */
  readonly mask?: Mask;
}

export function createReport(stacks: readonly Stack[], options: ReportOptions = {}): Report {
  const mask = options.mask ?? maskOf(stacks.map(({ plan }) => plan));
  const masker = new Masker(mask);
  const reports = stacks.map((stack) => stackReport(stack, masker));
  return {
    title: options.title === undefined ? undefined : masker.text(options.title),
    counts: sum(reports.map(({ counts }) => counts)),
    stacks: reports,
    mask,
  };
}

function stackReport(stack: Stack, masker: Masker): StackReport {
  const { plan } = stack;
  const about = { usage: new Usage(plan), reasons: new Reasons(plan) };
  const drift = new Drift(plan);
  const changes = plan.changes.filter(
    ({ action, previousAddress, importing }) =>
      action !== "no-op" || previousAddress !== undefined || importing !== undefined,
  );
  const drifted = plan.drift.filter(hasDrifted).map((change) => ({
    change: new ChangeReport(change, stack, masker, about),
    isRelevant: drift.isRelevant(change),
  }));
  return {
    name: masker.text(stack.name),
    terraformVersion: plan.terraformVersion,
    formatVersion: plan.formatVersion,
    timestamp: plan.timestamp,
    errored: plan.errored === true,
    complete: plan.complete !== false,
    applyable: plan.applyable,
    messages: messagesOf(plan),
    counts: countsOf(plan, drifted.filter(({ isRelevant }) => isRelevant).length),
    changes: changes.map((change) => new ChangeReport(change, stack, masker, about)),
    drift: drifted,
    outputs: plan.outputs
      .filter(({ action }) => action !== "no-op")
      .map((output) => ({
        name: masker.text(output.name),
        kind: kindOf(output),
        differences: () => differencesOf(output, masker),
      })),
    checks: plan.checks.map((check) => ({
      address: masker.text(check.address),
      kind: masker.text(check.kind),
      status: check.status,
      problems: check.problems.map(masker.text),
    })),
    deferred: plan.deferred.map(({ reason, change }) => ({
      reason: masker.text(reason),
      reasonInWords: masker.text(deferralInWords(reason)),
      change: new ChangeReport(change, stack, masker, about),
    })),
  };
}

function countsOf(plan: Plan, drift: number): Counts {
  const counts: { -readonly [Key in keyof Counts]: number } = { ...NO_COUNTS };
  for (const change of plan.changes) {
    const kind = kindOf(change);
    if (kind !== "none") counts[kind] += 1;
    if (change.importing !== undefined) counts.import += 1;
    if (change.previousAddress !== undefined) counts.move += 1;
  }
  return {
    ...counts,
    outputs: plan.outputs.filter(({ action }) => action !== "no-op").length,
    drift,
    failedChecks: plan.checks.filter(isFailed).length,
    deferred: plan.deferred.length,
  };
}
