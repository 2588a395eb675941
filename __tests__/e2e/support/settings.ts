/** Values that must be found nowhere but in Secrets Manager and, the password, in RDS. */
export const CANARIES = {
  database_password: "canary-pa%ss:w?rd-7Q",
  langsmith_api_key: "canary-langsmith-7Q",
  jira_api_token: "canary-jira-token-7Q",
  jira_webhook_secret: "canary-jira-webhook-7Q",
  openai_api_key: "canary-openai-7Q",
} as const;
const APPLICATION_SECRET = "canary-application-7Q";
/** What secrets are changed to in an environment's life. */
export const CHANGED = {
  langsmith_api_key: "canary-second-7Q",
  SEARCH_API_KEY: "canary-again-7Q",
} as const;

/** How a canary may be written down: as it is, or percent-encoded in a URI. */
export const CANARY_FORMS: readonly string[] = [
  ...Object.values(CANARIES),
  APPLICATION_SECRET,
  ...Object.values(CHANGED),
  encodeURIComponent(CANARIES.database_password),
];

/** Settings with every secret that the platform knows. */
export function settings(environment: "staging" | "production") {
  return {
    environment,
    aws_region: "us-east-1",
    database_username: "langgraph_admin",
    container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.0.0",
    jira_base_url: "https://example.atlassian.net",
    jira_email: "agent@example.com",
    sns_alarm_email: "ops-team@example.com",
    secret_names: ["OPENAI_API_KEY", "SEARCH_API_KEY"],
    secrets: { SEARCH_API_KEY: APPLICATION_SECRET },
    ...CANARIES,
  };
}

/** For tests to which it is nothing: in each plan Terraform compares the rules of a web ACL for seconds. */
export const WITHOUT_WEB_ACL = { waf_enabled: false } as const;

export const CERTIFICATE =
  "arn:aws:acm:us-east-1:123456789012:certificate/12345678-90ab-cdef-1234-567890abcdef";
export const IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform";
