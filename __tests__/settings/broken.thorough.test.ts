import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkSettings } from "../../src/settings/check";
import { parseHcl } from "../../src/settings/files/hcl";
import { parseJson } from "../../src/settings/files/json";
import { type Problem, SettingsError } from "../../src/settings/problem";
import { CANARY, tfvars } from "./support";

const FOLDER = join(import.meta.dirname, "broken");
const TITLE = /^=== /m;
const TOLD = /^--> .*\n/gm;

/** One broken file: its title, and its text, behind the four lines that every file needs where it is HCL. */
interface Broken {
  readonly title: string;
  readonly text: string;
}

function corpus(file: string): readonly Broken[] {
  const [, ...entries] = readFileSync(join(FOLDER, file), "utf8").split(TITLE);
  return entries.map((entry) => {
    const [title = "", ...lines] = entry.replaceAll(TOLD, "").split("\n");
    return { title, text: lines.join("\n").replace(/\n$/, "") };
  });
}

async function problemsOf(file: string, text: string): Promise<readonly Problem[]> {
  const parsed = file.startsWith("json") ? parseJson(text) : await parseHcl(tfvars(text));
  return checkSettings("/settings", parsed).problems;
}

/** Line, key and what was got; of what is expected only the nearest name, as the schema has the words of the rest. */
function told({ line, key, got, expected }: Problem): string {
  const nearest = /the nearest is .*/.exec(expected)?.[0];
  return ["-->", line, key, got === undefined ? undefined : `got ${got}`, nearest && `(${nearest})`]
    .filter((part) => part !== undefined)
    .join(" ");
}

const files = readdirSync(FOLDER);

describe("a broken file is told by line, without a secret and without a stack trace", () => {
  test.each(files)("each of %s", async (file) => {
    const rendered: string[] = [];
    for (const { title, text } of corpus(file)) {
      const problems = await problemsOf(file, text);
      const { message } = new SettingsError(problems, "/");
      expect(problems, title).not.toEqual([]);
      expect(problems.map(({ expected }) => expected).filter((words) => words.trim() === "")).toEqual([]);
      expect(message, title).not.toContain(CANARY);
      expect(message, title).not.toMatch(/^\s+at |undefined|\[object|(?!\n)\p{Cc}|\p{Cf}/mu);
      rendered.push([`=== ${title}`, text, ...problems.map(told)].join("\n"));
    }
    await expect(`${rendered.join("\n")}\n`).toMatchFileSnapshot(join(FOLDER, file));
  });

  test("more than three hundred of them, each once", () => {
    const all = files.flatMap((file) => corpus(file).map(({ text }) => `${file} ${text}`));
    expect(all.length).toBeGreaterThan(300);
    expect(new Set(all).size).toBe(all.length);
  });
});
