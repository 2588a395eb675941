import { aboutOf } from "./variable.js";
import { environment } from "./variables.js";

/** A variable of the environment, as documentation and task definitions know it. */
export interface Variable {
  readonly name: string;
  readonly meaning: string;
  /** "jira": with the others of Jira, or not at all. */
  readonly required: boolean | "unless --insecure" | "jira";
  readonly secret: boolean;
  readonly default?: string | undefined;
  /** Tracing reads its own, and tells what is wrong with them. */
  readonly readBy: "agent" | "tracing";
}

export const JIRA_VARIABLES = [
  "JIRA_BASE_URL",
  "JIRA_EMAIL",
  "JIRA_API_TOKEN",
  "JIRA_WEBHOOK_SECRET",
] as const;

const REQUIRED: Readonly<Record<string, Variable["required"]>> = {
  AGENT_TOKENS: "unless --insecure",
  DATABASE_URI: true,
  ...Object.fromEntries(JIRA_VARIABLES.map((name) => [name, "jira"])),
};

const OWN = Object.entries(environment.shape).map(([name, schema]): Variable => {
  const { meaning, secret = false, default: value } = aboutOf(schema);
  return { name, meaning, required: REQUIRED[name] ?? false, secret, default: value, readBy: "agent" };
});

const TRACING = [
  ["LANGSMITH_API_KEY", "Key of LangSmith. Without it nothing is sent", { secret: true }],
  ["LANGSMITH_PROJECT", "Project that runs are sent to", { default: "default" }],
  ["LANGSMITH_TRACING", "Whether runs are sent to LangSmith", { default: "false" }],
  ["LANGCHAIN_TRACING_V2", "The same, by its older name", { default: "false" }],
  ["LANGSMITH_ENDPOINT", "LangSmith's address", { default: "https://api.smith.langchain.com" }],
  ["ENVIRONMENT", "Environment that runs and metrics name", {}],
  ["LANGGRAPH_PLATFORM_SERVICE", "Service that metrics and budgets are of", {}],
] as const satisfies readonly (readonly [string, string, Partial<Variable>])[];

/** Every variable that is read, the agent's own first. */
export const VARIABLES: readonly Variable[] = [
  ...OWN,
  ...TRACING.map(
    ([name, meaning, rest]): Variable => ({
      name,
      meaning,
      required: false,
      secret: false,
      readBy: "tracing",
      ...rest,
    }),
  ),
];
