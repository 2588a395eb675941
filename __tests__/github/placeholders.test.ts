import { describe, expect, it } from "vitest";
import {
  placeholders,
  secretProblems,
  secretsInTfvars,
  secretVariables,
  withSecrets,
} from "../../src/github/placeholders";
import { EVERYTHING, platform } from "../support/synth";

const everything = platform("production", EVERYTHING).text;
const least = platform("staging").text;

describe("a plan that knows no secret", () => {
  it("has a placeholder for each secret that the stack makes something of, and none for others", () => {
    expect(placeholders(secretVariables(least))).toEqual({
      TF_VAR_database_password: "placeholder-of-a-plan",
      TF_VAR_langsmith_api_key: "placeholder-of-a-plan",
    });
    expect(Object.keys(placeholders(secretVariables(everything))).sort()).toEqual([
      "TF_VAR_database_password",
      "TF_VAR_jira_api_token",
      "TF_VAR_jira_webhook_secret",
      "TF_VAR_langsmith_api_key",
      "TF_VAR_openai_api_key",
      "TF_VAR_secrets",
    ]);
  });

  it("has the names of a map that the stack reads, and no more", () => {
    expect(placeholders(secretVariables(everything)).TF_VAR_secrets).toBe(
      '{"TOOL_KEY":"placeholder-of-a-plan"}',
    );
  });

  it("is not misled by a variable whose name begins or ends like another's", () => {
    const ephemeral = { type: "string", ephemeral: true };
    const text = JSON.stringify({
      variable: { key: ephemeral, key_2: ephemeral, "key-3": ephemeral, my_key: ephemeral, plain: {} },
      output: { it: { value: "${var.key_2} ${var.plain}" }, other: { value: "${var.key-3}" } },
    });
    expect(secretVariables(text).map(({ name }) => name)).toEqual(["key_2", "key-3"]);
  });

  it("takes only what synthesis writes", () => {
    for (const text of ["", "[", "[]", '{"variable":[]}']) {
      expect(() => secretVariables(text)).toThrow("cdk.tf.json is not what synthesis writes.");
    }
  });
});

describe("an apply that knows the secrets", () => {
  it("names each that is missing, empty, or still a placeholder", () => {
    const env = {
      TF_VAR_database_password: "real-canary",
      TF_VAR_jira_api_token: "",
      TF_VAR_langsmith_api_key: "placeholder-of-a-plan",
      TF_VAR_openai_api_key: "real-canary",
      TF_VAR_secrets: '{"TOOL_KEY":"real-canary"}',
    };
    const problems = secretProblems(everything, env);
    expect([...problems].sort()).toEqual([
      "TF_VAR_jira_api_token has no value.",
      "TF_VAR_jira_webhook_secret has no value.",
      "TF_VAR_langsmith_api_key is the placeholder that plans are made with.",
    ]);
    expect(problems.join()).not.toContain("canary");
    expect(secretProblems(least, { ...env, TF_VAR_langsmith_api_key: "real-canary" })).toEqual([]);
  });

  it("hands Terraform what the plan had placeholders for, and of other secrets nothing", () => {
    const env = {
      PATH: "/bin",
      TF_VAR_project_name: "p",
      TF_VAR_jira_api_token: "",
      TF_VAR_database_password: "x",
    };
    const given = withSecrets(least, env, {
      TF_VAR_database_password: "real",
      TF_VAR_langsmith_api_key: "key",
    });
    expect(given).toEqual({
      PATH: "/bin",
      TF_VAR_project_name: "p",
      TF_VAR_database_password: "real",
      TF_VAR_langsmith_api_key: "key",
    });
  });
});

describe("a tfvars file", () => {
  it.each([
    ["a line", 'environment = "staging"\ndatabase_password = "x"\n'],
    ["an indented line", '  database_password="x"'],
    ["JSON", '{\n  "database_password": "x"\n}'],
    ["JSON in one line", '{"environment":"staging","database_password":"x"}'],
  ])("is seen to hold a secret as %s", (_, text) => {
    expect(secretsInTfvars(least, text)).toEqual(["database_password"]);
  });

  it.each([
    ["a comment", '# database_password = "x"\n'],
    ["its version", "database_password_version = 2\n"],
    ["nothing", ""],
  ])("holds none for %s", (_, text) => {
    expect(secretsInTfvars(least, text)).toEqual([]);
  });
});
