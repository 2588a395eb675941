import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSettings } from "../src/settings/load";
import type { EnvironmentName } from "../src/settings/schema";
import { synthesise } from "../src/synthesis";
import { settingsOf } from "./support/synth";

const ROOT = join(import.meta.dirname, "..");
const LOCK_FILE = ".terraform.lock.hcl";

/** Milliseconds for a process of its own on a busy machine. */
const SLOW = 60_000;

/** Values that must stay in the tfvars files. */
const CANARIES = {
  database_password: "c4n4ry-database-1",
  langsmith_api_key: "c4n4ry-langsmith-2",
  jira_api_token: "c4n4ry-jira-3",
  jira_webhook_secret: "c4n4ry-webhook-4",
  openai_api_key: "c4n4ry-openai-5",
  secrets: { TOOL_KEY: "c4n4ry-tool-6" },
};

function settingsFile(environment: EnvironmentName) {
  return {
    environment,
    aws_region: "us-east-1",
    database_username: "langgraph_admin",
    container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2",
    jira_base_url: "https://your-domain.atlassian.net",
    jira_email: "agents@example.com",
    secret_names: ["OPENAI_API_KEY", "TOOL_KEY"],
    ...CANARIES,
  };
}

/** As HCL: JSON, but for the assignments. */
function hcl(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
    .join("");
}

let folder = "";
let outdir = "";
const stack = (environment: EnvironmentName, file = "") => join(outdir, "stacks", environment, file);

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "synthesis-")));
  outdir = join(folder, "out");
  writeFileSync(join(folder, "staging.tfvars"), hcl(settingsFile("staging")));
  writeFileSync(join(folder, "production.tfvars.json"), JSON.stringify(settingsFile("production")));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs main.ts as a user does, with this settings file. */
function main(file: string) {
  return spawnSync(process.execPath, ["build/run.mjs", "main.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, TFVARS: join(folder, file), CDKTF_OUTDIR: outdir },
  });
}

/** Every file below the output folder, by what it is. */
function files(kind: "regular" | "link"): readonly string[] {
  return readdirSync(outdir, { recursive: true, encoding: "utf8" })
    .map((path) => join(outdir, path))
    .filter((path) => (kind === "link" ? lstatSync(path).isSymbolicLink() : lstatSync(path).isFile()));
}

/** All regular files with what they hold. */
function contents(): Readonly<Record<string, string>> {
  return Object.fromEntries(files("regular").map((path) => [path, readFileSync(path, "utf8")]));
}

function manifest(): {
  readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
} {
  return JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as ReturnType<typeof manifest>;
}

describe("synthesis of both environments", () => {
  beforeAll(async () => {
    const loaded = await loadSettings({ root: folder, files: "" });
    expect(loaded.map(({ settings }) => settings.environment).sort()).toEqual(["production", "staging"]);
    synthesise(loaded, { root: ROOT, outdir });
  });

  it("writes a stack for each, and says so in the manifest", () => {
    expect(Object.keys(manifest().stacks).sort()).toEqual(["production", "staging"]);
    for (const { synthesizedStackPath } of Object.values(manifest().stacks)) {
      expect(existsSync(join(outdir, synthesizedStackPath))).toBe(true);
    }
  });

  it("links each settings file under the name that Terraform loads by itself, in its own format", () => {
    expect(realpathSync(stack("staging", "terraform.tfvars"))).toBe(join(folder, "staging.tfvars"));
    expect(existsSync(stack("staging", "terraform.tfvars.json"))).toBe(false);
    expect(realpathSync(stack("production", "terraform.tfvars.json"))).toBe(
      join(folder, "production.tfvars.json"),
    );
    expect(existsSync(stack("production", "terraform.tfvars"))).toBe(false);
  });

  it("links the provider lock file into each stack", () => {
    for (const environment of ["staging", "production"] as const) {
      expect(realpathSync(stack(environment, LOCK_FILE))).toBe(join(ROOT, LOCK_FILE));
    }
  });

  it("links by relative paths, so that the project can be moved", () => {
    expect(files("link")).toHaveLength(4);
    for (const link of files("link")) expect(isAbsolute(readlinkSync(link))).toBe(false);
  });

  it("copies no secret: only the links lead to them", () => {
    const canaries = Object.values(CANARIES).flatMap((value) =>
      typeof value === "string" ? [value] : Object.values(value),
    );
    expect(files("regular").length).toBeGreaterThanOrEqual(3);
    for (const [path, text] of Object.entries(contents())) {
      expect([path, canaries.filter((canary) => text.includes(canary))]).toEqual([path, []]);
    }
    const behind = files("link").map((link) => readFileSync(link, "utf8"));
    for (const canary of canaries) {
      expect(behind.filter((text) => text.includes(canary))).toHaveLength(2);
    }
  });
});

