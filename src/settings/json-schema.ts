import { z } from "zod";
import { type SecretName, settingsSchema, type VariableName } from "./schema";
import type { VariableKind } from "./variable";

/** Where a value stands in a file: a variable's name, then keys and indices inside its value. */
export type Path = readonly (string | number)[];

/** The part of JSON Schema that the variables use, with their own words beside it. */
export interface SchemaNode {
  readonly type: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly description?: string;
  readonly kind?: VariableKind;
  readonly expected?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly allOf?: readonly { readonly pattern: string }[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | false;
}

interface VariableNode extends SchemaNode {
  readonly description: string;
  readonly kind: VariableKind;
}

interface RootNode {
  readonly properties: Readonly<Record<VariableName, VariableNode>>;
  readonly required: readonly VariableName[];
}

const root = z.toJSONSchema(settingsSchema, { io: "input" }) as unknown as RootNode;

/** Every variable, as data. */
export const variableNodes = root.properties;

export const variableNames = Object.keys(variableNodes) as VariableName[];

/** Whether a variable may be absent from a file and from the environment's defaults. */
export function isOptional(name: VariableName): boolean {
  return !root.required.includes(name);
}

export function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(variableNodes, name);
}

/** Whether it is a variable whose value is never synthesised. */
export function isSecret(name: string): name is SecretName {
  return isVariableName(name) && variableNodes[name].kind === "secret";
}

/** What the schema says of the value at a path; nothing where it says nothing. */
export function nodeAt(path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = root as unknown as SchemaNode;
  for (const step of path) {
    node = typeof step === "number" ? node?.items : childOf(node, step);
  }
  return node;
}

function childOf(node: SchemaNode | undefined, key: string): SchemaNode | undefined {
  if (node?.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  return node?.additionalProperties || undefined;
}

/** The keys that a map with fixed keys knows; nothing for other values. */
export function knownKeys(path: Path): readonly string[] | undefined {
  const properties = nodeAt(path)?.properties;
  return properties && Object.keys(properties);
}

/** What a right value looks like, in words: the variable's own ones where it has any. */
export function expectedAt(path: Path): string {
  const node = nodeAt(path);
  if (node?.expected) return node.expected;
  const outer = path.length > 1 ? nodeAt(path.slice(0, 1)) : undefined;
  if (outer?.expected) return outer.expected;
  return node ? inWords(node) : "a value that the schema knows";
}

/** A type with its limits, in words. */
export function inWords(node: SchemaNode): string {
  if (node.enum) return node.enum.map((value) => JSON.stringify(value)).join(" or ");
  switch (node.type) {
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${limitsInWords(node)}`;
    case "number":
      return `a number${limitsInWords(node)}`;
    case "string":
      return node.minLength ? "a string that is not empty" : "a string";
    case "array":
      return node.items ? `a list, each item ${inWords(node.items)}` : "a list";
    case "object":
      return node.properties ? `a map with the keys ${Object.keys(node.properties).join(", ")}` : "a map";
  }
}

function limitsInWords(node: SchemaNode): string {
  const { exclusiveMinimum } = node;
  const minimum = limit(node.minimum);
  const maximum = limit(node.maximum);
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` from ${minimum}`;
  return maximum === undefined ? "" : ` up to ${maximum}`;
}

/** zod writes the limits of safe integers where a variable has none. */
function limit(value: number | undefined): number | undefined {
  return value === undefined || Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value;
}
