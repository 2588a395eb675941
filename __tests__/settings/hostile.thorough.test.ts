import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSettings } from "../../src/settings/check";
import { parseHcl } from "../../src/settings/files/hcl";
import { parseJson } from "../../src/settings/files/json";
import { isOptional, variableNames, variableNodes } from "../../src/settings/json-schema";
import { SettingsError } from "../../src/settings/problem";
import { CANARY, folder, given, load, refusal, refusalOf, tfvars } from "./support";

describe("a file that is no text in UTF-8 is told as such", () => {
  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  test.each([
    ["UTF-16 with its mark", utf16(`\uFEFF${tfvars()}`)],
    ["UTF-16 without its mark", utf16(tfvars())],
    ["UTF-16 the other way round", utf16(`\uFEFF${tfvars()}`).swap16()],
    ["Latin-1", Buffer.from(tfvars('tags = { a = "é" }'), "latin1")],
    ["a program", Buffer.from("7f454c4602010100", "hex")],
    ["an archive", Buffer.from("504b0304140000000800", "hex")],
    ["a compressed file", Buffer.from("1f8b0800000000000003", "hex")],
    ["half of a character", Buffer.from([...Buffer.from(tfvars()), 0xe2, 0x82])],
    ["a zero byte", Buffer.from(tfvars("\0"))],
  ])("%s", async (_title, bytes) => {
    for (const name of ["a.tfvars", "a.tfvars.json"]) {
      const { problems } = await refusal({ [name]: bytes });
      expect(problems).toEqual([
        expect.objectContaining({
          got: "something that is no UTF-8 text",
          expected: "a text file in UTF-8",
        }),
      ]);
    }
  });
});

test("a pipe is not waited for", async () => {
  const root = await folder({});
  execFileSync("mkfifo", [join(root, "a.tfvars")]);
  expect((await refusalOf(root)).problems).toMatchObject([{ got: "neither a file nor a folder" }]);
});

test("five megabytes are not read", async () => {
  const root = await folder({});
  writeFileSync(join(root, "a.tfvars"), Buffer.alloc(5 * 1024 * 1024, tfvars()));
  expect((await refusalOf(root)).problems).toMatchObject([{ got: "more than 1 MiB" }]);
});

describe("what is nested too deep for a parser is told by its line, and the next file is read as ever", () => {
  const DEEP = 30_000;
  const nested = (open: string, close: string) => open.repeat(DEEP) + close.repeat(DEEP);
  test.each([
    ["lists", nested("[", "]")],
    ["lists that do not end", nested("[", "")],
    ["maps", nested("{a=", "}")],
    ["parentheses", nested("(", ")")],
    ["functions", nested("f(", ")")],
    ["templates", nested('"${', '}"')],
    ["loops", nested("[for a in ", ": a]")],
    ["signs", nested("- ", "")],
    ["negations", nested("!", "")],
    ["conditions", nested("true ? 1 : ", "")],
    ["lists whose ends stand in comments", nested("[ /* ] */", "")],
    ["lists whose ends stand in templates", nested('["${"]]"}", ', "")],
  ])("%s", async (_title, value) => {
    const { problems } = checkSettings("/f", await parseHcl(tfvars(`nat_gateways = ${value}`)));
    expect(problems).toMatchObject([{ line: 5, got: expect.stringContaining("nested more than 256") }]);
    expect((await parseHcl("nat_gateways = 3")).values).toEqual({ nat_gateways: 3 });
  });

  test.each([
    ["lists", nested("[", "]")],
    ["objects", nested('{"a":', "}")],
    ["lists behind what is no JSON", `# ${nested("[", "]")}`],
  ])("JSON: %s", (_title, value) => {
    const { problems } = checkSettings("/f", parseJson(`{\n"tags": ${value}}`));
    expect(problems).toMatchObject([{ line: 2, got: expect.stringContaining("nested more than 256") }]);
  });

  test("brackets in text and comments do not count", async () => {
    const text = "({[".repeat(300);
    const { environment_variables } = (
      await load({
        "a.tfvars": tfvars(
          `# ${text}\n/* ${text} */\nenvironment_variables = { A = "${text}", B = <<EOT\n${text}\nEOT\n}`,
        ),
      })
    )[0]?.settings ?? { environment_variables: {} };
    expect(environment_variables).toEqual({ A: text, B: `${text}\n` });
  });
});

