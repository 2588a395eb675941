import type { TerraformVariableValidationConfig } from "cdktf";
import { mayBeShown } from "./got";
import { inWords, isOptional, variableNodes } from "./json-schema";
import type { FixedName, LiveName, PlatformSettings, VariableName } from "./schema";
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
  const limits = limitValidations(name);
  if (!isOptional(name)) return limits;
  const presence =
    value === undefined
      ? validation(`var.${name} == null`, `\`${name}\` had no value when the stack was synthesised. ${AGAIN}`)
      : validation(`var.${name} != null`, `\`${name}\` had a value when the stack was synthesised. ${AGAIN}`);
  return [presence, ...limits];
}

/** A declared secret needs a value at plan and apply; one that is not declared must have none. */
export function secretValidations(
  name: SecretVariable,
  isDeclared: boolean,
): TerraformVariableValidationConfig[] {
  if (!isDeclared) {
    const message = `\`${name}\` has a value, but the synthesised stack has no such secret: declare it (docs/variables.md says how), or leave the value out. ${AGAIN}`;
    return [validation(`var.${name} == null`, message)];
  }
  const missing = `\`${name}\` has no value: put it into the tfvars file or set TF_VAR_${name}.`;
  return [validation(`var.${name} != null`, missing), ...limitValidations(name)];
}

/** The map `secrets` holds the declared names, no more and no less. */
export function secretEntryValidations(names: readonly string[]): TerraformVariableValidationConfig[] {
  const keys = "jsonencode(sort(keys(coalesce(var.secrets, {}))))";
  const declared = names.length === 0 ? "none is declared" : `declared are ${names.join(", ")}`;
  return [
    validation(
      `${keys} == jsonencode(${valueLiteral([...names].sort())})`,
      `\`secrets\` must hold a value for each name in secret_names, and no other (${declared}): put them into the tfvars file or set TF_VAR_secrets. After a change of secret_names: ${AGAIN}`,
    ),
    validation(
      'alltrue([for value in values(coalesce(var.secrets, {})) : try(value != "", false)])',
      "`secrets` holds an empty value.",
    ),
  ];
}

/** The schema's limits of one string, in Terraform's terms; null passes. */
function limitValidations(name: VariableName): TerraformVariableValidationConfig[] {
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
  return [validation(`${value} == null ? true : ${conditions.join(" && ")}`, message)];
}

const HTTPS = "^https://[^\\s/]+\\S*$";

function validation(condition: string, message: string): TerraformVariableValidationConfig {
  return { condition: `\${${condition}}`, errorMessage: templateLiteral(message) };
}
