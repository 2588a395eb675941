import { z } from "zod";
import { GitHubError } from "./errors";

/** Long enough, and of harmless characters: the stacks check their secrets' form when they are planned. */
const PLACEHOLDER = "placeholder-of-a-plan";

const template = z.looseObject({
  variable: z
    .record(z.string(), z.looseObject({ ephemeral: z.boolean().optional(), type: z.string().optional() }))
    .default({}),
});

/** An ephemeral variable that a stack makes something of. */
export interface SecretVariable {
  readonly name: string;
  /** Keys that the stack reads of a map. @default - it is no map */
  readonly keys?: readonly string[];
}

/**
 * The ephemeral variables that need a value at plan and at apply: those that a resource, provider or the like refers to.
 *
 * Terraform wants the same ones to be set both times, and takes another value the second time.
 *
 * @param templateText cdk.tf.json
 * @throws GitHubError where it is no such file
 */
export function secretVariables(templateText: string): readonly SecretVariable[] {
  const { variable, ...rest } = read(templateText);
  const text = strings(rest).join("\n");
  return Object.entries(variable).flatMap(([name, { ephemeral, type = "" }]) => {
    if (!ephemeral || !new RegExp(`\\bvar\\.${literal(name)}\\b(?!-)`).test(text)) return [];
    return [{ name, ...(/^(map|object)\(/.test(type) && { keys: keysOf(name, text) }) }];
  });
}

/** `TF_VAR_...` for a job that plans and knows no secret. */
export function placeholders(secrets: readonly SecretVariable[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    secrets.map(({ name, keys }) => [
      `TF_VAR_${name}`,
      keys === undefined
        ? PLACEHOLDER
        : JSON.stringify(Object.fromEntries(keys.map((key) => [key, PLACEHOLDER]))),
    ]),
  );
}

/** What is wrong with the values that a job was given: one is missing, or is still a placeholder. Never a value. */
export function secretProblems(
  templateText: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return secretVariables(templateText).flatMap(({ name }) => {
    const value = env[`TF_VAR_${name}`];
    if (value === undefined || value === "") return [`TF_VAR_${name} has no value.`];
    return value.includes(PLACEHOLDER) ? [`TF_VAR_${name} is the placeholder that plans are made with.`] : [];
  });
}

/**
 * The environment for Terraform: of the variables that are ephemeral only those that the stack makes something of, since a
 * job's unset secret is an empty string.
 */
export function withSecrets(
  templateText: string,
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const ephemeral = Object.entries(read(templateText).variable).flatMap(([name, each]) =>
    each.ephemeral ? [`TF_VAR_${name}`] : [],
  );
  const wanted = secretVariables(templateText).map(({ name }) => `TF_VAR_${name}`);
  const rest = Object.entries(env).filter(([name]) => !ephemeral.includes(name));
  return { ...Object.fromEntries(rest), ...Object.fromEntries(wanted.map((name) => [name, values[name]])) };
}

/** Secrets that stand in a tfvars file: they would win over `TF_VAR_...`, and be in the repository. */
export function secretsInTfvars(templateText: string, tfvars: string): readonly string[] {
  return Object.entries(read(templateText).variable).flatMap(([name, { ephemeral }]) =>
    ephemeral && new RegExp(`(^|\\n)\\s*"?${literal(name)}"?\\s*[=:]|"${literal(name)}"\\s*:`).test(tfvars)
      ? [name]
      : [],
  );
}

function read(text: string): z.infer<typeof template> {
  try {
    return template.parse(JSON.parse(text));
  } catch (cause) {
    throw new GitHubError("cdk.tf.json is not what synthesis writes.", { cause });
  }
}

/** Every string in a document. */
function strings(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}

function keysOf(name: string, text: string): readonly string[] {
  const reads = new RegExp(`\\bvar\\.${literal(name)}(?:\\.([\\w-]+)|\\[\\s*"([^"]+)"\\s*\\])`, "g");
  return [
    ...new Set([...text.matchAll(reads)].flatMap(([, dotted, quoted]) => dotted ?? quoted ?? [])),
  ].sort();
}

function literal(name: string): string {
  return name.replace(/[^\w-]/g, "\\$&");
}
