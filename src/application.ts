import type { PlatformSettings } from "./settings/schema";
import { templateLiteral } from "./settings/terraform-literal";
import type { Variables } from "./settings/terraform-variables";

export interface ApplicationEnvironmentProps {
  readonly settings: PlatformSettings;
  readonly variables: Variables;
  /** Value of the dimension Service of the agents' metrics. */
  readonly service: string;
  readonly artifactsBucket: string;
}

/** Environment variables of the application's container: the platform's, the document's for LangSmith and Jira, the user's. */
export function applicationEnvironment(props: ApplicationEnvironmentProps): Readonly<Record<string, string>> {
  const { settings, variables, service, artifactsBucket } = props;
  const jira =
    settings.jira_base_url === undefined
      ? {}
      : { JIRA_BASE_URL: variables.live("jira_base_url"), JIRA_EMAIL: variables.live("jira_email") };
  return {
    ...mapValues(settings.environment_variables, templateLiteral),
    ENVIRONMENT: settings.environment,
    LANGGRAPH_PLATFORM_SERVICE: service,
    PORT: String(settings.container_port),
    ARTIFACTS_BUCKET: artifactsBucket,
    LANGSMITH_PROJECT: variables.live("langsmith_project"),
    LANGSMITH_TRACING: "true",
    LANGCHAIN_TRACING_V2: "true",
    ...jira,
  };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** Images that tasks are started from. */
export function releaseImages(settings: PlatformSettings): readonly string[] {
  return [settings.container_image, settings.pgvector_image];
}
