import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { contextFiles } from "./support/image/context";
import { readDockerfile, type Stage, type Step } from "./support/image/dockerfile";

const ROOT = join(import.meta.dirname, "../..");
const AGENT = join(ROOT, "examples/agent");

const stages = readDockerfile(readFileSync(join(AGENT, "Dockerfile"), "utf8"));
const [base] = stages;
const image = stages.at(-1);
const steps = stages.flatMap((stage) => stage.steps);

describe("the Dockerfile", () => {
  it("names its base image once, by the version of Node that the project's tests run on", () => {
    const { devDependencies } = readJson<{ devDependencies: Record<string, string> }>("package.json");
    const version = devDependencies.node24?.replace("npm:node@", "");
    expect(base?.from).toMatch(new RegExp(`^node:${version}-\\w+-slim(@sha256:[0-9a-f]{64})?$`));
    const names = stages.map(({ name }) => name);
    expect(stages.slice(1).every(({ from }) => names.includes(from))).toBe(true);
  });

  it("runs node itself, for production, as a user that is not root and has a number", () => {
    expect(image).toMatchObject({
      entrypoint: [],
      command: ["node", "dist/main.js"],
      environment: { NODE_ENV: "production" },
    });
    expect(image?.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it("declares /tmp as its only volume, which the platform mounts for its user", () => {
    expect(image?.volumes).toEqual(["/tmp"]);
  });

  it("checks its health by a file of its own", () => {
    expect(image?.healthCheck).toEqual(["node", "health-check.mjs"]);
    expect(sources(image)).toContain("health-check.mjs");
  });

  it("says what it is", () => {
    expect(Object.keys(image?.labels ?? {}).sort()).toEqual([
      "org.opencontainers.image.description",
      "org.opencontainers.image.licenses",
      "org.opencontainers.image.title",
    ]);
  });

  it("installs what the lock file says, without running what packages bring, and before it copies what changes often", () => {
    const installing = stages.filter((stage) => installs(stage).length > 0);
    expect(installing.map(({ name }) => name)).toEqual(["dependencies", "build"]);
    for (const stage of installing) {
      expect(installs(stage)).toEqual([expect.stringMatching(/^npm ci( --omit=dev)? --ignore-scripts$/)]);
      const before = stage.steps.slice(0, stage.steps.findIndex(isRun));
      expect(before.flatMap(sourcesOf)).toEqual(["package.json", "package-lock.json", "vendor"]);
    }
  });

  it("takes dependencies for development into no image that runs", () => {
    const from = (path: string) =>
      image?.steps.flatMap((step) =>
        step.kind === "copy" && step.sources.includes(path) ? [step.from] : [],
      );
    expect(from("/app/node_modules")).toEqual(["dependencies"]);
    const dependencies = stages.find(({ name }) => name === "dependencies");
    expect(dependencies === undefined ? [] : installs(dependencies)).toEqual([
      "npm ci --omit=dev --ignore-scripts",
    ]);
  });

  it("sets no variable that could hold a secret", () => {
    const names = stages.flatMap(({ environment }) => Object.keys(environment));
    expect(names).toEqual(["NODE_ENV"]);
  });
});

describe("the build context", () => {
  it("is sent whatever is copied, and nothing else", () => {
    const copied = new Set(steps.filter((step) => !isFromStage(step)).flatMap(sourcesOf));
    const sent = new Set(contextFiles(AGENT).map((path) => path.split("/")[0] ?? ""));
    expect([...sent].sort()).toEqual([...copied].sort());
  });

  it("has the packed platform as its only archive", () => {
    expect(contextFiles(AGENT).filter((path) => path.startsWith("vendor/"))).toEqual([
      expect.stringMatching(/^vendor\/langgraph-platform-[\d.]+\.tgz$/),
    ]);
  });

  it("has neither secrets nor what is built, installed or written elsewhere", () => {
    const folder = mkdtempSync(join(tmpdir(), "context-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const present = ["src/main.ts", "public/index.html", "package.json"];
    const absent = [
      ".env",
      ".npmrc",
      "src/.env",
      "src/settings/.env.local",
      "public/.DS_Store",
      "production.tfvars",
      "terraform.tfstate",
      "node_modules/zod/index.js",
      "dist/main.js",
      "__tests__/main.test.ts",
      "vendor/notes.txt",
      "src/laptop.ts",
      "src/laptop/database.ts",
      ".git/config",
    ];
    cpSync(join(AGENT, ".dockerignore"), join(folder, ".dockerignore"));
    for (const path of [...present, ...absent]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "");
    }
    expect(contextFiles(folder)).toEqual([...present].sort());
  });
});

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

function isRun(step: Step): boolean {
  return step.kind === "run";
}

function installs(stage: Stage): readonly string[] {
  return stage.steps.flatMap((step) =>
    step.kind === "run" && /^npm (ci|i|install)\b/.test(step.command) ? [step.command] : [],
  );
}

function isFromStage(step: Step): boolean {
  return step.kind === "copy" && step.from !== undefined;
}

function sourcesOf(step: Step): readonly string[] {
  return step.kind === "copy" ? step.sources : [];
}

function sources(stage: Stage | undefined): readonly string[] {
  return stage?.steps.flatMap(sourcesOf) ?? [];
}
