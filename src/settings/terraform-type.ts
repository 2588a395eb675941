import type { SchemaNode } from "./json-schema";

/** A variable's type in Terraform's language; `resolved` gives the defaults inside maps with fixed keys. */
export function terraformType(node: SchemaNode, resolved?: unknown): string {
  switch (node.type) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "integer":
    case "number":
      return "number";
    case "array":
      return `list(${node.items ? terraformType(node.items) : "any"})`;
    case "object":
      return node.properties ? objectType(node.properties, resolved) : mapType(node);
  }
}

function mapType({ additionalProperties }: SchemaNode): string {
  return `map(${additionalProperties ? terraformType(additionalProperties) : "any"})`;
}

function objectType(properties: Readonly<Record<string, SchemaNode>>, resolved: unknown): string {
  const defaults = new Map(Object.entries(resolved ?? {}));
  const attributes = Object.entries(properties).map(([key, node]) => {
    const type = terraformType(node);
    return `${key} = ${defaults.has(key) ? `optional(${type}, ${JSON.stringify(defaults.get(key))})` : type}`;
  });
  return `object({${attributes.join(", ")}})`;
}
