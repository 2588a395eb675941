import { describe, expect, it } from "vitest";
import { secretValues, tracingSwitch } from "../../../src/tracing/settings/environment";
import { readSettings } from "../../../src/tracing/settings/settings";

const KEY = "lsv2_pt_0123456789abcdef0123456789abcdef_canary0000";
const ON = { LANGSMITH_API_KEY: KEY, LANGSMITH_TRACING: "true" };

describe("settings", () => {
  it("are LangSmith's variables, by their newer and their older names", () => {
    const names = {
      TRACING_SAMPLING_RATE: "0.5",
      ENDPOINT: "https://eu.api.smith.langchain.com/",
      PROJECT: "p",
      HIDE_INPUTS: "true",
    };
    for (const prefix of ["LANGSMITH", "LANGCHAIN"]) {
      const env = Object.fromEntries(
        Object.entries(names).map(([name, value]) => [`${prefix}_${name}`, value]),
      );
      expect(readSettings({ ...ON, ...env })).toMatchObject({
        problems: [],
        settings: {
          isOn: true,
          samplingRate: 0.5,
          endpoint: "https://eu.api.smith.langchain.com",
          project: "p",
          hideInputs: true,
          hideOutputs: false,
        },
      });
    }
    expect(readSettings({ ...ON, LANGSMITH_PROJECT: "new", LANGCHAIN_PROJECT: "old" }).settings.project).toBe(
      "new",
    );
  });

  it("take a value in quotes, and nothing for an empty one", () => {
    const { settings, problems } = readSettings({
      LANGSMITH_API_KEY: ` "${KEY}" `,
      LANGSMITH_TRACING: "true",
      LANGSMITH_PROJECT: "",
    });
    expect({ key: settings.apiKey, project: settings.project, problems }).toEqual({
      key: KEY,
      project: undefined,
      problems: [],
    });
  });

  it.each([
    [
      "LANGSMITH_TRACING_SAMPLING_RATE",
      "2",
      'LANGSMITH_TRACING_SAMPLING_RATE "2" is above 1: give a number from 0 to 1.',
    ],
    [
      "LANGSMITH_TRACING_SAMPLING_RATE",
      "half",
      'LANGSMITH_TRACING_SAMPLING_RATE "half" is no number: give one from 0 to 1.',
    ],
    ["LANGSMITH_WORKSPACE_ID", "mine", 'LANGSMITH_WORKSPACE_ID "mine" is no UUID'],
    ["LANGSMITH_ENDPOINT", "api.smith.langchain.com", "LANGSMITH_ENDPOINT is no http(s) address"],
    ["LANGSMITH_ENDPOINT", `https://user:${KEY}@host`, "LANGSMITH_ENDPOINT has credentials in it"],
    ["LANGSMITH_HIDE_INPUTS", "perhaps", 'LANGSMITH_HIDE_INPUTS "perhaps"'],
    ["LANGSMITH_API_KEY", `${KEY} twice`, "LANGSMITH_API_KEY holds characters that no key has"],
  ])("%s=%s keeps tracing off, with a sentence that shows no secret", (name, value, sentence) => {
    const { settings, problems } = readSettings({ ...ON, [name]: value });
    expect(settings.isOn).toBe(false);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
    expect(problems[0]).toMatch(/Tracing stays off\.$/);
    expect(problems.join()).not.toContain("canary");
  });

  it("tell all that is wrong at once", () => {
    const { problems } = readSettings({
      ...ON,
      LANGSMITH_TRACING_SAMPLING_RATE: "2",
      LANGSMITH_WORKSPACE_ID: "x",
    });
    expect(problems).toHaveLength(2);
  });

  it("say that a key is missing", () => {
    const { settings, problems } = readSettings({ LANGSMITH_TRACING: "true" });
    expect(settings.isOn).toBe(false);
    expect(problems).toEqual([
      "Tracing is on, but there is no LANGSMITH_API_KEY: nothing goes to LangSmith.",
    ]);
  });
});

describe("the switch", () => {
  it.each([
    [{}, false],
    [{ LANGSMITH_TRACING: "true" }, true],
    [{ LANGCHAIN_TRACING_V2: "true" }, true],
    [{ LANGSMITH_TRACING: "true", LANGCHAIN_TRACING_V2: "true" }, true],
    [{ LANGSMITH_TRACING: "TRUE" }, true],
    [{ LANGSMITH_TRACING: "false" }, false],
    [{ LANGSMITH_TRACING: "" }, false],
  ])("%o", (env, isOn) => {
    expect(tracingSwitch(env)).toEqual({ isOn });
  });

  it.each([
    { LANGSMITH_TRACING: "true", LANGCHAIN_TRACING_V2: "false" },
    { LANGSMITH_TRACING: "false", LANGCHAIN_TRACING_V2: "true" },
  ])("is off where two disagree, and says so: %o", (env) => {
    const { isOn, disagreement } = tracingSwitch(env);
    expect(isOn).toBe(false);
    for (const [name, value] of Object.entries(env)) expect(disagreement).toContain(`${name}=${value}`);
    expect(readSettings({ ...ON, ...env }).settings.isOn).toBe(false);
  });
});

describe("secrets of the environment", () => {
  it("are values by name, and passwords inside of addresses, as they are written and as they are meant", () => {
    const env = {
      OPENAI_API_KEY: "value-of-a-key",
      JIRA_API_TOKEN: "value-of-a-token",
      DATABASE_URI: "postgresql://app:pass%2Fword@db:5432/x",
      SERVICE_URL: "https://example.com/plain",
      PATH: "/usr/bin",
      LANGSMITH_PROJECT: "langgraph-platform",
    };
    expect(secretValues(env)).toEqual([
      "value-of-a-key",
      "value-of-a-token",
      env.DATABASE_URI,
      "pass%2Fword",
      "pass/word",
    ]);
  });
});
