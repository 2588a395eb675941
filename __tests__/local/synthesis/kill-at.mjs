// Loaded before a program: ends it by SIGKILL at the call number KILL_AT (from 1) that changes something below CDKTF_OUTDIR,
// amid the call where it writes. With KILL_AT=0 nothing happens, and the calls are told on standard error.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve, sep } from "node:path";

const folder = resolve(process.env.CDKTF_OUTDIR) + sep;
const at = Number(process.env.KILL_AT);
const calls = [];

for (const name of ["mkdirSync", "mkdtempSync", "writeFileSync", "symlinkSync", "renameSync", "rmSync"]) {
  const original = fs[name];
  fs[name] = (...args) => {
    const path = resolve(String(name === "symlinkSync" || name === "renameSync" ? args[1] : args[0]));
    if (!(path + sep).startsWith(folder)) return original(...args);
    calls.push(`${name} ${path.slice(folder.length)}`);
    if (calls.length === at) {
      if (name === "writeFileSync") original(path, args[1].slice(0, args[1].length / 2));
      process.kill(process.pid, "SIGKILL");
      // the signal may come a moment later
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return original(...args);
  };
}
syncBuiltinESMExports();
if (at === 0) process.on("exit", () => process.stderr.write(`${calls.join("\n")}\n`));
