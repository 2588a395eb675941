import { z } from "zod";
import { databaseAddress, flag, httpsAddress, secret, usd, wholeNumber } from "./formats.js";
import { tokens } from "./tokens.js";
import { variable, variableWithDefault } from "./variable.js";

/** Every variable that the agent itself reads. */
export const environment = z.object({
  HOST: variableWithDefault(z.string().regex(/^[A-Za-z0-9.:-]+$/), {
    meaning: "Address that it listens on",
    expected: "an address of this machine such as 127.0.0.1",
    default: "0.0.0.0",
  }),
  PORT: variableWithDefault(wholeNumber(0, 65_535), {
    meaning: "Port that it listens on; 0 takes a free one",
    expected: "a whole number from 0 to 65535",
    default: "8000",
  }),
  AGENT_TOKENS: variable(tokens, {
    meaning:
      'Who may ask, and by which bearer token: `alice:<token>,ci:<token>`. A user may stand twice; "jira" and "local" are the service\'s own',
    expected: "user:token, and more of them after commas",
    secret: true,
  }),
  AGENT_PAGE: variableWithDefault(flag, {
    meaning: "Whether the page at `/` is there, which asks for a token",
    expected: "true or false",
    default: "false",
  }),
  DATABASE_URI: variable(databaseAddress, {
    meaning: "PostgreSQL with pgvector",
    expected: "an address such as postgresql://user:password@host:5432/langgraph?sslmode=require",
    secret: true,
  }),
  DATABASE_POOL_SIZE: variableWithDefault(wholeNumber(1, 100), {
    meaning: "Connections to the database that a process holds at most",
    expected: "a whole number from 1 to 100",
    default: "10",
  }),
  DATABASE_CA_FILE: variable(z.string(), {
    meaning: "File of certificates that verify the database's. Without it those of Amazon for RDS do",
    expected: "a file's path",
  }),
  OPENAI_API_KEY: variable(secret, {
    meaning: "Key of OpenAI. Without it an offline model answers, by rules, and says so",
    expected: "a key without spaces",
    secret: true,
  }),
  OPENAI_MODEL: variableWithDefault(z.string().regex(/^[\w.:/-]+$/), {
    meaning: "Model that agents ask",
    expected: "a model's name",
    default: "gpt-4o-mini",
  }),
  OPENAI_BASE_URL: variable(httpsAddress, {
    meaning: "Another provider that speaks OpenAI's API",
    expected: "an https address such as https://api.openai.com/v1",
    shown: false,
  }),
  OFFLINE_DELAY_MS: variableWithDefault(wholeNumber(0, 10_000), {
    meaning: "Milliseconds that the offline model takes for a word",
    expected: "a whole number from 0 to 10000",
    default: "0",
  }),
  JIRA_BASE_URL: variable(httpsAddress, {
    meaning: "Jira, whose webhook is answered. All four of Jira's are given, or none",
    expected: "an https address such as https://your-domain.atlassian.net",
    shown: false,
  }),
  JIRA_EMAIL: variable(z.email(), {
    meaning: "Account that comments in Jira",
    expected: "an email address",
  }),
  JIRA_API_TOKEN: variable(secret, {
    meaning: "API token of this account",
    expected: "a token without spaces",
    secret: true,
  }),
  JIRA_WEBHOOK_SECRET: variable(secret.min(16), {
    meaning: "Secret by which Jira signs what it sends",
    expected: "16 characters or more, without spaces",
    secret: true,
  }),
  JIRA_MAX_AGE_SECONDS: variableWithDefault(wholeNumber(1, 604_800), {
    meaning:
      "A delivery that is older is refused. Jira tries up to five times, 5 to 15 minutes apart, with the same body",
    expected: "a whole number from 1 to 604800",
    default: "7200",
  }),
  BUDGET_EXECUTION_USD: variableWithDefault(usd, {
    meaning: "What a run may cost",
    expected: "dollars, such as 0.5",
    default: "0.50",
  }),
  BUDGET_USER_USD: variableWithDefault(usd, {
    meaning: "What a user may cost on a day (UTC), over all tasks",
    expected: "dollars, such as 5",
    default: "5",
  }),
  BUDGET_DAY_USD: variableWithDefault(usd, {
    meaning: "What a day (UTC) may cost, over all tasks and users",
    expected: "dollars, such as 100",
    default: "100",
  }),
  MAX_BODY_BYTES: variableWithDefault(wholeNumber(1_024, 16_777_216), {
    meaning: "Size of a request's body at most",
    expected: "a whole number from 1024 to 16777216",
    default: "262144",
  }),
  MAX_RUNS: variableWithDefault(wholeNumber(1, 10_000), {
    meaning: "Runs under way in a process",
    expected: "a whole number from 1 to 10000",
    default: "500",
  }),
  MAX_RUNS_PER_USER: variableWithDefault(wholeNumber(1, 10_000), {
    meaning: "Runs of one user under way in a process",
    expected: "a whole number from 1 to 10000",
    default: "20",
  }),
  RUN_TIMEOUT_SECONDS: variableWithDefault(wholeNumber(1, 3_600), {
    meaning:
      "A run that takes longer is ended. One that is not streamed ends at the load balancer's idle timeout, too",
    expected: "a whole number from 1 to 3600",
    default: "120",
  }),
  THREAD_RETENTION_DAYS: variableWithDefault(wholeNumber(1, 3_650), {
    meaning: "Days without a run after which a conversation is forgotten",
    expected: "a whole number from 1 to 3650",
    default: "30",
  }),
  SHUTDOWN_TIMEOUT_SECONDS: variableWithDefault(wholeNumber(1, 110), {
    meaning: "From the signal to the end: less than ECS waits before it kills, 30",
    expected: "a whole number from 1 to 110",
    default: "25",
  }),
  KEEP_ALIVE_SECONDS: variableWithDefault(wholeNumber(1, 4_100), {
    meaning: "How long an idle connection is kept: longer than `alb_idle_timeout_seconds`, 300",
    expected: "a whole number from 1 to 4100",
    default: "310",
  }),
  LOG_LEVEL: variableWithDefault(z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]), {
    meaning: "What is logged",
    expected: "fatal, error, warn, info, debug, trace or silent",
    default: "info",
  }),
});

export type Environment = z.infer<typeof environment>;
