import type { Json, JsonObject } from "../../support/terraform-json";

/** Nested blocks of one kind: CDKTF writes one as an object, several as a list. */
export function blocksIn(value: Json | undefined): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as readonly JsonObject[];
}

/** `id` of `${aws_vpc.vpc_1234ABCD.id}`. */
export function attributeOf(expression: Json | undefined): string | undefined {
  return /^\$\{[a-z0-9_]+\.[\w-]+\.(\w+)\}$/.exec(String(expression))?.[1];
}
