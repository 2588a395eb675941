import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { sourcesOf } from "../support/sources";
import { readDockerfile } from "./support/image/dockerfile";

const ROOT = join(import.meta.dirname, "../..");
const AGENT = "examples/agent";
const WORKFLOW = ".github/workflows/agent-image.yml";

const step = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).optional(),
  "working-directory": z.string().optional(),
});
const workflowSchema = z.object({
  on: z.object({
    pull_request: z.object({ paths: z.array(z.string()) }),
    workflow_call: z.object({ outputs: z.record(z.string(), z.object({ value: z.string() })) }),
  }),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.string() }),
  jobs: z.record(
    z.string(),
    z.object({
      if: z.string().optional(),
      needs: z.string().optional(),
      permissions: z.record(z.string(), z.string()),
      "timeout-minutes": z.number(),
      steps: z.array(step),
    }),
  ),
});

const text = readFileSync(join(ROOT, WORKFLOW), "utf8");
const workflow = workflowSchema.parse(parse(text));
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([, job]) => job.steps);
const packages = new Map(["", AGENT].map((folder) => [folder, readPackage(folder)]));

describe("the workflow of the agent's image", () => {
  it("runs on pull requests for what the agent and its tests are made of", async () => {
    const { paths } = workflow.on.pull_request;
    const missing = paths.filter((path) => !existsSync(join(ROOT, path.replace("/**", ""))));
    expect(missing).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining([WORKFLOW, "build.mjs", "build/**", "package-lock.json"]));
    const watched = (file: string) =>
      paths.some((path) => (path.endsWith("/**") ? file.startsWith(path.slice(0, -2)) : file === path));
    const sources = await sourcesOf([
      "src/cli/langgraph-platform.ts",
      "src/tracing/index.ts",
      ...testsIn("__tests__/agent"),
    ]);
    expect(sources).toEqual(expect.arrayContaining(["src/naming.ts", "__tests__/support/browser.ts"]));
    expect(sources.filter((file) => !watched(file))).toEqual([]);
  });

  it("hands the image on by its digest, where it is called to push it", () => {
    const { image } = workflow.on.workflow_call.outputs;
    expect(image?.value).toBe("${{ jobs.push.outputs.image }}");
    expect(text).toMatch(/IMAGE: .*@\$\{\{ steps\.push\.outputs\.digest \}\}/);
  });

  it("may do nothing but read, and be known to AWS where it pushes", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.map(([name, { permissions }]) => [name, permissions])).toEqual([
      ["test", { contents: "read" }],
      ["build", { contents: "read" }],
      ["push", { contents: "read", "id-token": "write" }],
    ]);
  });

  it("knows no secret", () => {
    expect(text).not.toMatch(/secrets\./);
    expect(text).not.toMatch(/access-key|AKIA/i);
    expect(checkouts().map((each) => each.with)).toEqual(jobs.map(() => ({ "persist-credentials": false })));
  });

  it("pushes from main alone, what the tests have passed", () => {
    const pushing = jobs.filter(([, job]) => job.steps.some((each) => each.with?.push === true));
    expect(pushing.map(([name, job]) => [name, job.if, job.needs])).toEqual([
      ["push", "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'", "test"],
    ]);
  });

  it("builds the agent's folder with a list of what it is made of and how it was", () => {
    const builds = steps.filter(({ uses }) => uses?.startsWith("docker/build-push-action@"));
    expect(builds).toHaveLength(2);
    for (const build of builds) {
      expect(build.with).toMatchObject({ context: AGENT, provenance: "mode=max", sbom: true });
    }
  });

  it("names each action by a commit, and says which version that is", () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const commits = new Set(lines.map((line) => line.replace(/.*uses: /, "")));
    const actions = new Set([...commits].map((commit) => commit.replace(/@.*/, "")));
    expect(commits.size).toBe(actions.size);
  });

  it("ends in time, and lets no two of a branch run", () => {
    for (const [, job] of jobs) expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
    expect(workflow.concurrency.group).toContain("github.ref");
    expect(workflow.concurrency["cancel-in-progress"]).toBe("${{ github.event_name == 'pull_request' }}");
  });

  it("runs scripts and files that are there", () => {
    const commands = steps.flatMap((each) =>
      (each.run ?? "").split("\n").map((command) => [each["working-directory"] ?? "", command] as const),
    );
    const scripts = commands.flatMap(([folder, command]) => {
      const [, script] = /^npm run ([\w:-]+)$/.exec(command) ?? [];
      return script === undefined ? [] : [[folder, script] as const];
    });
    expect(scripts).toEqual([
      ["", "build"],
      [AGENT, "check"],
      ["", "test:agent"],
    ]);
    for (const [folder, script] of scripts) expect(packages.get(folder)?.scripts[script]).toBeDefined();
    const files = commands.flatMap(([folder, command]) => {
      const [, file] = /^node (?:--import tsx )?(\S+)/.exec(command) ?? [];
      return file === undefined ? [] : [join(folder, file)];
    });
    expect(files).toEqual(["build/agent.ts"]);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("tests on the version of Node that the image has", () => {
    const versions = steps.flatMap((each) => each.with?.["node-version"] ?? []);
    const [base] = readDockerfile(readFileSync(join(ROOT, AGENT, "Dockerfile"), "utf8"));
    expect(versions.map((version) => base?.from.startsWith(`node:${version}-`))).toEqual([true]);
  });

  it("lists what the image is made of, the platform and each version included, and nothing that is for development", () => {
    const folder = mkdtempSync(join(tmpdir(), "sbom-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const listing = steps.find(({ run }) => run?.includes("npm sbom"));
    const uploaded = steps.find((each) => each.with?.name === "sbom")?.with?.path;
    execFileSync("bash", ["-e", "-c", listing?.run ?? "false"], {
      cwd: join(ROOT, listing?.["working-directory"] ?? ""),
      env: { ...process.env, RUNNER_TEMP: folder, npm_config_prefer_offline: "true" },
      stdio: "pipe",
    });
    const path = String(uploaded).replace("${{ runner.temp }}", folder);
    const { bomFormat, components } = z
      .object({
        bomFormat: z.literal("CycloneDX"),
        components: z.array(z.object({ name: z.string(), version: z.string(), purl: z.string() })),
      })
      .parse(JSON.parse(readFileSync(path, "utf8")));
    expect(bomFormat).toBe("CycloneDX");
    const listed = components.map(({ name, version }) => `${name}@${version}`);
    const { dependencies, devDependencies } = packages.get(AGENT) ?? {};
    const exact = Object.entries({ ...dependencies, "langgraph-platform": packages.get("")?.version ?? "" });
    expect(listed).toEqual(expect.arrayContaining(exact.map(([name, version]) => `${name}@${version}`)));
    expect(exact.map(([name]) => name)).toEqual(expect.arrayContaining(["fastify", "langgraph-platform"]));
    const names = new Set(components.map(({ name }) => name));
    expect(Object.keys(devDependencies ?? {}).filter((name) => names.has(name))).toEqual([]);
    expect([...names].sort()).toEqual(lockedForProduction());
  });
});

function testsIn(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".test.ts")).map((file) => join(folder, file));
}

function checkouts() {
  return steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
}

function readPackage(folder: string) {
  const record = z.record(z.string(), z.string());
  return z
    .object({ version: z.string(), scripts: record, dependencies: record, devDependencies: record })
    .parse(JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")));
}

/** Names of the packages that `npm ci --omit=dev` installs. */
function lockedForProduction(): readonly string[] {
  const lock = z.object({
    packages: z.record(
      z.string(),
      z.object({
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        name: z.string().optional(),
      }),
    ),
  });
  const { packages: locked } = lock.parse(
    JSON.parse(readFileSync(join(ROOT, AGENT, "package-lock.json"), "utf8")),
  );
  const names = Object.entries(locked)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  return [...new Set(names)].sort();
}
