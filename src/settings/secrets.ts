import type { PlatformSettings, SecretName } from "./schema";
import { NAMED_SECRETS, type NamedSecret } from "./variables/secrets";

/** Variables of kind `secret` that hold one string each. */
export type SecretVariable = Exclude<SecretName, "secrets">;

/** A secret that the platform creates, and where its value comes from. */
export interface SecretDeclaration {
  /** Name of the environment variable that the task sees. */
  readonly environmentVariable: string;
  readonly source:
    | { readonly kind: "variable"; readonly variable: (typeof NAMED_SECRETS)[NamedSecret] }
    | { readonly kind: "entry"; readonly name: string };
  /** Raised by the user with each change of the value. */
  readonly version: number;
}

/** A secret that stands in Secrets Manager already. */
export interface ExistingSecret {
  readonly environmentVariable: string;
  readonly arn: string;
}

type Declaring = Pick<
  PlatformSettings,
  | "jira_base_url"
  | "secret_names"
  | "secret_versions"
  | "secret_arns"
  | "langsmith_api_key_version"
  | "jira_api_token_version"
  | "jira_webhook_secret_version"
  | "openai_api_key_version"
>;

/** The secrets that the platform creates, decided by settings that are not secret. */
export function declaredSecrets(settings: Declaring): readonly SecretDeclaration[] {
  const named = (Object.keys(NAMED_SECRETS) as NamedSecret[])
    .filter((name) => isWanted(name, settings))
    .map((name): SecretDeclaration => {
      const variable = NAMED_SECRETS[name];
      return {
        environmentVariable: name,
        source: { kind: "variable", variable },
        version: settings[`${variable}_version`],
      };
    });
  const entries = settings.secret_names
    .filter((name) => !isNamedSecret(name))
    .map(
      (name): SecretDeclaration => ({
        environmentVariable: name,
        source: { kind: "entry", name },
        version: settings.secret_versions[name] ?? 1,
      }),
    );
  return [...named, ...entries].filter(
    ({ environmentVariable }) => !Object.hasOwn(settings.secret_arns, environmentVariable),
  );
}

/** The secrets that others created and the tasks may read. */
export function existingSecrets(settings: Pick<PlatformSettings, "secret_arns">): readonly ExistingSecret[] {
  return Object.entries(settings.secret_arns).map(([environmentVariable, arn]) => ({
    environmentVariable,
    arn,
  }));
}

export function isNamedSecret(name: string): name is NamedSecret {
  return Object.hasOwn(NAMED_SECRETS, name);
}

function isWanted(name: NamedSecret, settings: Declaring): boolean {
  switch (name) {
    case "LANGSMITH_API_KEY":
      return true;
    case "JIRA_API_TOKEN":
    case "JIRA_WEBHOOK_SECRET":
      return settings.jira_base_url !== undefined;
    case "OPENAI_API_KEY":
      return settings.secret_names.includes(name);
  }
}
