/** `npm test`: all tests, and at the end what of them failed, once more. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const FAILURES = join(import.meta.dirname, "../node_modules/.cache/failures");

rmSync(FAILURES, { recursive: true, force: true });
const { status } = spawnSync("npm", ["run", "test:all"], {
  stdio: "inherit",
  env: { ...process.env, FAILURES },
});
for (const name of existsSync(FAILURES) ? readdirSync(FAILURES) : [])
  process.stderr.write(`\n${readFileSync(join(FAILURES, name), "utf8")}`);
process.exitCode = status ?? 1;
