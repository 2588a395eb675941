import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const KILLER = join(import.meta.dirname, "kill-at.mjs");
const ENVIRONMENTS = ["staging", "production"];

let folder = "";
/** As it is after a synthesis of the earlier settings; copied for each test. */
let earlier = "";
/** The calls of a whole synthesis that change the output. */
let calls: readonly string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "killed-synthesis-"));
  earlier = join(folder, "earlier");
  for (const environment of ENVIRONMENTS) {
    const settings = {
      environment,
      aws_region: "us-east-1",
      database_username: "langgraph_admin",
      container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2",
    };
    const later = { ...settings, task_max_count: 12, smoke_test: { enabled: true } };
    writeFileSync(join(folder, `${environment}.old.tfvars.json`), JSON.stringify(settings));
    writeFileSync(join(folder, `${environment}.new.tfvars.json`), JSON.stringify(later));
  }
  synthesise("old", earlier);
  calls = synthesise("new", join(folder, "whole")).stderr.trim().split("\n");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run synth` of both environments, killed at a call; 0 lets it finish. */
function synthesise(settings: "old" | "new", outdir: string, at = 0) {
  return spawnSync(process.execPath, ["--import", KILLER, "build/run.mjs", "main.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      TFVARS: ENVIRONMENTS.map((each) => join(folder, `${each}.${settings}.tfvars.json`)).join(","),
      CDKTF_OUTDIR: outdir,
      KILL_AT: String(at),
    },
  });
}

/** Every file below a folder, with what it or the file that it links to holds. */
function contents(outdir: string): Readonly<Record<string, string>> {
  const entries = readdirSync(outdir, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(outdir.length + 1), hash(readFileSync(path))]),
  );
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

interface Configuration {
  readonly resource: {
    readonly aws_lambda_function?: Readonly<Record<string, { filename: string; source_code_hash: string }>>;
  };
}

/** Fails when Terraform would read anything but a whole stack, the earlier one or the later one. */
function expectWhole(outdir: string, environment: string): "absent" | "old" | "new" {
  const stack = join(outdir, "stacks", environment);
  const file = join(stack, "cdk.tf.json");
  if (!existsSync(file)) return "absent";
  const text = readFileSync(file, "utf8");
  const configuration: Configuration = JSON.parse(text);
  for (const { filename, source_code_hash } of Object.values(
    configuration.resource.aws_lambda_function ?? {},
  )) {
    expect(hash(readFileSync(join(stack, filename)))).toBe(source_code_hash);
  }
  // links are whole, or not there at all
  for (const name of ["terraform.tfvars.json", ".terraform.lock.hcl"]) readFileSync(join(stack, name));
  for (const [which, whole] of [
    ["old", earlier],
    ["new", join(folder, "whole")],
  ] as const) {
    if (readFileSync(join(whole, "stacks", environment, "cdk.tf.json"), "utf8") === text) return which;
  }
  throw new Error(`${file} is neither the earlier nor the later one`);
}

/** So many calls to be killed at, the last one among them, of those that write or move something. */
function points(count: number): readonly number[] {
  const changing = calls.flatMap((call, index) => (call.startsWith("mkdir") ? [] : [index + 1]));
  return Array.from(
    { length: count },
    (_, part) => changing[Math.floor((part * (changing.length - 1)) / (count - 1))] ?? 0,
  );
}

describe("a synthesis that is killed while it writes", () => {
  test("leaves each stack as it was, or whole; the next one finishes, and takes away what was left", () => {
    const seen = new Set<string>();
    for (const at of points(8)) {
      const outdir = join(folder, `killed-${at}`);
      cpSync(earlier, outdir, { recursive: true, verbatimSymlinks: true });
      expect(synthesise("new", outdir, at).signal, calls[at - 1]).toBe("SIGKILL");
      const stacks = ENVIRONMENTS.map((environment) => expectWhole(outdir, environment));
      expect(
        Object.keys(JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")).stacks).sort(),
      ).toEqual([...ENVIRONMENTS].sort());
      seen.add(stacks.join(" and "));
    }
    expect(seen).toEqual(new Set(["old and old", "new and old", "new and new"]));

    const half = join(folder, `killed-${points(8)[1]}`);
    expect(readdirSync(half).filter((name) => name.startsWith(".synthesis-"))).toHaveLength(1);
    expect(synthesise("new", half).status).toBe(0);
    expect(contents(half)).toEqual(contents(join(folder, "whole")));
  });

  test("makes no stack where none was, or a whole one", () => {
    const seen = points(4).map((at) => {
      const outdir = join(folder, `killed-first-${at}`);
      expect(synthesise("new", outdir, at).signal).toBe("SIGKILL");
      return ENVIRONMENTS.map((environment) => expectWhole(outdir, environment)).join(" and ");
    });
    expect(new Set(seen)).toEqual(new Set(["absent and absent", "new and absent", "new and new"]));
  });

  test("is the same program for `cdktf synth` and `npm run synth`", () => {
    const json = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));
    expect(json("cdktf.json").app).toBe(json("package.json").scripts.synth);
  });
});
