import { z } from "zod";
import { fixed, secret } from "../variable";

const name = () => z.string().regex(/^[A-Z_][A-Z0-9_]*$/);
const version = (of: string) =>
  fixed(
    z.int().min(1),
    `Raise it with each change of ${of}: a new value is applied, and released to the tasks, only then`,
    "a whole number from 1",
  );

/** Single secrets of the document: the variable that holds the value, by the environment variable that the task sees. */
export const NAMED_SECRETS = {
  LANGSMITH_API_KEY: "langsmith_api_key",
  JIRA_API_TOKEN: "jira_api_token",
  JIRA_WEBHOOK_SECRET: "jira_webhook_secret",
  OPENAI_API_KEY: "openai_api_key",
} as const;

export type NamedSecret = keyof typeof NAMED_SECRETS;

export const secrets = {
  langsmith_api_key: secret(z.string().min(1).optional(), "LangSmith's API key"),
  langsmith_api_key_version: version("langsmith_api_key"),
  jira_api_token: secret(z.string().min(1).optional(), "API token of jira_email"),
  jira_api_token_version: version("jira_api_token"),
  jira_webhook_secret: secret(z.string().min(1).optional(), "Secret that Jira signs its webhooks with"),
  jira_webhook_secret_version: version("jira_webhook_secret"),
  openai_api_key: secret(
    z.string().min(1).optional(),
    'OpenAI\'s API key; exists when secret_names holds "OPENAI_API_KEY"',
  ),
  openai_api_key_version: version("openai_api_key"),
  secret_names: fixed(
    z.array(name()),
    "Names of the application's own secrets, each an environment variable of the task; the values stand in `secrets`",
    'a list of environment variable names such as ["OPENAI_API_KEY"]',
  ),
  secrets: secret(
    z.record(name(), z.string().min(1)).optional(),
    "Values of the secrets named in secret_names (OPENAI_API_KEY's is openai_api_key)",
    "a map with the names of secret_names",
  ),
  secret_versions: fixed(
    z.record(name(), z.int().min(1)),
    "Versions of the secrets in `secrets`, 1 where a name is missing; raise one with each change of its value",
    "a map of names of secret_names to whole numbers from 1",
  ),
  secret_arns: fixed(
    z.record(
      name(),
      z.string().regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+$/),
    ),
    "Secrets that exist already, by the environment variable of the task; no value is needed for these",
    "a map of environment variable names to Secrets Manager ARNs",
  ),
};
