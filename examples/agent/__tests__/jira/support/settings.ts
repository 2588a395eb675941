import { readSettings, type Settings } from "../../../src/settings/index.js";
import type { JiraSettings } from "../../../src/settings/settings.js";
import { WEBHOOK_SECRET } from "./deliveries.js";
import { API_TOKEN, EMAIL } from "./jira-site.js";

/** As the agent reads them, with a Jira. */
export function settingsFor(jiraUrl: string): Settings & { readonly jira: JiraSettings } {
  const { jira, ...settings } = readSettings([], {
    HOST: "127.0.0.1",
    PORT: "0",
    AGENT_TOKENS: "ci:canary-token-of-ci-0123456789abcdef0123",
    DATABASE_URI: "postgresql://user:canary-password@127.0.0.1:5432/langgraph",
    LOG_LEVEL: "silent",
    JIRA_BASE_URL: jiraUrl,
    JIRA_EMAIL: EMAIL,
    JIRA_API_TOKEN: API_TOKEN,
    JIRA_WEBHOOK_SECRET: WEBHOOK_SECRET,
  });
  if (jira === undefined) throw new Error("there is no Jira");
  return { ...settings, jira };
}