describe("synthesis of one environment", () => {
  const PLAN = "a saved plan";
  let told: ReturnType<typeof synthesise> = [];
  const only = (file: string, environment: EnvironmentName = "staging") =>
    synthesise([{ settings: settingsOf(environment), file: join(folder, file) }], { root: ROOT, outdir });

  beforeAll(() => {
    only("production.tfvars.json", "production");
    writeFileSync(stack("production", "tfplan"), PLAN);
    told = only("staging.tfvars");
  });

  it("leaves the other's folder alone, with the plan that was saved there", () => {
    expect(readFileSync(stack("production", "tfplan"), "utf8")).toBe(PLAN);
    expect(existsSync(stack("production", "cdk.tf.json"))).toBe(true);
    expect(realpathSync(stack("production", "terraform.tfvars.json"))).toBe(
      join(folder, "production.tfvars.json"),
    );
  });

  it("keeps the other in the manifest, without which cdktf-cli would remove its folder", () => {
    expect(Object.keys(manifest().stacks).sort()).toEqual(["production", "staging"]);
  });

  it("takes out of the manifest what was deleted by hand", () => {
    rmSync(stack("production"), { recursive: true });
    only("staging.tfvars");
    expect(Object.keys(manifest().stacks)).toEqual(["staging"]);
  });

  it("replaces the link when the file's format has changed, as Terraform would load both", () => {
    const json = "staging.tfvars.json";
    writeFileSync(join(folder, json), JSON.stringify(settingsFile("staging")));
    only(json);
    expect(realpathSync(stack("staging", "terraform.tfvars.json"))).toBe(join(folder, json));
    expect(existsSync(stack("staging", "terraform.tfvars"))).toBe(false);
    only("staging.tfvars");
    expect(realpathSync(stack("staging", "terraform.tfvars"))).toBe(join(folder, "staging.tfvars"));
    expect(existsSync(stack("staging", "terraform.tfvars.json"))).toBe(false);
  });

  it("writes the archives that the stack uploads, the same bytes again, and none without need", () => {
    const assets = () => files("regular").filter((path) => path.includes("/assets/"));
    const tested = { smoke_test: { enabled: true, paths: [], timeout_seconds: 10 } };
    expect(assets()).toEqual([]);
    const synthesiseTested = () => {
      synthesise([{ settings: settingsOf("staging", tested), file: join(folder, "staging.tfvars") }], {
        root: ROOT,
        outdir,
      });
      const [lambda] = Object.values(
        JSON.parse(readFileSync(stack("staging", "cdk.tf.json"), "utf8")).resource.aws_lambda_function,
      ) as [{ filename: string; source_code_hash: string }];
      return { ...lambda, bytes: readFileSync(stack("staging", lambda.filename)) };
    };
    const first = synthesiseTested();
    expect(createHash("sha256").update(first.bytes).digest("base64")).toBe(first.source_code_hash);
    expect(synthesiseTested()).toEqual(first);
    expect(assets()).toEqual([stack("staging", first.filename)]);
  });

  it("tells where it wrote what", () => {
    expect(told).toEqual([
      {
        environment: "staging",
        file: join(folder, "staging.tfvars"),
        folder: stack("staging").replace(/\/$/, ""),
      },
    ]);
  });
});

describe("synthesis of wrong settings", () => {
  it(
    "fails with every problem, no secret, exit code 1 and no stack trace, and leaves the output as it was",
    () => {
      const before = contents();
      writeFileSync(
        join(folder, "wrong.tfvars"),
        hcl({ ...settingsFile("staging"), nat_gateway: 1, task_cpu: 1000 }),
      );
      const { status, stdout, stderr } = main("wrong.tfvars");
      expect(status).toBe(1);
      expect(stderr).toContain("nat_gateway");
      expect(stderr).toContain("task_cpu");
      expect(`${stdout}${stderr}`).not.toMatch(/c4n4ry|\n\s+at /);
      expect(contents()).toEqual(before);
    },
    SLOW,
  );
});
