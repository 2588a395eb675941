import { describe, expect, test } from "vitest";
import { checkSettings } from "../../src/settings/check";
import { parseJson } from "../../src/settings/files/json";
import { variableNames } from "../../src/settings/json-schema";
import { loadSettings } from "../../src/settings/load";
import { SettingsError } from "../../src/settings/problem";
import { folder, given, refusal, tfvars } from "./support";

const SECRET = "Canary-0f-a-s3cret";
const got = "the value of a secret (not shown)";

describe("a secret is refused where it would be synthesised", () => {
  const tagged = tfvars(`tags = { CostCenter = "x${SECRET}" }`);

  test.each([
    ["database_password", SECRET],
    ["secrets", `{ SEARCH_API_KEY = "${SECRET}" }`],
    ["secrets", JSON.stringify({ SEARCH_API_KEY: SECRET })],
  ])("though only TF_VAR_%s has it", async (name, value) => {
    const root = await folder({ "staging.tfvars": tagged });
    const loading = loadSettings({ root, files: "", env: { [`TF_VAR_${name}`]: value } });
    await expect(loading).rejects.toMatchObject({ problems: [{ key: "tags.CostCenter", got }] });
    await expect(loading).rejects.not.toThrow(SECRET);
  });

  test("though another file has it", async () => {
    const production = tfvars("", { ...given, environment: "production", database_password: SECRET });
    const { places, message } = await refusal({
      "production.tfvars": production,
      "staging.tfvars": tagged,
    });
    expect(places).toEqual([expect.stringMatching(/^staging\.tfvars:\d+ tags\.CostCenter$/)]);
    expect(message).not.toContain(SECRET);
  });

  test("but for names, and words that are shorter than a password", async () => {
    const root = await folder({ "staging.tfvars": tfvars('secret_names = ["SEARCH_API_KEY"]') });
    const env = { TF_VAR_secrets: '{ SEARCH_API_KEY = "eu" }', TF_VAR_jira_api_token: "eu-west" };
    expect(await loadSettings({ root, files: "", env })).toHaveLength(1);
  });
});

describe("a token that nothing else looks like", () => {
  const problemsOf = (text: string) =>
    checkSettings("/f", parseJson(JSON.stringify({ ...given, environment_variables: { A: text } }))).problems;

  test.each([
    "sk-proj-0123456789abcdefghij",
    "Bearer ghp_0123456789abcdefghij0123456789abcdef",
    "github_pat_0123456789abcdefghij",
    "lsv2_pt_0123456789abcdef0123456789abcdef",
    "xoxb-0123456789-0123456789-abcdef",
    "AKIAIOSFODNN7EXAMPLE",
    `AIza${"Sy0-".repeat(9)}`,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
    "-----BEGIN RSA PRIVATE KEY-----\nMII",
  ])("is refused as a variable of the environment: %s", (token) => {
    const problems = problemsOf(token);
    expect(problems).toMatchObject([{ key: "environment_variables.A", got: "a token or key (not shown)" }]);
    expect(new SettingsError(problems, "/").message).not.toContain(token);
  });

  test.each(["sk-learn", "task-force-of-twenty-five", "mailto:team@example.com", "AKIA", "eyJson.parser"])(
    "is not %s",
    (text) => expect(problemsOf(text)).toEqual([]),
  );
});

test("a password on the line of another variable is not told, whichever it is", () => {
  for (const name of variableNames)
    for (const value of [SECRET, [SECRET], { [SECRET]: 1 }, { a: SECRET }]) {
      const { problems } = checkSettings("/f", parseJson(JSON.stringify({ ...given, [name]: value })));
      expect(new SettingsError(problems, "/").message).not.toContain(SECRET);
    }
});

test("nor as the name of one", async () => {
  const { message } = await refusal({ "staging.tfvars": tfvars('AKIAIOSFODNN7EXAMPLE = "x"') });
  expect(message).not.toContain("AKIA");
});
