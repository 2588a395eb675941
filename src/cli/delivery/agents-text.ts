import { percentWords, secondsWords, usdWords } from "../../deploy/agent-words";
import type { AgentComparison, AgentFigures, AgentsReport } from "../../deploy/agents";
import { table } from "./table";

/** Agents that are shown; those with the fewest executions are left out. */
const MOST_SHOWN = 20;
const LONGEST_NAME = 60;

const HEAD = ["agent", "executions", "errors", "p95 latency", "USD per execution", ""] as const;

/** `agents, old / new (a:1 / a:2)` and a table, indented. */
export function agentLines(report: AgentsReport): readonly string[] {
  const lines = table(agentRows(report), HEAD).split("\n");
  return [agentTitle(report), ...[...lines, ...restLine(report)].map((line) => `  ${line}`)];
}

export function agentTitle({ oldRelease, newRelease }: AgentsReport): string {
  return `agents, old / new (${oldRelease} / ${newRelease})`;
}

/** The same as a table in Markdown; what the log tells is escaped by the caller. */
export function agentMarkdown(report: AgentsReport, escaped: (text: string) => string): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [
    row(HEAD),
    `|${" --- |".repeat(HEAD.length)}`,
    ...agentRows(report).map(row),
    ...restLine(report).flatMap((line) => ["", escaped(line)]),
  ];
}

function agentRows({ agents, minExecutions }: AgentsReport): readonly (readonly string[])[] {
  return agents.slice(0, MOST_SHOWN).map((each) => {
    const both = (words: (figures: AgentFigures) => string): string =>
      `${words(each.old)} / ${words(each.new)}`;
    return [
      each.agent.slice(0, LONGEST_NAME),
      both(({ executions }) => String(executions)),
      both(({ errorRatePercent }) => percentWords(errorRatePercent)),
      both(({ latencyP95Ms }) => secondsWords(latencyP95Ms)),
      both(usdWords),
      remark(each, minExecutions),
    ];
  });
}

function remark({ isComparable, old: before, new: now }: AgentComparison, minExecutions: number): string {
  const least = Math.min(before.executions, now.executions);
  const few = isComparable ? [] : [`too few to compare: ${least} of ${minExecutions}`];
  const unpriced = before.unpricedCalls + now.unpricedCalls;
  const unmeasured = before.unmeasuredCalls + now.unmeasuredCalls;
  return [
    ...few,
    ...(unpriced === 0 ? [] : [`calls unpriced: ${before.unpricedCalls} / ${now.unpricedCalls}`]),
    ...(unmeasured === 0 ? [] : [`calls unmeasured: ${before.unmeasuredCalls} / ${now.unmeasuredCalls}`]),
  ].join("; ");
}

function restLine({ agents }: AgentsReport): readonly string[] {
  const more = agents.length - MOST_SHOWN;
  return more > 0 ? [`and ${more} more`] : [];
}