describe("ten thousand problems are counted, and a hundred of them told", () => {
  const many = <T>(each: (index: number) => T) => Array.from({ length: 10_000 }, (_, index) => each(index));
  test.each([
    ["items of a list", { allowed_cidrs: many(() => CANARY.slice(1)) }],
    ["unknown names", Object.fromEntries(many((index) => [`n${index}`, CANARY]))],
  ])("%s", (_title, values) => {
    const { problems } = checkSettings("/f", parseJson(JSON.stringify({ ...given, ...values }, null, 1)));
    const { message } = new SettingsError(problems, "/");
    expect(problems).toHaveLength(10_000);
    expect(message).toMatch(/^10000 problems in 1 file:\n.*\n\nand 9900 more$/s);
    expect(message.length).toBeLessThan(50_000);
    expect(message).not.toContain(CANARY);
  });
});

test("two files for an environment that does not exist are told without what a terminal would obey", async () => {
  const text = tfvars("", { ...given, environment: "\u001b[31m\u009b" });
  const { message } = await refusal({ "a\u001b.tfvars": text, "b\u202e.tfvars": text });
  expect(message).toContain('"\\u001b[31m\\u009b", which a\\u001b.tfvars describes already');
  expect(message).toContain("b\\u202e.tfvars:1  environment");
  expect(message).not.toMatch(/[^\P{Cc}\n]/u);
});

/** A value of each type that HCL and JSON have. */
const VALUES: readonly unknown[] = [
  CANARY,
  "",
  -1,
  0.5,
  1e21,
  true,
  [],
  [CANARY],
  [null],
  [[1]],
  {},
  { a: 1 },
];

/** The type of a value, as the schema calls it. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value;
}

describe("a value of a wrong type is refused under its name", () => {
  test.each(variableNames)("%s", (name) => {
    const { type } = variableNodes[name];
    for (const value of VALUES) {
      const right = typeOf(value) === (type === "integer" ? "number" : type);
      if (right) continue;
      const { problems } = checkSettings(
        "/f",
        parseJson(JSON.stringify({ ...given, [name]: value }, null, 1)),
      );
      expect(problems.map(({ key }) => key)).toContain(name);
      for (const { line, expected } of problems.filter(({ key }) => key === name)) {
        expect(line).toBeGreaterThan(0);
        expect(expected).not.toBe("");
      }
    }
  });

  test("null is none, but for what must be given", () => {
    for (const name of variableNames) {
      const { problems } = checkSettings("/f", parseJson(JSON.stringify({ ...given, [name]: null })));
      expect(problems.map(({ key }) => key)).toEqual(
        Object.hasOwn(given, name) && !isOptional(name) ? [name] : [],
      );
    }
  });
});

describe("any mutilation of a right file is read, or told without its secrets", () => {
  const right = tfvars(`database_password = "${CANARY}-password" # why
langsmith_api_key = <<-EOT
  ${CANARY}
  EOT
secret_names = ["TOOL_KEY", "OTHER_KEY"]
secrets = {
  TOOL_KEY  = "${CANARY}\\n"
  OTHER_KEY = "$\${${CANARY}}"
}
alarms = { cpu_percent = 70 } /* alarms */`);
  const json = JSON.stringify(
    { ...given, database_password: `${CANARY}-password`, secret_names: ["A"], secrets: { A: CANARY } },
    null,
    1,
  );
  const cut = fc.record({
    at: fc.nat(),
    removed: fc.integer({ min: 0, max: 12 }),
    put: fc.oneof(
      fc.constantFrom(
        "",
        "",
        '"',
        "{",
        "}",
        "[",
        "]",
        "(",
        "\n",
        "\\",
        "${",
        "%{",
        "#",
        "/*",
        "<<EOT\n",
        "=",
        ",",
        "\uFEFF",
      ),
      fc.string({ maxLength: 3 }),
    ),
  });
  const mutilated = (text: string) =>
    fc.array(cut, { minLength: 1, maxLength: 3 }).map((cuts) =>
      cuts.reduce((left, { at, removed, put }) => {
        const start = at % (left.length + 1);
        return left.slice(0, start) + put + left.slice(start + removed);
      }, text),
    );
  const messageOf = (parsed: Parameters<typeof checkSettings>[1]) =>
    new SettingsError(checkSettings("/f", parsed).problems, "/").message;

  test("in HCL", async () => {
    await fc.assert(
      fc.asyncProperty(mutilated(right), async (text) => {
        expect(messageOf(await parseHcl(text))).not.toContain(CANARY);
      }),
      { numRuns: 300 },
    );
  });

  test("in JSON", () => {
    fc.assert(
      fc.property(mutilated(json), (text) => {
        expect(messageOf(parseJson(text))).not.toContain(CANARY);
      }),
      { numRuns: 300 },
    );
  });
});
