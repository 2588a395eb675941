/** Whom runs for Jira's issues count for. */
export const JIRA_USER = "jira";

/** Whoever asks, where nobody is asked for a token. */
export const INSECURE_USER = "local";

/** Users whose threads and budgets are the service's own: a token of theirs would share both. */
export const OWN_USERS: ReadonlySet<string> = new Set([JIRA_USER, INSECURE_USER]);
