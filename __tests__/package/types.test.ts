import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { ROOT } from "./support/installed";

const { folder, tarball } = inject("installed");
const COMPILER = join(ROOT, "node_modules/typescript/bin/tsc");

const CONSUMER = `
import { type TraceOptions, traceAgentExecution } from "langgraph-platform/tracing";

const options: TraceOptions = { projectName: "p", tags: ["t"], metadata: { a: 1 }, userId: "u" };
export const answer: Promise<string> = traceAgentExecution("agent", { question: 1 }, async () => "answer", options);

// @ts-expect-error the answer is a string: nothing has turned into any
export const wrong: Promise<number> = traceAgentExecution("agent", { question: 1 }, async () => "answer");
`;

/** Compiles a package beside the installed one. */
function check(module: string, type: "module" | "commonjs") {
  const consumer = join(folder, `consumer-${module}-${type}`);
  mkdirSync(consumer);
  onTestFinished(() => rmSync(consumer, { recursive: true }));
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type }));
  writeFileSync(join(consumer, "consumer.ts"), CONSUMER);
  const compilerOptions = {
    module: module === "bundler" ? "esnext" : module,
    moduleResolution: module,
    target: "es2022",
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  return run(COMPILER, ["--project", consumer], consumer);
}

/** Runs a program of Node's to its end, good or bad. */
function run(program: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: "utf8",
    timeout: 300_000,
  });
  return { code: status, text: `${stdout}${stderr}` };
}

describe("types, without LangChain and with libraries checked", () => {
  it.each([
    ["nodenext", "module"],
    ["nodenext", "commonjs"],
    ["bundler", "module"],
  ] as const)("are right under %s in a package of type %s", (module, type) => {
    expect(check(module, type)).toEqual({ code: 0, text: "" });
  });
});

describe("the tarball is clean for", () => {
  it("publint", () => {
    const program = join(ROOT, "node_modules/publint/src/cli.js");
    expect(run(program, ["run", tarball, "--strict"], folder)).toMatchObject({ code: 0 });
  });

  it("arethetypeswrong, for each way to resolve that knows exports", () => {
    const program = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const { code, text } = run(
      program,
      [tarball, "--profile", "node16", "--format", "ascii", "--no-color"],
      folder,
    );
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toMatch(/node16 \(from CJS\): 🟢 \(CJS\)\s+node16 \(from ESM\): 🟢 \(ESM\)\s+bundler: 🟢/);
  });
});
