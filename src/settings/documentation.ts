import { environments } from "../environments";
import { inWords, isOptional, type SchemaNode, variableNodes } from "./json-schema";
import { type EnvironmentName, type VariableName, variableGroups } from "./schema";
import { terraformType } from "./terraform-type";

/** docs/variables.md, from the schema and the environments' defaults. */
export function renderVariablesDocumentation(): string {
  const groups = Object.entries(variableGroups).map(([title, group]) =>
    section(title, Object.keys(group) as VariableName[]),
  );
  return `${[INTRODUCTION, ...groups].join("\n\n")}\n`;
}

const INTRODUCTION = `# Variables

<!-- Generated from src/settings and src/environments:
     npx vitest run --project unit __tests__/settings/documentation.test.ts -u -->

Each \`*.tfvars\` or \`*.tfvars.json\` file in the project's root describes one environment, named by its \`environment\`.
\`TFVARS=a.tfvars,b.tfvars\` names other files. \`terraform.tfvars.example\` is a file to start from,
\`examples/tfvars\` holds two complete ones. Values are literals: Terraform evaluates no variables and functions there.
\`null\` means the default. Keys of the maps with fixed keys (\`alarms\`, \`scaling\`, ...) that are left out keep their defaults.

## What a change does

| Kind | When the value changes after synthesis |
| --- | --- |
| fixed | Synthesis decided the shape of the stack with it. \`terraform plan\` stops and asks for a new \`npx cdktf synth\`. |
| live | It is passed on untouched, so the next \`terraform plan\` shows the change. Giving it a value for the first time, or taking it away, needs a new synthesis. |
| secret | Sensitive and ephemeral: it reaches AWS through write-only arguments, and is in no state, no plan and no file but yours. A new value is applied when its version is raised. |

A line that is taken out of a file leaves the synthesised value in place until the next synthesis: synthesise after each
edit, and the plan is about what the file says.

What a new value of each then does to an applied environment, resource by resource, is in [changing-settings.md](changing-settings.md).

## Secrets

Which secrets exist is decided by settings that are not secret:

- \`DATABASE_URI\` (from \`database_password\`) and \`LANGSMITH_API_KEY\` always,
- \`JIRA_API_TOKEN\` and \`JIRA_WEBHOOK_SECRET\` when \`jira_base_url\` is set,
- each name in \`secret_names\`; the value of \`OPENAI_API_KEY\` is \`openai_api_key\`, those of the others stand in the map \`secrets\`,
- each name in \`secret_arns\`: a secret that is in Secrets Manager already, with no value here.

Synthesis needs no value. Plan and apply do: from the tfvars file, or from \`TF_VAR_database_password\`,
\`TF_VAR_secrets='{"TAVILY_API_KEY":"..."}'\` and the like. A job that only plans can set placeholders. A value for a secret that is not declared stops
the plan, as does a declared one without a value.

To rotate a secret:

1. Change its value, and raise its version by one: \`langsmith_api_key_version = 2\`, or
   \`secret_versions = { TAVILY_API_KEY = 2 }\`.
2. \`npx cdktf synth\`, then plan and apply: the value is written, and the task definition's template gets the new version.
3. Deploy: running tasks keep the old value until a release replaces them. \`database_password\` is the exception, as the old one is
   dead as soon as the change is applied.

A changed value without a raised version is not applied, and no plan shows it.

Terraform quotes the line of a value that it cannot convert, and a JSON file may be a single line: keep secrets on lines
of their own, or give them as \`TF_VAR_...\`.`;

function section(title: string, names: readonly VariableName[]): string {
  const rows = names.map((name) => row(name));
  return [
    `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    "",
    "| Name | Type | Staging | Production | Kind | Description | Expected |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.flat(),
  ].join("\n");
}

function row(name: VariableName): string[] {
  const node = variableNodes[name];
  const defaults = (["staging", "production"] as const).map((environment) => defaultOf(name, environment));
  const own = cells(`\`${name}\``, node, defaults, node.kind, node.expected ?? plainExpected(node));
  const inner = Object.entries(node.properties ?? {}).map(([key, child]) => {
    const values = (["staging", "production"] as const).map((environment) =>
      shown((environments[environment] as Defaults)[name], key),
    );
    return cells(`\`${name}.${key}\``, child, values, "", inWords(child));
  });
  return [own, ...inner];
}

type Defaults = Readonly<Record<string, unknown>>;

function cells(
  name: string,
  node: SchemaNode,
  defaults: readonly string[],
  kind: string,
  expected: string,
): string {
  const type = node.properties ? "object" : terraformType(node);
  const texts = [name, type, ...defaults, kind, node.description ?? "", expected];
  return `| ${texts.map(escaped).join(" | ")} |`;
}

/** Keeps what Markdown would take for a column or, outside of code, for HTML. */
function escaped(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
    .join("`");
}

/** What the type column says already need not be repeated. */
function plainExpected(node: SchemaNode): string {
  return node.properties ? "any subset of the keys below" : inWords(node);
}

function defaultOf(name: VariableName, environment: EnvironmentName): string {
  const { kind, properties } = variableNodes[name];
  if (kind === "secret") return "";
  if (properties) return "as below";
  const value = (environments[environment] as Defaults)[name];
  if (value === undefined) return isOptional(name) ? "none" : "**required**";
  return `\`${JSON.stringify(value)}\``;
}

function shown(value: unknown, key: string): string {
  return `\`${JSON.stringify((value as Defaults)[key])}\``;
}
