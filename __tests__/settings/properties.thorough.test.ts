import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSettings } from "../../src/settings/check";
import { parseHcl } from "../../src/settings/files/hcl";
import { parseJson } from "../../src/settings/files/json";
import type { ParsedFile } from "../../src/settings/files/read";
import { variableNames, variableNodes } from "../../src/settings/json-schema";
import { SettingsError } from "../../src/settings/problem";
import { isNamedSecret } from "../../src/settings/secrets";
import { stringLiteral } from "../../src/settings/terraform-literal";
import { CANARY, given } from "./support";

/** Text as people and attackers write it; Terraform composes accents, so they come composed. */
const text = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc
      .array(
        fc.constantFrom("${", "%{", "$", "%", "{", "}", '"', "\\", "\n", "\r", "\t", "\b", "<<EOT", "é", "#"),
        { maxLength: 8 },
      )
      .map((parts) => parts.join("")),
  )
  .map((value) => value.normalize("NFC"))
  .filter(
    (value) => !/^\s*(<[^<>]*>|\.\.\.|todo|x{3,}|(change|replace|fill)[-_ ]?(me|this|in))\s*$/i.test(value),
  );

const environmentName = fc
  .stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/)
  .filter((name) => !PLATFORM.has(name) && !isNamedSecret(name));
const PLATFORM = new Set(["PORT", "ENVIRONMENT"]);

const settings = fc.record(
  {
    environment: fc.constantFrom("staging", "production"),
    aws_region: fc.constantFrom("us-east-1", "eu-west-1", "ap-southeast-2"),
    database_username: fc.constantFrom("langgraph_admin", "postgres"),
    container_image: fc.constant(given.container_image),
    nat_gateways: fc.integer({ min: 1, max: 3 }),
    waf_enabled: fc.boolean(),
    waf_rate_limit: fc.integer({ min: 10, max: 2_000_000_000 }),
    tags: fc.dictionary(
      fc.stringMatching(/^[a-z][\w .:/=+@-]{0,20}$/).filter((key) => !key.startsWith("aws:")),
      fc
        .stringMatching(/^[\w .:/=+@-]{0,20}$/)
        .filter((value) => !/^\s*(\.\.\.|todo|x{3,})\s*$/i.test(value)),
    ),
    environment_variables: fc.dictionary(environmentName, text),
    container_health_check: fc
      .array(
        text.filter((value) => value !== ""),
        { minLength: 1, maxLength: 3 },
      )
      .map((command) => ["CMD", ...command]),
    langsmith_project: fc
      .stringMatching(/^[\w:/-][\w .:/-]{1,30}$/)
      .filter((value) => !/^\s*(todo|x{3,})\s*$/i.test(value)),
    alarms: fc.record(
      {
        cpu_percent: fc.integer({ min: 1, max: 100 }),
        response_time_seconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
    slo: fc.record(
      { error_rate_percent: fc.double({ min: 0, max: 100, noNaN: true }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["environment", "aws_region", "database_username", "container_image"] },
);

describe("any right settings are read as they were written", () => {
  test("in HCL", async () => {
    await fc.assert(
      fc.asyncProperty(settings, async (values) => {
        const lines = Object.entries(values).map(([name, value]) => `${name} = ${hclOf(value)}`);
        expect(read(await parseHcl(lines.join("\n")))).toMatchObject(values);
      }),
    );
  });

  test("in JSON", () => {
    fc.assert(
      fc.property(settings, (values) => {
        expect(read(parseJson(JSON.stringify(values)))).toMatchObject(values);
      }),
    );
  });
});

describe("any junk is a problem, and never told", () => {
  const shown = variableNames.filter(
    (name) => name === "database_password" || variableNodes[name].kind === "secret",
  );
  const piece = fc.oneof(
    fc.constantFrom(...shown, "secret_names", "secret_arns", "environment_variables", "databse_pasword", "x"),
    fc.constantFrom(
      `"${CANARY} ?"`,
      `"${CANARY} ?`,
      `# ${CANARY}\n`,
      `<<EOT\n${CANARY}\nEOT\n`,
      `<<-${CANARY}`,
      `"\${${CANARY}}"`,
      `/*${CANARY}`,
    ),
    fc.constantFrom(
      "=",
      " = ",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\n",
      "\n",
      '"',
      "${",
      "null",
      "true",
      "1",
      "-",
      "(",
      ")",
      "\\",
      "\r\n",
      "\uFEFF",
    ),
    fc.string({ maxLength: 4 }),
  );
  const junk = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));

  test("as HCL", async () => {
    await fc.assert(
      fc.asyncProperty(junk, async (content) => {
        expect(messageOf(await parseHcl(content))).not.toContain(CANARY);
      }),
      { numRuns: 500 },
    );
  });

  test("as JSON", () => {
    fc.assert(
      fc.property(junk, (content) => {
        expect(messageOf(parseJson(content))).not.toContain(CANARY);
      }),
      { numRuns: 500 },
    );
  });

  test("as JSON of any shape under any secret's name", () => {
    const value = fc
      .jsonValue()
      .map((inner) => JSON.parse(JSON.stringify(inner).replaceAll('""', `"${CANARY} ?"`)));
    const names = fc.constantFrom(
      ...shown,
      "secret_names",
      "secret_arns",
      "secret_versions",
      "environment_variables",
      "secrts",
    );
    fc.assert(
      fc.property(fc.dictionary(names, value), (values) => {
        expect(messageOf(parseJson(JSON.stringify({ ...given, ...values })))).not.toContain(CANARY);
      }),
    );
  });
});

test("any misspelt name is told with a known one", () => {
  const misspelt = fc
    .tuple(fc.constantFrom(...variableNames), fc.nat(), fc.constantFrom("", "x", "_", "s"))
    .map(
      ([name, at, letter]) => name.slice(0, at % name.length) + letter + name.slice((at % name.length) + 1),
    )
    .filter((name) => name !== "" && !variableNames.some((known) => known === name));
  fc.assert(
    fc.property(misspelt, (name) => {
      const { problems } = checkSettings("f", parseJson(JSON.stringify({ ...given, [name]: CANARY })));
      expect(problems).toHaveLength(1);
      const nearest = problems[0]?.expected.split(" ").at(-1);
      expect(variableNames).toContain(nearest);
    }),
  );
});

function read(parsed: ParsedFile) {
  const { settings: result, problems } = checkSettings("f", parsed);
  expect(problems).toEqual([]);
  return result;
}

function messageOf(parsed: ParsedFile): string {
  return new SettingsError(checkSettings("f", parsed).problems, "/").message;
}

function hclOf(value: unknown): string {
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(hclOf).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{\n${Object.entries(value)
    .map(([key, inner]) => `  ${stringLiteral(key)} = ${hclOf(inner)}`)
    .join("\n")}\n}`;
}
