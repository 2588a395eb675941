/**
 * Loaded by Node before the command line: each wait of the tool ends when the process that started it says so, instead of by
 * real time. See command.ts.
 */
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const { setTimeout } = timers;
/** The longest wait that Node knows: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** @type {Map<number, AbortController>} */
const waits = new Map();
let last = 0;

process.on("message", ({ ended }) => waits.get(ended)?.abort());
// it keeps no process alive
process.channel?.unref();

timers.setTimeout = async (ms, value, { signal } = {}) => {
  const id = ++last;
  const ended = new AbortController();
  waits.set(id, ended);
  process.send({ id, seconds: ms / 1000 });
  const either = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]);
  try {
    await setTimeout(LONGEST_MS, undefined, { signal: either });
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  } finally {
    waits.delete(id);
  }
  return value;
};
syncBuiltinESMExports();
