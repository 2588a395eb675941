import { expect, test } from "vitest";
import { declaredSecrets, existingSecrets } from "../../src/settings/secrets";
import { subject } from "./support";

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x";
const names = (overrides: Parameters<typeof subject>[0]) =>
  declaredSecrets(subject(overrides)).map(({ environmentVariable }) => environmentVariable);

test("LangSmith's key is always there", () => {
  expect(declaredSecrets(subject({ langsmith_api_key_version: 3 }))).toEqual([
    {
      environmentVariable: "LANGSMITH_API_KEY",
      source: { kind: "variable", variable: "langsmith_api_key" },
      version: 3,
    },
  ]);
});

test("Jira's secrets are there with its address", () => {
  expect(names({ jira_base_url: "https://x.example.com" })).toEqual([
    "LANGSMITH_API_KEY",
    "JIRA_API_TOKEN",
    "JIRA_WEBHOOK_SECRET",
  ]);
});

test("the application's own come from the map, with a version each", () => {
  expect(declaredSecrets(subject({ secret_names: ["A", "B"], secret_versions: { B: 2 } })).slice(1)).toEqual([
    { environmentVariable: "A", source: { kind: "entry", name: "A" }, version: 1 },
    { environmentVariable: "B", source: { kind: "entry", name: "B" }, version: 2 },
  ]);
});

test("OpenAI's key is declared like the application's own, and has a variable", () => {
  expect(
    declaredSecrets(subject({ secret_names: ["OPENAI_API_KEY"], openai_api_key_version: 4 }))[1],
  ).toEqual({
    environmentVariable: "OPENAI_API_KEY",
    source: { kind: "variable", variable: "openai_api_key" },
    version: 4,
  });
});

test("what exists already is not declared", () => {
  const settings = subject({ secret_arns: { LANGSMITH_API_KEY: arn, A: arn } });
  expect(declaredSecrets(settings)).toEqual([]);
  expect(existingSecrets(settings)).toEqual([
    { environmentVariable: "LANGSMITH_API_KEY", arn },
    { environmentVariable: "A", arn },
  ]);
});
