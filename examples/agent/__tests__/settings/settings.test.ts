import { describe, expect, it } from "vitest";
import { readSettings, SettingsError, VARIABLES } from "../../src/settings/index.js";

const TOKEN = "canary-token-of-alice-0123456789abcdef";
const OTHER = "canary-token-of-ci-0123456789abcdef0123";
const DATABASE_URI = "postgresql://user:canary-password@db.internal:5432/langgraph?sslmode=require";
const GOOD = { AGENT_TOKENS: `alice:${TOKEN}`, DATABASE_URI };

function problemsOf(env: Readonly<Record<string, string>>, args: readonly string[] = []): readonly string[] {
  try {
    readSettings(args, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe("settings", () => {
  it("need tokens and a database, and have defaults for the rest", () => {
    expect(readSettings([], GOOD)).toEqual({
      host: "0.0.0.0",
      port: 8000,
      insecure: false,
      tokens: [{ user: "alice", token: TOKEN }],
      database: { uri: DATABASE_URI, poolSize: 10, caFile: undefined },
      model: { kind: "offline", delayMs: 0 },
      jira: undefined,
      budgets: { executionUsd: 0.5, userUsd: 5, dayUsd: 100 },
      limits: { bodyBytes: 262_144, runs: 500, runsPerUser: 20, runTimeoutMs: 120_000 },
      threadRetentionDays: 30,
      shutdownTimeoutMs: 25_000,
      keepAliveTimeoutMs: 310_000,
      page: false,
      logLevel: "info",
    });
  });

  it("ask OpenAI where there is a key", () => {
    const env = {
      ...GOOD,
      OPENAI_API_KEY: "sk-0123456789",
      OPENAI_BASE_URL: "https://eu.api.openai.com/v1/",
    };
    expect(readSettings([], env).model).toEqual({
      kind: "openai",
      apiKey: "sk-0123456789",
      model: "gpt-4o-mini",
      baseUrl: "https://eu.api.openai.com/v1",
    });
  });

  it("have Jira where all of its variables are there", () => {
    const env = {
      ...GOOD,
      JIRA_BASE_URL: "https://your-domain.atlassian.net/",
      JIRA_EMAIL: "agent@example.com",
      JIRA_API_TOKEN: "jira-api-token",
      JIRA_WEBHOOK_SECRET: "jira-webhook-secret",
    };
    expect(readSettings([], env).jira).toEqual({
      baseUrl: "https://your-domain.atlassian.net",
      email: "agent@example.com",
      apiToken: "jira-api-token",
      webhookSecret: "jira-webhook-secret",
      maxAgeSeconds: 7200,
    });
  });

  it("take a user with two tokens, while one replaces the other", () => {
    const { tokens } = readSettings([], { ...GOOD, AGENT_TOKENS: `alice:${TOKEN}, alice:${OTHER}` });
    expect(tokens).toEqual([
      { user: "alice", token: TOKEN },
      { user: "alice", token: OTHER },
    ]);
  });

  it("take a variable that is empty for one that is left out", () => {
    expect(readSettings([], { ...GOOD, PORT: "", OPENAI_API_KEY: "" })).toEqual(readSettings([], GOOD));
  });

  it("serve this machine alone with --insecure, whatever HOST says, without tokens and with the page", () => {
    const settings = readSettings(["--insecure"], { ...GOOD, HOST: "0.0.0.0" });
    expect(settings).toMatchObject({ insecure: true, host: "127.0.0.1", tokens: [], page: true });
  });
});

describe("settings that are wrong", () => {
  it("are refused without tokens, with the remedy", () => {
    expect(problemsOf({ DATABASE_URI })).toEqual([
      expect.stringMatching(/^AGENT_TOKENS is missing.*openssl rand -hex 32.*secret_names.*--insecure/),
    ]);
  });

  it("are told all at once, with what was got and what to give", () => {
    const env = {
      PORT: "80000",
      DATABASE_POOL_SIZE: "0",
      BUDGET_DAY_USD: "free",
      BUDGET_DAILY_USD: "1",
      AGENT_PAGE: "yes",
      JIRA_EMAIL: "agent@example.com",
    };
    expect(problemsOf(env, ["--verbose"])).toEqual([
      "The command line takes --insecure, and nothing else.",
      'PORT is "80000": give a whole number from 0 to 65535, or leave it out for 8000.',
      'AGENT_PAGE is "yes": give true or false, or leave it out for false.',
      'DATABASE_POOL_SIZE is "0": give a whole number from 1 to 100, or leave it out for 10.',
      'BUDGET_DAY_USD is "free": give dollars, such as 100, or leave it out for 100.',
      expect.stringMatching(/^DATABASE_URI is missing: give/),
      expect.stringMatching(/^AGENT_TOKENS is missing/),
      "JIRA_BASE_URL, JIRA_API_TOKEN and JIRA_WEBHOOK_SECRET are missing, while 1 of Jira's 4 variables is set: give all, or none.",
      "There is no BUDGET_DAILY_USD: there are BUDGET_EXECUTION_USD, BUDGET_USER_USD and BUDGET_DAY_USD.",
    ]);
  });

  it.each([
    ["no user", TOKEN, "Entry 1 of AGENT_TOKENS is none: give user:token"],
    [
      "user and token the wrong way round",
      `${TOKEN}:alice`,
      "Entry 1 of AGENT_TOKENS has a token of 5 characters",
    ],
    ["a short token", "alice:canary-short", "Entry 1 of AGENT_TOKENS has a token of 12 characters"],
    [
      "a token with a space",
      `alice:${TOKEN} x`,
      "Entry 1 of AGENT_TOKENS has a token that no request can bear",
    ],
    ["Jira's user", `jira:${TOKEN}`, 'Entry 1 of AGENT_TOKENS is for "jira", whose threads and budget'],
    ["nothing after a comma", `alice:${TOKEN},`, "Entry 2 of AGENT_TOKENS is none"],
    [
      "one token of two users",
      `alice:${TOKEN},ci:${TOKEN}`,
      "Entries 1 and 2 of AGENT_TOKENS have the same token",
    ],
  ])("refuse tokens with %s, and tell no token", (_, AGENT_TOKENS, problem) => {
    const problems = problemsOf({ DATABASE_URI, AGENT_TOKENS });
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join()).not.toContain("canary");
  });

  it("tell no secret, and no address that may have one in it", () => {
    const canary = "canary wherever it stands";
    const env = Object.fromEntries(
      VARIABLES.filter(({ name, secret }) => secret || /_(URI|URL)$/.test(name)).map(({ name }) => [
        name,
        canary,
      ]),
    );
    const problems = problemsOf(env);
    expect(problems.length).toBeGreaterThanOrEqual(7);
    expect(problems.join("\n")).not.toContain("canary");
    expect(problemsOf(GOOD, [canary]).join()).not.toContain("canary");
  });

  it("send no credentials in clear, but to this machine", () => {
    const jira = {
      JIRA_EMAIL: "a@example.com",
      JIRA_API_TOKEN: "token",
      JIRA_WEBHOOK_SECRET: "0123456789abcdef",
    };
    const of = (JIRA_BASE_URL: string) => problemsOf({ ...GOOD, ...jira, JIRA_BASE_URL });
    expect(of("http://127.0.0.1:4000")).toEqual([]);
    expect(of("http://jira.example.com")).toEqual([expect.stringMatching(/^JIRA_BASE_URL cannot be used/)]);
  });
});

describe("the list of variables", () => {
  it("has each once, with a meaning", () => {
    const names = VARIABLES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(VARIABLES.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
  });

  it("knows which are secrets", () => {
    const secrets = VARIABLES.filter(({ secret }) => secret).map(({ name }) => name);
    expect(secrets).toEqual([
      "AGENT_TOKENS",
      "DATABASE_URI",
      "OPENAI_API_KEY",
      "JIRA_API_TOKEN",
      "JIRA_WEBHOOK_SECRET",
      "LANGSMITH_API_KEY",
    ]);
  });

  it("has defaults that are what the settings are without a variable", () => {
    const defaults = Object.fromEntries(
      VARIABLES.flatMap(({ name, readBy, default: value }) =>
        readBy === "agent" && value !== undefined ? [[name, value]] : [],
      ),
    );
    expect(readSettings([], { ...defaults, ...GOOD })).toEqual(readSettings([], GOOD));
  });
});
