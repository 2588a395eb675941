import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Path } from "../json-schema";
import type { ParsedFile } from "./read";

const BYTE_ORDER_MARK = "\uFEFF";

/** Reads a .tfvars.json file. Messages of JSON.parse quote the text, so none of them is passed on. */
export function parseJson(text: string): ParsedFile {
  const lineAt = lineCounter(text);
  if (text.startsWith(BYTE_ORDER_MARK)) {
    return failed(1, "a byte order mark, which Terraform refuses in JSON", "plain UTF-8");
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error) return failed(lineAt(error.offset), errorInWords(error), "a JSON object");
  if (tree?.type !== "object") return failed(1, "something else", "a JSON object");
  try {
    return {
      values: JSON.parse(text) as Record<string, unknown>,
      lineOf: (path) => lineOf(tree, path, lineAt),
      problems: repeatedKeys(tree, lineAt),
    };
  } catch {
    return failed(undefined, "text that is no JSON", "a JSON object");
  }
}

function failed(line: number | undefined, got: string, expected: string): ParsedFile {
  const problem = { got, expected, ...(line === undefined ? {} : { line }) };
  return { values: {}, lineOf: () => undefined, problems: [problem] };
}

/** `CommaExpected` becomes "text that is no JSON (comma expected)". */
function errorInWords(error: ParseError): string {
  const words = printParseErrorCode(error.error).replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`);
  return `text that is no JSON (${words.toLowerCase()})`;
}

function lineOf(tree: Node, path: Path, lineAt: (offset: number) => number): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const value = findNodeAtLocation(tree, path.slice(0, length));
    const node = value?.parent?.type === "property" ? value.parent : value;
    if (node) return lineAt(node.offset);
  }
  return undefined;
}

/** JSON.parse keeps the last of two equal keys; Terraform refuses them. */
function repeatedKeys(tree: Node, lineAt: (offset: number) => number) {
  const seen = new Set<string>();
  return (tree.children ?? []).flatMap((property) => {
    const key = String(property.children?.[0]?.value);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      { key, line: lineAt(property.offset), got: "the same variable again", expected: "each variable once" },
    ];
  });
}

function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split("\n").length;
}
