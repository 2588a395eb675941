import { LangSmithServer } from "../../../__tests__/tracing/support/langsmith-server";
import type { Goal } from "../../support/goals";
import { short, times } from "../../support/numbers";
import { table } from "../../support/table";
import type { Contender } from "../contract";
import type { Installations } from "../installation";
import { CALL_USD } from "../payload";
import { interleave, type Measured } from "../rounds";
import { SubjectProcess } from "../subject-process";

const LANGCHAIN = { withLangChain: true };
const MODEL = { ...LANGCHAIN, callsModel: true };

/** `on`: sent to a healthy LangSmith. */
const SUBJECTS = {
  untraced: { kind: "untraced" },
  "off: bare": { kind: "bare" },
  "off: ours": { kind: "ours" },
  "off: ours, LangChain installed": { kind: "ours", ...LANGCHAIN },
  "on: bare": { kind: "bare", on: true },
  "on: ours, scrubbing off": { kind: "ours", on: true },
  "on: ours, scrubbing off, LangChain installed": { kind: "ours", on: true, ...LANGCHAIN },
  "on: bare, createSecretAnonymizer": { kind: "bare", on: true, scrubbing: true },
  "on: ours, scrubbing": { kind: "ours", on: true, scrubbing: true },
  "one model call, untraced": { kind: "untraced", ...MODEL },
  "one model call, off: bare": { kind: "bare", ...MODEL },
  "one model call, off: ours": { kind: "ours", ...MODEL },
  "one model call, on: bare": { kind: "bare", on: true, ...MODEL },
  "one model call, on: ours, scrubbing off": { kind: "ours", on: true, ...MODEL },
} as const satisfies Record<string, Omit<Contender, "endpoint"> & { readonly on?: boolean }>;

type Name = keyof typeof SUBJECTS;
const NAMES = Object.keys(SUBJECTS).filter((name): name is Name => name in SUBJECTS);

interface Comparison {
  readonly name: Name;
  readonly base: Name;
}

const COMPARISONS: readonly Comparison[] = [
  { name: "off: ours", base: "off: bare" },
  { name: "off: ours, LangChain installed", base: "off: bare" },
  { name: "on: ours, scrubbing off", base: "on: bare" },
  { name: "on: ours, scrubbing off, LangChain installed", base: "on: bare" },
  { name: "on: ours, scrubbing", base: "on: bare, createSecretAnonymizer" },
  { name: "on: ours, scrubbing", base: "on: ours, scrubbing off" },
  { name: "on: bare, createSecretAnonymizer", base: "on: bare" },
  { name: "one model call, off: ours", base: "one model call, off: bare" },
  { name: "one model call, on: ours, scrubbing off", base: "one model call, on: bare" },
];

export interface CallsOptions {
  readonly rounds: number;
  readonly calls: number;
}

export async function benchCalls(
  installations: Installations,
  { rounds, calls }: CallsOptions,
): Promise<{ readonly text: string; readonly goals: readonly Goal[] }> {
  const server = await LangSmithServer.start({ keepRuns: false, keepRequests: false });
  const subjects = new Map<Name, SubjectProcess>();
  try {
    for (const name of NAMES) {
      const { on, ...contender }: (typeof SUBJECTS)[Name] & { on?: boolean } = SUBJECTS[name];
      const endpoint = on ? { endpoint: server.endpoint } : {};
      subjects.set(name, await SubjectProcess.start({ ...contender, ...endpoint }, installations));
    }
    const measured = await interleave(subjects, { rounds, calls, warmUps: 4, flush: true });
    for (const [name, subject] of subjects) await check(name, subject, (rounds + 4) * calls);
    return { text: tell(measured), goals: goalsOf(measured) };
  } finally {
    await Promise.all([server, ...subjects.values()].map((each) => each.stop()));
  }
}

/** A subject that does less than it should would win. */
async function check(name: Name, subject: SubjectProcess, calls: number): Promise<void> {
  const { executions, usd, made, sent } = await subject.ask<"tell">({ kind: "tell" });
  if (executions !== undefined && executions !== calls) {
    throw new Error(`${name}: ${executions} of ${calls} executions are in the statistics`);
  }
  if (
    usd !== undefined &&
    "callsModel" in SUBJECTS[name] &&
    Math.abs(usd - calls * CALL_USD) > CALL_USD / 2
  ) {
    throw new Error(`${name}: ${usd} USD are in the statistics, not ${calls * CALL_USD}`);
  }
  if (sent !== made) throw new Error(`${name}: ${sent} of ${made} runs were sent`);
}

function tell(measured: ReadonlyMap<Name, Measured>): string {
  const rows = [...measured].map(([name, each]) => [
    name,
    ...[0.5, 0.95, 0.99].map((share) => short(each.percentile(share))),
    short(each.cpu),
  ]);
  const ratios = COMPARISONS.map((comparison) => [
    `${comparison.name} / ${comparison.base}`,
    ...[0.5, 0.95, 0.99].map((share) => times(ratio(measured, comparison, share))),
    times(cpuRatio(measured, comparison)),
  ]);
  const head = ["p50", "p95", "p99", "CPU"];
  return `${table(["ratio", ...head], ratios)}\n\n${table(["us", ...head], rows)}`;
}

function ratio(measured: ReadonlyMap<Name, Measured>, { name, base }: Comparison, share: number): number {
  const [one, other] = [measured.get(name), measured.get(base)];
  return one === undefined || other === undefined ? Number.NaN : one.ratioTo(other, share);
}

function cpuRatio(measured: ReadonlyMap<Name, Measured>, { name, base }: Comparison): number {
  return (measured.get(name)?.cpu ?? Number.NaN) / (measured.get(base)?.cpu ?? Number.NaN);
}

function goalsOf(measured: ReadonlyMap<Name, Measured>): readonly Goal[] {
  const goal = (name: Name, base: Name, most: number, bound: string): Goal => {
    const value = ratio(measured, { name, base }, 0.5);
    return { what: `p50, ${name}`, bound: `${bound} ${base}`, measured: times(value), isMet: value <= most };
  };
  const on = (name: Name, base: Name) => goal(name, base, 1.15, "at most 1.15 x");
  const off = (name: Name, base: Name) => goal(name, base, 0.999, "under");
  return [
    on("on: ours, scrubbing off", "on: bare"),
    on("on: ours, scrubbing off, LangChain installed", "on: bare"),
    on("on: ours, scrubbing", "on: bare, createSecretAnonymizer"),
    off("off: ours", "off: bare"),
    off("off: ours, LangChain installed", "off: bare"),
  ];
}
