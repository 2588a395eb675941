import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { file, temporaryFolder } from "./support";

const READER = join(import.meta.dirname, "../../src/cli/standard-input");

const program = (before: string) => `
import { readStandardInput } from ${JSON.stringify(READER)};
${before}
process.stderr.write("ready");
process.stdout.write(JSON.stringify(readStandardInput()));
`;

it.each([
  ["as a process begins", ""],
  ["after something has looked at process.stdin, which has pipes answer at once", "process.stdin.isTTY;"],
])("reads all that comes late, %s", async (_, before) => {
  const main = file(join(temporaryFolder(), "main.mts"), program(before));
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    cwd: join(import.meta.dirname, "../.."),
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = new Promise((resolve) => child.once("close", resolve));
  // it reads, and there is nothing yet
  await new Promise((resolve) => child.stderr.once("data", resolve));
  child.stdin.write("ü".repeat(100_000));
  await new Promise((resolve) => setImmediate(resolve));
  child.stdin.end(" end");
  expect(await code).toBe(0);
  expect(JSON.parse(output)).toBe(`${"ü".repeat(100_000)} end`);
});
