import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const PROJECT = join(import.meta.dirname, "../..");

let root = "";

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "run-")));
  for (const folder of ["build", "src/words", "node_modules"])
    mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(join(PROJECT, "build/run.mjs"), join(root, "build/run.mjs"));
  for (const each of ["esbuild", "@esbuild"])
    symlinkSync(join(PROJECT, "node_modules", each), join(root, "node_modules", each));
  write("package.json", "{}");
  write("node_modules/.package-lock.json", "{}");
  write(
    "main.ts",
    'import { words } from "./src/words/words";\nconsole.log(words(process.argv.slice(2)));\n',
  );
  say('given.join(" and ")');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const say = (expression: string) =>
  write(
    "src/words/words.ts",
    `export function words(given: string[]): string {\n  return ${expression};\n}\n`,
  );

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

function run(...args: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["build/run.mjs", "main.ts", ...args], { cwd: root });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", reject).on("close", (code) => resolve({ code, output }));
  });
}

const kept = () => readdirSync(join(root, "node_modules/.cache/run"));

describe("build/run.mjs", () => {
  it("runs a program with its arguments, bundled once", async () => {
    expect(await run("one", "two")).toEqual({ code: 0, output: "one and two\n" });
    const [first, ...others] = kept();
    expect(others).toEqual([]);
    expect(await run("three")).toEqual({ code: 0, output: "three\n" });
    expect(kept()).toEqual([first]);
  });

  it("bundles anew once a source has changed, or a package", async () => {
    await run();
    say('"changed"');
    expect(await run()).toEqual({ code: 0, output: "changed\n" });
    write("node_modules/.package-lock.json", '{ "packages": {} }');
    await run();
    expect(kept()).toHaveLength(3);
  });

  it("bundles anew once data has changed that a source imports", async () => {
    write("src/words/known.json", '["once"]');
    write(
      "src/words/words.ts",
      'import known from "./known.json";\nexport const words = () => known.join();\n',
    );
    expect((await run()).output).toBe("once\n");
    write("src/words/known.json", '["later"]');
    expect((await run()).output).toBe("later\n");
  });

  it("lets several first runs at once do the same", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const runs = await Promise.all(names.map((name) => run(name)));
    expect(runs.map(({ output }) => output)).toEqual(names.map((name) => `${name}\n`));
    expect(kept()).toHaveLength(1);
  });

  it("says in which source and line a program failed", async () => {
    say('JSON.parse("no JSON")');
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain(`at words (${join(root, "src/words/words.ts")}:2:15)`);
  });

  it("tells a source its own folder", async () => {
    say("import.meta.dirname");
    expect((await run()).output).toBe(`${join(root, "src/words")}\n`);
  });

  it("leaves nothing behind that cannot be bundled", async () => {
    write("src/words/words.ts", "export const words = (");
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain("src/words/words.ts:1:22: ERROR:");
    expect(kept()).toEqual([]);
  });
});
