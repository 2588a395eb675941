import type { z } from "zod";

/**
 * What happens when a variable's value changes after synthesis.
 *
 * - `fixed`: synthesis decided the shape of the stack with it; a plan with another value stops and asks for a new synthesis.
 * - `live`: it is passed on untouched; a plan with another value changes the plan.
 * - `secret`: sensitive and ephemeral; used in write-only arguments only, in no state and no plan.
 */
export type VariableKind = "fixed" | "live" | "secret";

/** What a variable says of itself in cdk.tf.json, in docs/variables.md and in error messages. */
export interface VariableMeta {
  readonly description: string;
  readonly kind: VariableKind;
  /** What a right value looks like, in words; shown where a wrong one is refused. */
  readonly expected?: string;
}

declare const variableKind: unique symbol;

/** A schema that knows, by type alone, which kind of variable it describes. */
export type OfKind<T extends z.ZodType, Kind extends VariableKind> = T & { readonly [variableKind]: Kind };

/** The names of the variables of one kind in a group of variables. */
export type NamesOfKind<Shape, Kind extends VariableKind> = {
  [Name in keyof Shape]: Shape[Name] extends OfKind<z.ZodType, Kind> ? Name : never;
}[keyof Shape];

/** A variable that synthesis reads. */
export function fixed<T extends z.ZodType>(schema: T, description: string, expected?: string) {
  return describe(schema, "fixed", description, expected);
}

/** A string that synthesis passes on to Terraform as `var.<name>`. */
export function live<T extends z.ZodType<string | undefined>>(
  schema: T,
  description: string,
  expected?: string,
) {
  return describe(schema, "live", description, expected);
}

/** A value that never leaves the tfvars file, or `TF_VAR_...`, but for write-only arguments. */
export function secret<T extends z.ZodType>(schema: T, description: string, expected?: string) {
  return describe(schema, "secret", description, expected);
}

function describe<T extends z.ZodType, Kind extends VariableKind>(
  schema: T,
  kind: Kind,
  description: string,
  expected?: string,
): OfKind<T, Kind> {
  const meta: VariableMeta = { description, kind, ...(expected === undefined ? {} : { expected }) };
  return schema.meta({ ...meta }) as OfKind<T, Kind>;
}
