import { makeSubject, type Subject } from "./contenders";
import type { Answers, Command, Contender, Load, Round, Told } from "./contract";
import { makeInput } from "./payload";

/** The process of one contender: `node subject.mjs <contender> <address of the bundle>`; commands come by IPC. */

const contender: Contender = JSON.parse(process.argv[2] ?? "");
const subject = await makeSubject(contender, process.argv[3] ?? "");

let warnings = 0;
for (const level of ["warn", "error", "log"] as const) {
  const say = console[level].bind(console);
  console[level] = (...line: unknown[]) => {
    warnings += 1;
    say(...line);
  };
}

let made = 0;

process.on("message", async (command: Command) => {
  try {
    process.send?.({ answer: await obey(command) });
  } catch (error) {
    process.send?.({ error: String(error instanceof Error ? error.stack : error) });
  }
});
// also when the parent was killed
process.on("disconnect", () => process.exit(0));
process.send?.({ answer: "ready" });

async function obey(command: Command): Promise<Answers[Command["kind"]]> {
  switch (command.kind) {
    case "round":
      return round(subject, command);
    case "load":
      return load(subject, command);
    case "close": {
      const startedAt = performance.now();
      await subject.close();
      return { milliseconds: performance.now() - startedAt };
    }
    case "tell":
      return tell(subject);
  }
}

interface RoundCommand {
  readonly calls: number;
  readonly perSecond?: number;
  readonly flush?: boolean;
}

async function round(
  { call, flush }: Subject,
  { calls, perSecond, flush: flushes }: RoundCommand,
): Promise<Round> {
  const inputs = Array.from({ length: calls }, () => makeInput(made++));
  const microseconds: number[] = [];
  const timed = async (input: (typeof inputs)[number]) => {
    const startedAt = performance.now();
    await call(input);
    microseconds.push((performance.now() - startedAt) * 1000);
  };
  const before = process.cpuUsage();
  if (perSecond === undefined) {
    for (const input of inputs) {
      await timed(input);
      // what is sent in the background gets its turn, outside of what is measured
      await new Promise(setImmediate);
    }
  } else {
    await atRate(perSecond, calls, (index) => timed(inputs[index] ?? {}));
  }
  if (flushes) await flush();
  const { user, system } = process.cpuUsage(before);
  return { microseconds, cpuMilliseconds: (user + system) / 1000 };
}

async function load(
  { call }: Subject,
  { seconds, perSecond }: { readonly seconds: number; readonly perSecond: number },
): Promise<Load> {
  const calls = Math.round(seconds * perSecond);
  const startedAt = performance.now();
  await atRate(perSecond, calls, async () => {
    await call(makeInput(made++));
  });
  return { calls, seconds: (performance.now() - startedAt) / 1000 };
}

/** Begins each call when it is due, whatever has become of those before it. */
async function atRate(
  perSecond: number,
  calls: number,
  begin: (index: number) => Promise<void>,
): Promise<void> {
  const open = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let begun = 0; begun < calls; ) {
    const due = Math.min(calls, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1);
    for (; begun < due; begun += 1) {
      const call = begin(begun).finally(() => open.delete(call));
      open.add(call);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(open);
}

async function tell({ counts }: Subject): Promise<Told> {
  for (let pass = 0; pass < 3; pass += 1) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heapBytes: heapUsed + external, warnings, ...(await counts()) };
}
