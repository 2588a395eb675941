// Makes examples/agent ready to run: packs this package as its users get it, installs the agent, and builds it.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalError } from "../src/local/errors";
import { takeLock } from "../src/local/lock";

const ROOT = join(import.meta.dirname, "..");
const AGENT = join(ROOT, "examples/agent");
const VENDOR = join(AGENT, "vendor");
/** Hash of what was installed last; `npm ci` removes it with the rest. */
const MARKER = join(AGENT, "node_modules/.installed-from");

/** `npm test` and `npm run` tell their children where they run themselves; npm here is to look for itself. */
const OWN = /^npm_(config_(local_)?prefix|package_|lifecycle_|command)/;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)));

/** Says nothing unless it fails. */
function run(cwd: string, command: string, ...args: readonly string[]): void {
  try {
    execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${[command, ...args].join(" ")} failed in ${cwd}:\n${stdout ?? ""}${stderr ?? ""}`);
  }
}

/** @returns the tarball */
function pack(): string {
  const fresh = join(VENDOR, "fresh");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  run(ROOT, process.execPath, "build.mjs");
  run(ROOT, "npm", "pack", "--ignore-scripts", "--pack-destination", fresh);
  const [name = ""] = readdirSync(fresh);
  renameSync(join(fresh, name), join(VENDOR, name));
  rmSync(fresh, { recursive: true });
  return join(VENDOR, name);
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** @throws LocalError where another process does the same */
function lock(): () => void {
  try {
    return takeLock(join(VENDOR, "lock"));
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    console.error(`${error.message} ${error.remedy ?? ""}`);
    process.exit(1);
  }
}

const release = lock();
try {
  const packages = ["package.json", "package-lock.json", ".npmrc"].map((name) => join(AGENT, name));
  const source = hashOf([pack(), ...packages]);
  if (!existsSync(MARKER) || readFileSync(MARKER, "utf8") !== source) {
    console.error("Installing the agent: its packages have changed, or were never installed");
    run(AGENT, "npm", "ci", "--ignore-scripts");
    writeFileSync(MARKER, source);
  }
  run(AGENT, "npm", "run", "build");
} finally {
  release();
}
