import { execFileSync } from "node:child_process";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { HANG_MS } from "../support/time";
import { LangSmithServer } from "../tracing/support/langsmith-server";
import { NODES } from "./support/installed";

const { folder } = inject("installed");

/** Runs a program in a folder; whatever keeps it alive makes it fail. */
function run(
  node: string,
  program: string,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
) {
  const kind = program.includes("require(") ? "commonjs" : "module";
  return execFileSync(node, [`--input-type=${kind}`, "--eval", program], {
    cwd: options.cwd ?? folder,
    env: options.env ?? {},
    encoding: "utf8",
    timeout: HANG_MS,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const WAYS = [
  ["import()", `const tracing = await import("langgraph-platform/tracing");`],
  ["require()", `const tracing = require("langgraph-platform/tracing");`],
] as const;

/** Without what `import()` adds by itself to a module of CommonJS. */
const NAMES = `console.log(Object.keys(tracing).sort().join());`;

describe.each(NODES)("on %s", (_, node) => {
  it("gives import() and require() the same", () => {
    const [imported, required] = WAYS.map(([, load]) => run(node, `${load} ${NAMES}`).trim().split(","));
    expect(imported).toContain("traceAgentExecution");
    expect(imported).not.toContain("default");
    expect(required).toEqual(imported);
  });

  it.each(WAYS)("%s runs what it traces", (__, load) => {
    const program = `${load}
      tracing.traceAgentExecution("agent", { question: 1 }, async () => "answer", { userId: "u" })
        .then((answer) => console.log(answer));`;
    expect(run(node, program)).toBe("answer\n");
  });
});

describe.each(WAYS)("%s", (_, load) => {
  it("makes no request and keeps no process alive, with tracing on", async () => {
    const server = await LangSmithServer.start();
    onTestFinished(() => server.stop());
    const env = {
      LANGSMITH_TRACING: "true",
      LANGSMITH_API_KEY: "key-of-the-test",
      LANGSMITH_ENDPOINT: server.endpoint,
      ECS_CONTAINER_METADATA_URI_V4: `${server.endpoint}/v4/id`,
    };
    const active = `console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => name !== "PipeWrap")));`;

    expect(run(process.execPath, `${load} setImmediate(() => { ${active} });`, { env })).toBe("[]\n");
    expect(await server.counts()).toEqual({});
  });
});

describe("zod is loaded later, if at all", () => {
  it("by import()", () => {
    const hook = `export const resolve = (name, context, next) => {
      if (/^zod(\\/|$)/.test(name)) throw new Error("zod is wanted");
      return next(name, context);
    };`;
    const program = (name: string) => `
      import { register } from "node:module";
      register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});
      await import("${name}");`;
    expect(() => run(process.execPath, program("zod"))).toThrow("zod is wanted");
    expect(run(process.execPath, program("langgraph-platform/tracing"))).toBe("");
  });

  it("by require()", () => {
    const program = (name: string) => `
      require("${name}");
      console.log(Object.keys(require.cache).some((path) => path.includes("node_modules/zod/")));`;
    expect(run(process.execPath, program("zod"))).toBe("true\n");
    expect(run(process.execPath, program("langgraph-platform/tracing"))).toBe("false\n");
  });
});

it("resolves its manifest", () => {
  expect(run(process.execPath, `console.log(require("langgraph-platform/package.json").name)`)).toBe(
    "langgraph-platform\n",
  );
});
