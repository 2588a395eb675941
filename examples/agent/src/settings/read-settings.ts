import { parseArgs } from "node:util";
import type { z } from "zod";
import { SettingsError } from "./error.js";
import { rules } from "./rules.js";
import type { JiraSettings, ModelSettings, Settings } from "./settings.js";
import { aboutOf, problemOf } from "./variable.js";
import { type Environment, environment } from "./variables.js";

/** Variables as a process has them. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the agent is told. A variable that is empty counts as left out.
 *
 * @throws SettingsError with every problem
 */
export function readSettings(args: readonly string[], env: RawEnvironment = process.env): Settings {
  const given = withoutEmpty(env);
  const { insecure, problems: ofArguments } = readArguments(args);
  const parsed = environment.safeParse(given);
  const problems = [
    ...ofArguments,
    ...(parsed.error?.issues.map((issue) => problem(issue, given)) ?? []),
    ...rules(given, insecure),
  ];
  if (!parsed.success || problems.length > 0) throw new SettingsError([...new Set(problems)]);
  return settingsOf(parsed.data, insecure);
}

function withoutEmpty(env: RawEnvironment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[name, value]],
    ),
  );
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { insecure: { type: "boolean", default: false } },
    });
    return { insecure: values.insecure, problems: [] };
  } catch {
    // what stands there may be a secret at the wrong place
    return {
      insecure: args.includes("--insecure"),
      problems: ["The command line takes --insecure, and nothing else."],
    };
  }
}

function problem({ code, path, message }: z.core.$ZodIssue, given: RawEnvironment): string {
  const name = String(path[0]);
  if (code === "custom" && message !== "Invalid input") return message;
  const schema = Object.entries(environment.shape).find(([key]) => key === name)?.[1];
  if (schema === undefined) throw new Error(`no variable ${name}`);
  return problemOf(name, given[name] ?? "", aboutOf(schema));
}

function settingsOf(env: Environment, insecure: boolean): Settings {
  return {
    host: insecure ? "127.0.0.1" : env.HOST,
    port: env.PORT,
    insecure,
    tokens: insecure ? [] : (env.AGENT_TOKENS ?? []),
    database: {
      uri: env.DATABASE_URI ?? "",
      poolSize: env.DATABASE_POOL_SIZE,
      caFile: env.DATABASE_CA_FILE,
    },
    model: modelOf(env),
    jira: jiraOf(env),
    budgets: {
      executionUsd: env.BUDGET_EXECUTION_USD,
      userUsd: env.BUDGET_USER_USD,
      dayUsd: env.BUDGET_DAY_USD,
    },
    limits: {
      bodyBytes: env.MAX_BODY_BYTES,
      runs: env.MAX_RUNS,
      runsPerUser: env.MAX_RUNS_PER_USER,
      runTimeoutMs: env.RUN_TIMEOUT_SECONDS * 1_000,
    },
    threadRetentionDays: env.THREAD_RETENTION_DAYS,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_SECONDS * 1_000,
    keepAliveTimeoutMs: env.KEEP_ALIVE_SECONDS * 1_000,
    page: insecure || env.AGENT_PAGE,
    logLevel: env.LOG_LEVEL,
  };
}

function modelOf(env: Environment): ModelSettings {
  const { OPENAI_API_KEY: apiKey, OPENAI_MODEL: model, OPENAI_BASE_URL: baseUrl } = env;
  if (apiKey === undefined) return { kind: "offline", delayMs: env.OFFLINE_DELAY_MS };
  return { kind: "openai", apiKey, model, baseUrl };
}

/** The rules hold: there are all four of them, or none. */
function jiraOf(env: Environment): JiraSettings | undefined {
  const {
    JIRA_BASE_URL: baseUrl,
    JIRA_EMAIL: email,
    JIRA_API_TOKEN: apiToken,
    JIRA_WEBHOOK_SECRET: webhookSecret,
  } = env;
  if (!baseUrl || !email || !apiToken || !webhookSecret) return undefined;
  return { baseUrl, email, apiToken, webhookSecret, maxAgeSeconds: env.JIRA_MAX_AGE_SECONDS };
}
