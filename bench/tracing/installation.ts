import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");

/** What the package brings, and what a user may have beside it. */
const BROUGHT = ["langsmith", "zod"];
const LANGCHAIN = [...BROUGHT, "@langchain/core"];

/** A folder with the built bundle and the packages that it finds there. */
export interface Installation {
  readonly folder: string;
  /** Address of the bundle's entry. */
  readonly tracing: string;
  readonly subject: string;
}

export interface Installations {
  readonly plain: Installation;
  readonly withLangChain: Installation;
  remove(): void;
}

/** Builds the package, and puts it beside langsmith and zod, without LangChain and with it. */
export async function install(): Promise<Installations> {
  const root = mkdtempSync(join(tmpdir(), "bench-tracing-"));
  const entry = builtEntry();
  const at = async (name: string, packages: readonly string[]): Promise<Installation> => {
    const folder = join(root, name);
    for (const each of packages) {
      const link = join(folder, "node_modules", each);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", each), link);
    }
    const dist = join(ROOT, "dist");
    cpSync(dist, join(folder, "dist"), { recursive: true });
    const subject = join(folder, "subject.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "subject.ts")],
      outfile: subject,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      external: ["langsmith", "@langchain/core"],
      logLevel: "warning",
    });
    const tracing = pathToFileURL(join(folder, "dist", relative(dist, entry))).href;
    return { folder, tracing, subject };
  };
  return {
    plain: await at("plain", BROUGHT),
    withLangChain: await at("langchain", LANGCHAIN),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What `import "langgraph-platform/tracing"` loads, freshly built. */
function builtEntry(): string {
  const { status, stderr } = spawnSync(process.execPath, ["build.mjs"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`build.mjs failed:\n${stderr}`);
  const entry = join(ROOT, importedPath(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"))));
  if (!existsSync(entry))
    throw new Error(`${relative(ROOT, entry)} is not there: build.mjs does not make it`);
  return entry;
}

/** Of exports["./tracing"]: the file under `import`, however deep. */
function importedPath(manifest: unknown): string {
  let at = field(field(manifest, "exports"), "./tracing");
  for (let key = "import"; typeof at !== "string" && at !== undefined; key = "default") at = field(at, key);
  if (typeof at !== "string") throw new Error('package.json has no exports["./tracing"]');
  return at;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
