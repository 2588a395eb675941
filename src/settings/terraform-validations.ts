import type { TerraformVariableValidationConfig } from "cdktf";
import { mayBeShown } from "./got";
import { inWords, isOptional, variableNodes } from "./json-schema";
import type { FixedName, LiveName, PlatformSettings, SecretName } from "./schema";
import type { SecretVariable } from "./secrets";
import { stringLiteral, templateLiteral, valueLiteral } from "./terraform-literal";

const AGAIN = "Run `npx cdktf synth` (or `npm run synth`) again, then plan.";
const LONGEST = 60;

/** A plan must not go on with another value than the one that synthesis decided with. */
export function fixedValidations(
  name: FixedName,
  value: PlatformSettings[FixedName],
): TerraformVariableValidationConfig[] {
  const text = value === undefined ? "no value" : JSON.stringify(value);
  const isShort = text.length <= LONGEST && (typeof value !== "object" || Array.isArray(value));
  const shown = isShort && mayBeShown(name) ? ` (${text})` : "";
  return [
    validation(
      `jsonencode(var.${name}) == jsonencode(${valueLiteral(value)})`,
      `\`${name}\` is not what was synthesised${shown}. ${AGAIN}`,
    ),
  ];
}

/** A live value may change with each plan within its limits; whether there is one was decided by synthesis. */
export function liveValidations(
  name: LiveName,
  value: string | undefined,
): TerraformVariableValidationConfig[] {
  const within = limits(name).map(({ condition, message }) => validation(condition, message));
  if (!isOptional(name)) return within;
  const presence =
    value === undefined
      ? validation(`var.${name} == null`, `\`${name}\` had no value when the stack was synthesised. ${AGAIN}`)
      : validation(`var.${name} != null`, `\`${name}\` had a value when the stack was synthesised. ${AGAIN}`);
  return [presence, ...within];
}

/** The variable that carries the checks of a secret. */
export function guardOf(name: SecretName): FixedName {
  return name === "secrets" ? "secret_names" : `${name}_version`;
}

/**
 * Checks of a secret: declared ones need a value at plan and apply, others must have none.
 * They stand in another variable, because Terraform quotes the tfvars line of the variable whose check failed.
 */
export function secretValidations(
  name: SecretVariable,
  isDeclared: boolean,
): TerraformVariableValidationConfig[] {
  const guard = guardOf(name);
  if (!isDeclared) {
    const message = `\`${name}\` has a value, but the synthesised stack has no such secret: leave the value out, or declare the secret (docs/variables.md says how). ${AGAIN}`;
    return [guarded(guard, `var.${name} == null`, message)];
  }
  const missing = `\`${name}\` has no value: put it into the tfvars file or set TF_VAR_${name}.`;
  return [
    guarded(guard, `var.${name} != null`, missing),
    ...limits(name).map(({ condition, message }) => guarded(guard, condition, message)),
  ];
}

/** The map `secrets` holds the declared names, no more and no less. */
export function secretEntryValidations(names: readonly string[]): TerraformVariableValidationConfig[] {
  const guard = guardOf("secrets");
  const keys = "jsonencode(sort(keys(coalesce(var.secrets, {}))))";
  const wanted =
    names.length === 0
      ? "must have no value, because the synthesised stack has no secret of that kind"
      : `must hold exactly ${names.join(", ")}: put the values into the tfvars file or set TF_VAR_secrets`;
  const values = "values(coalesce(var.secrets, {}))";
  return [
    guarded(
      guard,
      `${keys} == jsonencode(${valueLiteral([...names].sort())})`,
      `\`secrets\` ${wanted}. If secret_names has changed: ${AGAIN}`,
    ),
    guarded(
      guard,
      `alltrue([for value in ${values} : try(length(value) > 0, false)])`,
      "`secrets` holds an empty value.",
    ),
  ];
}

interface Limits {
  readonly condition: string;
  readonly message: string;
}

/** The schema's limits of one string, in Terraform's terms; null passes. */
function limits(name: LiveName | SecretVariable): readonly Limits[] {
  const { minLength, maxLength, pattern, allOf, format, enum: choices, expected } = variableNodes[name];
  const value = `var.${name}`;
  const patterns = [
    pattern,
    ...(allOf ?? []).map((part) => part.pattern),
    format === "uri" ? HTTPS : undefined,
  ];
  const conditions = [
    ...(minLength === undefined ? [] : [`length(${value}) >= ${minLength}`]),
    ...(maxLength === undefined ? [] : [`length(${value}) <= ${maxLength}`]),
    ...patterns
      .filter((part) => part !== undefined)
      .map((part) => `can(regex(${stringLiteral(part)}, ${value}))`),
    ...(choices === undefined ? [] : [`contains(${valueLiteral(choices)}, ${value})`]),
  ];
  if (conditions.length === 0) return [];
  const message = `\`${name}\` must be ${expected ?? inWords(variableNodes[name])}.`;
  return [{ condition: `(${value} == null ? true : ${conditions.join(" && ")})`, message }];
}

const HTTPS = "^https://[^\\s/]+\\S*$";

function validation(condition: string, message: string): TerraformVariableValidationConfig {
  return { condition: `\${${condition}}`, errorMessage: templateLiteral(message) };
}

/** Terraform wants each check to read the variable it stands in. */
function guarded(guard: FixedName, condition: string, message: string): TerraformVariableValidationConfig {
  return validation(`var.${guard} != null && ${condition}`, message);
}
