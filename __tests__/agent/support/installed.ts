import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");

/** The agent as a stranger has it: with the packed platform, installed and built. */
export default function setup(): void {
  execFileSync(process.execPath, ["--import", "tsx", "build/agent.ts"], { cwd: ROOT, stdio: "inherit" });
}
