import { type LangSmithMode, LangSmithServer } from "../../../__tests__/tracing/support/langsmith-server";
import { short, times } from "../../support/numbers";
import { table } from "../../support/table";
import type { Installations } from "../installation";
import { interleave } from "../rounds";
import { SubjectProcess } from "../subject-process";

const MODES: readonly (readonly [string, LangSmithMode])[] = [
  ["healthy", "healthy"],
  ["refused", "refused"],
  ["hung", "hung"],
  ["500", { status: 500 }],
  ["429", { status: 429 }],
  ["slow, 2 s", { delayMs: 2_000 }],
];

export interface FailuresOptions {
  readonly rounds: number;
  readonly perSecond: number;
}

/** The awaited call of an agent that waits for one turn of the event loop, while LangSmith misbehaves. */
export async function benchFailures(installations: Installations, options: FailuresOptions): Promise<string> {
  const rows: string[][] = [];
  for (const [name, mode] of MODES) rows.push(await row(name, mode, installations, options));
  return table(
    [
      "us",
      "p50 bare",
      "ours",
      "ratio",
      "p95 bare",
      "ours",
      "ratio",
      "p99 bare",
      "ours",
      "ratio",
      "lines bare",
      "ours",
    ],
    rows,
  );
}

async function row(
  name: string,
  mode: LangSmithMode,
  installations: Installations,
  { rounds, perSecond }: FailuresOptions,
): Promise<string[]> {
  const server = await LangSmithServer.start({ keepRuns: false, keepRequests: false });
  await server.setMode(mode);
  const start = (kind: "bare" | "ours") =>
    SubjectProcess.start({ kind, takesTurn: true, endpoint: server.endpoint }, installations);
  const [bare, ours] = [await start("bare"), await start("ours")];
  try {
    const subjects = new Map([
      ["bare", bare],
      ["ours", ours],
    ] as const);
    const measured = await interleave(subjects, { rounds, warmUps: 2, calls: 200, perSecond });
    const [one, other] = [measured.get("bare"), measured.get("ours")];
    if (one === undefined || other === undefined) throw new Error("nothing was measured");
    const cells = [0.5, 0.95, 0.99].flatMap((share) => [
      short(one.percentile(share)),
      short(other.percentile(share)),
      times(other.ratioTo(one, share)),
    ]);
    const [said, oursSaid] = [
      await bare.ask<"tell">({ kind: "tell" }),
      await ours.ask<"tell">({ kind: "tell" }),
    ];
    return [name, ...cells, String(said.warnings), String(oursSaid.warnings)];
  } finally {
    await Promise.all([server, bare, ours].map((each) => each.stop()));
  }
}
