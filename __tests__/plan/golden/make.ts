/**
 * Makes the golden plans again, with the real Terraform on the emulator: `node --import tsx __tests__/plan/golden/make.ts [case...]`.
 *
 * Two runs write the same bytes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cancelOnSignals } from "../../../src/local/signals";
import { CASES, MODULES } from "./cases";
import { hashOf } from "./support/made-from";
import { normalise } from "./support/normalise";
import { Workbench } from "./support/workbench";

const PLANS = join(import.meta.dirname, "plans");
const MADE_FROM = join(PLANS, "made-from.json");

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CASES.some((each) => each.name === name));
if (unknown.length > 0) {
  throw new Error(`There is no case ${unknown.join(", ")}: ${CASES.map(({ name }) => name).join(", ")}`);
}

const cancel = cancelOnSignals(() => process.stderr.write("Stopping.\n"));
const bench = await Workbench.open(MODULES, cancel);
try {
  for (const golden of CASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    write(join(PLANS, `${golden.name}.json`), normalise(await bench.play(golden)));
    const madeFrom = JSON.parse(readFileSync(MADE_FROM, "utf8"));
    write(MADE_FROM, { ...madeFrom, [golden.name]: hashOf(golden, MODULES) });
    process.stdout.write(`${golden.name}\n`);
  }
} finally {
  await bench.close();
}

function write(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 1)}\n`);
}
