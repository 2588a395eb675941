import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const BINDINGS = join(import.meta.dirname, "../../node_modules/@cdktf/provider-aws/lib");
const TERRAFORM_DATA = ["id", "input", "output", "triggers_replace"];
/** What every resource takes beside its own arguments. */
const META_ARGUMENTS = ["count", "depends_on", "for_each", "lifecycle", "provider"];

const sources = new Map<string, string | undefined>();

/** Whether the provider has such a resource, or data source with `data.` before its type. */
function isKnownType(type: string): boolean {
  return type === "terraform_data" || bindingOf(type) !== undefined;
}

/** Whether a resource has such an argument or attribute at its top level. */
export function isKnownAttribute(type: string, attribute: string): boolean {
  if (META_ARGUMENTS.includes(attribute)) return true;
  if (type === "terraform_data") return TERRAFORM_DATA.includes(attribute);
  // an argument stands there as a key, a computed attribute as a string; tags_all and the like as both
  return new RegExp(`\\b${attribute}: |['"]${attribute}['"]`).test(bindingOf(type) ?? "");
}

/** @throws where a test asks for something that no stack can hold, so that it would find nothing for the wrong reason */
export function assertKnown(type: string, attributes: readonly string[]): void {
  if (!isKnownType(type)) throw new Error(`the AWS provider has no ${type}`);
  const unknown = attributes.filter((attribute) => !isKnownAttribute(type, attribute));
  if (unknown.length > 0) throw new Error(`${type} has no ${unknown.join(", ")}`);
}

/** The generated code of the provider's binding, which names everything a resource has. */
function bindingOf(type: string): string | undefined {
  if (!sources.has(type)) {
    const folder = type
      .replace(/^data\./, "data-")
      .replaceAll("_", "-")
      .replace(/^aws-/, "");
    const file = join(BINDINGS, folder, "index.js");
    sources.set(type, existsSync(file) ? readFileSync(file, "utf8") : undefined);
  }
  return sources.get(type);
}
