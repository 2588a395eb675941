import { declaredSecrets, isNamedSecret } from "../secrets";
import { NAMED_SECRETS, type NamedSecret } from "../variables/secrets";
import { eachOf, type Finding, type Rule, rule } from "./rule";
import { PLATFORM_ENVIRONMENT } from "./service";

const hidden = "a value (not shown)";

const declaring = [
  "jira_base_url",
  "secret_names",
  "secret_versions",
  "secret_arns",
  "langsmith_api_key_version",
  "jira_api_token_version",
  "jira_webhook_secret_version",
  "openai_api_key_version",
] as const;

export const secretRules: readonly Rule[] = [
  rule(["secret_names"], ({ secret_names }) =>
    eachOf(secret_names, (name, index) => {
      const path = ["secret_names", index];
      if (secret_names.indexOf(name) < index) return { path, expected: "each name once" };
      if (name === "OPENAI_API_KEY" || !(isNamedSecret(name) || PLATFORM_ENVIRONMENT.includes(name))) return;
      return { path, got: name, expected: "a name that the platform does not set itself: leave it out" };
    }),
  ),

  rule(["secret_names", "secret_arns"], ({ secret_names, secret_arns }) =>
    eachOf(
      secret_names,
      (name, index) =>
        Object.hasOwn(secret_arns, name) && {
          path: ["secret_names", index],
          got: `${name}, which secret_arns holds too`,
          expected:
            "the name in secret_names (a value is given) or in secret_arns (the secret exists), not in both",
        },
    ),
  ),

  rule(["secret_arns"], ({ secret_arns }) =>
    eachOf(
      Object.keys(secret_arns),
      (name) =>
        PLATFORM_ENVIRONMENT.includes(name) &&
        !isNamedSecret(name) && {
          path: ["secret_arns", name],
          expected: "a name that the platform does not set itself: leave it out",
        },
    ),
  ),

  rule(["secret_arns", "jira_base_url"], ({ secret_arns, jira_base_url }) =>
    eachOf(
      Object.keys(secret_arns),
      (name) =>
        jira_base_url === undefined &&
        isJira(name) && {
          path: ["secret_arns", name],
          expected: "jira_base_url beside it, or no Jira secret",
        },
    ),
  ),

  rule(["secret_versions", "secret_names"], ({ secret_versions, secret_names }) =>
    eachOf(Object.keys(secret_versions), (name) => {
      const path = ["secret_versions", name];
      if (isNamedSecret(name)) return { path, expected: `\`${NAMED_SECRETS[name]}_version\` instead` };
      return !secret_names.includes(name) && { path, expected: undeclared(secret_names) };
    }),
  ),

  rule([...declaring, "givenEntries"], (subject) => {
    const entries = declaredSecrets(subject).flatMap(({ source }) =>
      source.kind === "entry" ? [source.name] : [],
    );
    return eachOf(subject.givenEntries, (name) => {
      const path = ["secrets", name];
      if (entries.includes(name)) return;
      if (isNamedSecret(name))
        return { path, got: hidden, expected: `\`${NAMED_SECRETS[name]} = ...\` instead` };
      if (Object.hasOwn(subject.secret_arns, name)) return { path, got: hidden, expected: existing(name) };
      return { path, got: hidden, expected: undeclared(subject.secret_names) };
    });
  }),

  rule([...declaring, "givenSecrets"], (subject) => {
    const declared = declaredSecrets(subject).map(({ environmentVariable }) => environmentVariable);
    const names = Object.keys(NAMED_SECRETS) as NamedSecret[];
    return eachOf(names, (name): Finding | undefined => {
      const variable = NAMED_SECRETS[name];
      if (!subject.givenSecrets.includes(variable) || declared.includes(name)) return;
      const path = [variable];
      if (Object.hasOwn(subject.secret_arns, name)) return { path, got: hidden, expected: existing(name) };
      const remedy = isJira(name) ? "jira_base_url" : `"${name}" in secret_names`;
      return { path, got: hidden, expected: `${remedy} beside it: a secret exists only when it is declared` };
    });
  }),
];

function isJira(name: string): boolean {
  return name === "JIRA_API_TOKEN" || name === "JIRA_WEBHOOK_SECRET";
}

const LISTED = 20;

function undeclared(names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  const known =
    names.length === 0 ? "which is empty" : `which holds ${names.slice(0, LISTED).join(", ")}${more}`;
  return `a name that stands in secret_names, ${known}`;
}

function existing(name: string): string {
  return `no value: secret_arns says that ${name} exists already`;
}
