import { isKnownAttribute } from "./provider-schema";
import type { Json, Synthesised, TerraformDocument } from "./terraform-json";

/**
 * References of a stack that lead nowhere, each as `<where>: <reference>`.
 *
 * Terraform would find them too, but only where it is installed and initialised.
 */
export function danglingReferences({ document }: Synthesised): readonly string[] {
  return strings(document, []).flatMap(({ path, text }) =>
    referencesOf(path, text)
      .filter((reference) => !exists(document, reference))
      .map((reference) => `${path.join(".")}: ${reference}`),
  );
}

/** What Terraform would read in one string. */
function referencesOf(path: Path, text: string): readonly string[] {
  const [parent, key = ""] = [path.at(-2), path.at(-1)];
  if (parent === "depends_on" || parent === "replace_triggered_by") return [text];
  if (key === "provider") return [`provider.${text}`];
  if (parent === "ignore_changes") return [[...path.slice(1, 3), text].join(".")];
  return expressions(text).flatMap(references);
}

/** Where JSON reads a variable, or a part of it, as paths with a dot before each step. */
export function readers(json: Json, variable: string): readonly string[] {
  const reads = new RegExp(`\\bvar\\.${variable}\\b`);
  return strings(json, []).flatMap(({ path, text }) => (reads.test(text) ? [`.${path.join(".")}`] : []));
}

type Path = readonly string[];

function strings(
  json: Json | TerraformDocument,
  path: Path,
): { readonly path: Path; readonly text: string }[] {
  if (typeof json === "string") return [{ path, text: json }];
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => strings(value as Json, [...path, key]));
}

/** The expressions in a template, those in strings inside of them included; strings are left empty. */
export function expressions(template: string): readonly string[] {
  const found: string[] = [];
  let position = 0;
  /** Reads on to the end of an expression. */
  const expression = () => {
    let code = "";
    for (let depth = 1; ; position++) {
      const character = template[position];
      if (character === undefined) throw new Error(`an expression has no end: ${template}`);
      if (character === "{") depth++;
      if (character === "}" && --depth === 0) break;
      code += character;
      if (character !== '"') continue;
      position++;
      literal('"');
      code += '"';
    }
    found.push(code);
  };
  /** Reads on to the end of a string, or of the whole template. */
  const literal = (end: string | undefined) => {
    for (; template[position] !== end; position++) {
      if (template[position] === undefined) throw new Error(`a string has no end: ${template}`);
      if (template[position] === "\\" && end !== undefined) position++;
      else if (template.startsWith("$${", position)) position += 2;
      else if (template.startsWith("${", position)) {
        position += 2;
        expression();
      }
    }
  };
  literal(undefined);
  return found;
}

/** What an expression refers to: all that has a dot and is no variable of a `for`. */
function references(code: string): readonly string[] {
  const own = [...code.matchAll(/\bfor\s+(\w+)(?:\s*,\s*(\w+))?\s+in\b/g)].flatMap(([, ...names]) => names);
  const dotted = code.match(/(?<![\w.-])[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+/g) ?? [];
  return dotted.filter((reference) => !own.includes(reference.split(".")[0] ?? ""));
}

function exists(document: TerraformDocument, reference: string): boolean {
  const [first = "", second = "", third, fourth] = reference.split(".");
  switch (first) {
    case "self":
      return true;
    case "var":
      return Object.hasOwn(document.variable, second);
    case "provider":
      return document.provider[second]?.some((each) => each.alias === third) ?? false;
    case "data":
      return has(document.data, second, third, fourth, `data.${second}`);
    default:
      return has(document.resource, first, second, third, first);
  }
}

function has(
  blocks: TerraformDocument["resource"],
  type: string,
  id = "",
  attribute: string | undefined,
  schema: string,
): boolean {
  return (
    Object.hasOwn(blocks[type] ?? {}, id) && (attribute === undefined || isKnownAttribute(schema, attribute))
  );
}
