import { propertyAccess, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { isOptional, isSecret, variableNames, variableNodes } from "./json-schema";
import type { FixedName, LiveName, PlatformSettings, SecretName, VariableName } from "./schema";
import { declaredSecrets, type SecretVariable } from "./secrets";
import { terraformType } from "./terraform-type";
import {
  fixedValidations,
  guardOf,
  liveValidations,
  secretEntryValidations,
  secretValidations,
} from "./terraform-validations";

/** The Terraform variables of one stack: what its resources may refer to. */
export interface Variables {
  /** `var.<name>` of a string that may change with each plan. */
  live(name: LiveName): string;
  /** `var.<name>` of a secret; for write-only arguments only. */
  secret(name: SecretVariable): string;
  /** `var.secrets.<name>`; for write-only arguments only. */
  secretEntry(name: string): string;
}

export const fixedNames = variableNames.filter(isFixed);
export const liveNames = variableNames.filter(isLive);
export const secretNames = variableNames.filter(isSecret);

/**
 * Declares every variable directly in the stack, so that tfvars files and `TF_VAR_...` find it by its bare name.
 * A plan whose values contradict the synthesised ones stops.
 */
export function declareVariables(stack: TerraformStack, settings: PlatformSettings): Variables {
  const declared = declaredSecrets(settings).map(({ source }) => source);
  const entries = declared.flatMap((source) => (source.kind === "entry" ? [source.name] : []));
  const declaredVariables: readonly string[] = [
    "database_password",
    ...declared.flatMap((source) => (source.kind === "variable" ? [source.variable] : [])),
  ];
  const variables = new Map<VariableName, TerraformVariable>();

  const guards = secretNames.map((name) => ({
    guard: guardOf(name),
    validation:
      name === "secrets"
        ? secretEntryValidations(entries)
        : secretValidations(name, declaredVariables.includes(name)),
  }));

  for (const name of fixedNames) {
    const own = fixedValidations(name, settings[name]);
    const others = guards.filter(({ guard }) => guard === name).flatMap(({ validation }) => validation);
    variables.set(name, declare(stack, name, settings[name], [...own, ...others]));
  }
  for (const name of liveNames) {
    variables.set(name, declare(stack, name, settings[name], liveValidations(name, settings[name])));
  }
  for (const name of secretNames) variables.set(name, declareSecret(stack, name));

  const reference = (name: VariableName) => {
    const variable = variables.get(name);
    if (!variable) throw new Error(`${name} is no variable of this stack`);
    return variable;
  };
  return {
    live: (name) => reference(name).stringValue,
    secret: (name) => reference(name).stringValue,
    secretEntry: (name) => {
      if (!entries.includes(name)) throw new Error(`${name} is not declared in secret_names`);
      return Token.asString(propertyAccess(reference("secrets").value, [name]));
    },
  };
}

type Validations = ReturnType<typeof fixedValidations>;

function declare(
  stack: TerraformStack,
  name: FixedName | LiveName,
  value: PlatformSettings[FixedName | LiveName],
  validation: Validations,
): TerraformVariable {
  const variable = new TerraformVariable(stack, name, {
    type: terraformType(variableNodes[name], value),
    description: variableNodes[name].description,
    nullable: isOptional(name),
    validation,
  });
  // As a property, cdktf would turn the keys of maps into snake_case.
  variable.addOverride("default", value ?? null);
  return variable;
}

function declareSecret(stack: TerraformStack, name: SecretName): TerraformVariable {
  const variable = new TerraformVariable(stack, name, {
    type: terraformType(variableNodes[name]),
    description: variableNodes[name].description,
    nullable: true,
    sensitive: true,
  });
  variable.addOverride("default", null);
  variable.addOverride("ephemeral", true);
  return variable;
}

function isFixed(name: VariableName): name is FixedName {
  return variableNodes[name].kind === "fixed";
}

function isLive(name: VariableName): name is LiveName {
  return variableNodes[name].kind === "live";
}
