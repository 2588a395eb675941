import { terminalText } from "../../plan/model/escape";
import {
  COMMENT_LIMIT,
  type Condition,
  conditionsOf,
  createReport,
  type ExtraSection,
  hasChanges,
  type Report,
  renderJson,
  renderMarkdown,
  renderTerminal,
  SMALLEST_LIMIT,
  SUMMARY_LIMIT,
} from "../../plan/report";
import type { Io } from "../delivery/io";
import { readStacks } from "./inputs";
import { type Costs, costsOf } from "./report/costs";
import { writePieces } from "./report/pieces";
import { policyOf } from "./report/policy";
import { deliver, PLAN_EXIT, runPlanCommand, writeOut } from "./run";

export type ReportFormat = "markdown" | "json" | "terminal";

export interface ReportCommandOptions {
  /** @default - terminal on a terminal, else markdown */
  readonly format?: ReportFormat;
  /** Bytes of the Markdown. @default 65000 */
  readonly limit?: number;
  readonly title?: string;
  readonly key?: string;
  readonly failOn?: readonly Condition[];
  readonly out?: string;
  /** Also writes the JSON there. */
  readonly json?: string;
  /** Also writes one page with plan, policy, cost and picture there. */
  readonly html?: string;
  readonly stepSummary?: boolean;
  /** @default true */
  readonly cost?: boolean;
  readonly usage?: string;
  readonly region?: string;
  /** Tells which of the platform's rules are broken. @default false */
  readonly policy?: boolean;
  /** File of exceptions from the rules. */
  readonly exceptions?: string;
  /** USD that all stacks may cost a month at the most. */
  readonly maxMonthly?: number;
}

/** What plans do, in one report. */
export function reportCommand(
  files: readonly string[],
  options: ReportCommandOptions,
  io: Io,
): Promise<number> {
  return runPlanCommand(io, async () => {
    const stacks = readStacks(files);
    const report = createReport(stacks, options.title === undefined ? {} : { title: options.title });
    const costs = options.cost === false ? undefined : await costsOf(stacks, options);
    // the page always tells of rules
    const isAsked = options.policy === true || options.html !== undefined;
    const policy = isAsked ? await policyOf(stacks, options.exceptions) : undefined;
    const sections = costs === undefined ? [] : [costs.section];
    if (options.policy && policy) sections.unshift(policy.section);
    print(report, sections, options, io);
    if (options.json !== undefined) writePieces(io, renderJson(report), options.json);
    if (options.html !== undefined) {
      const { pageOfPlans } = await import("../../plan/page");
      const page = { report, costs: costs?.estimates, judgements: policy?.judgements };
      writeOut(options.html, await pageOfPlans(stacks, page));
    }
    await tellGitHub(report, sections, costs, options, io);
    const met = metOf(report, options);
    for (const each of [...met, ...(costs?.lines ?? [])]) io.err.write(`${terminalText(each)}\n`);
    return met.length > 0 || costs?.limit?.isMet === true ? PLAN_EXIT.condition : PLAN_EXIT.made;
  });
}

function print(
  report: Report,
  sections: readonly ExtraSection[],
  options: ReportCommandOptions,
  io: Io,
): void {
  const { out } = options;
  const isTerminal = "isTTY" in io.out && io.out.isTTY === true && out === undefined;
  const format = options.format ?? (isTerminal ? "terminal" : "markdown");
  if (format === "json") writePieces(io, renderJson(report), out);
  else if (format === "terminal") {
    writePieces(io, renderTerminal(report, { hasColours: hasColours(io, isTerminal) }), out);
  } else deliver(io, markdown(report, sections, options, options.limit ?? COMMENT_LIMIT), out);
}

/** @see https://no-color.org */
function hasColours({ env }: Io, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0";
  return isTerminal && env.TERM !== "dumb";
}

function markdown(
  report: Report,
  sections: readonly ExtraSection[],
  { key }: ReportCommandOptions,
  limit: number,
): string {
  return renderMarkdown(report, { limit, sections, ...(key !== undefined && { key }) });
}

async function tellGitHub(
  report: Report,
  sections: readonly ExtraSection[],
  costs: Costs | undefined,
  options: ReportCommandOptions,
  { env, err }: Io,
): Promise<void> {
  const outputs = env.GITHUB_OUTPUT;
  const summary = options.stepSummary ? env.GITHUB_STEP_SUMMARY : undefined;
  if (!outputs && !summary) return;
  const { append, setOutputs, sizeOf } = await import("./report/github-files");
  if (outputs) {
    setOutputs(outputs, {
      "has-changes": String(hasChanges(report.counts)),
      "has-destroy": String(report.counts.destroy > 0),
      "has-replace": String(report.counts.replace > 0),
      ...(costs && { "monthly-cost-delta": costs.delta?.toFixed(2) ?? "" }),
    });
  }
  if (summary) {
    const limit = SUMMARY_LIMIT - sizeOf(summary) - 1;
    if (limit < SMALLEST_LIMIT) err.write("The step's summary is full: the report is not in it.\n");
    else append(summary, `${markdown(report, sections, options, limit)}\n`, "GITHUB_STEP_SUMMARY");
  }
}

/** What was asked to fail on and is the case, in a line each. */
function metOf(report: Report, { failOn = [] }: ReportCommandOptions): readonly string[] {
  return conditionsOf(report)
    .filter((each) => failOn.includes(each))
    .map((each) => `--fail-on ${each} is met: ${WORDS[each]}.`);
}

const WORDS: Readonly<Record<Condition, string>> = {
  changes: "the plans change something",
  destroy: "something is destroyed",
  "destroy-stateful": "something that holds data is destroyed",
  replace: "something is replaced",
  "replace-stateful": "something that holds data is replaced",
  "in-use": "something is removed that a release may still use",
  forget: "something is no longer managed",
  drift: "something was changed outside of Terraform",
  "failed-check": "a check fails",
  errored: "planning failed",
  incomplete: "a plan is incomplete",
  deferred: "a change is deferred",
};
