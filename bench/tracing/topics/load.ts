import { spawnSync } from "node:child_process";
import type { Goal } from "../../support/goals";
import { median, times } from "../../support/numbers";
import { table } from "../../support/table";
import type { Installations } from "../installation";

const MOST = 1.2;

const BARE = 'import("langsmith/traceable")';
const OURS = 'import("langgraph-platform/tracing")';
const BARE_FIRST = "the same and a first call, off: bare";
const OURS_FIRST = "the same and a first call, off: ours";
const OURS_LANGCHAIN = "the same and a first call, off: ours, LangChain installed";
const LANGCHAIN = 'import("@langchain/core/context") alone';

/** Milliseconds until a module is there, each in a fresh process, in turns. */
export function benchLoad(
  { plain, withLangChain }: Installations,
  rounds: number,
): { readonly text: string; readonly goals: readonly Goal[] } {
  const bareCall = 'await module.traceable(async () => 1, { name: "first" })({});';
  const ourCall = 'await module.traceAgentExecution("first", {}, async () => 1);';
  const subjects = new Map([
    [BARE, { folder: plain.folder, module: "langsmith/traceable", call: "" }],
    [OURS, { folder: plain.folder, module: plain.tracing, call: "" }],
    [BARE_FIRST, { folder: plain.folder, module: "langsmith/traceable", call: bareCall }],
    [OURS_FIRST, { folder: plain.folder, module: plain.tracing, call: ourCall }],
    [OURS_LANGCHAIN, { folder: withLangChain.folder, module: withLangChain.tracing, call: ourCall }],
    [LANGCHAIN, { folder: withLangChain.folder, module: "@langchain/core/context", call: "" }],
  ]);
  const measured = new Map([...subjects.keys()].map((name) => [name, [] as number[]]));
  // the first round fills the system's caches
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? [...subjects] : [...subjects].reverse();
    for (const [name, { folder, module, call }] of order) {
      const milliseconds = loadOnce(folder, module, call);
      if (round > 0) measured.get(name)?.push(milliseconds);
    }
  }
  // round by round, so that a slow moment of the machine is in both
  const ratioTo = (base: readonly number[], values: readonly number[]) =>
    median(values.map((value, round) => value / (base[round] ?? Number.NaN)));
  const bare = measured.get(BARE) ?? [];
  const ratio = ratioTo(bare, measured.get(OURS) ?? []);
  const rows = [...measured].map(([name, values]) => [
    name,
    median(values).toFixed(1),
    times(ratioTo(bare, values)),
  ]);
  return {
    text: table(["ms", "median", `ratio to ${BARE}`], rows),
    goals: [
      {
        what: `loading, ${OURS}`,
        bound: `at most ${MOST.toFixed(2)} x ${BARE}`,
        measured: times(ratio),
        isMet: ratio <= MOST,
      },
    ],
  };
}

function loadOnce(folder: string, module: string, call: string): number {
  const program = `
    const startedAt = performance.now();
    const module = await import(${JSON.stringify(module)});
    ${call}
    process.stdout.write(String(performance.now() - startedAt));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: folder,
    env: { PATH: process.env.PATH, LANGSMITH_TRACING: "false" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${module} could not be loaded:\n${stderr}`);
  return Number(stdout);
}
