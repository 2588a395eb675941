import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Path } from "../json-schema";
import { lineTooDeep, tooDeep } from "./nesting";
import type { FileProblem, ParsedFile } from "./read";

/** Strings, then single characters. */
const TOKEN = /"(?:\\.|[^"\\\n])*"|[\s\S]/gu;

const BYTE_ORDER_MARK = "\uFEFF";

/** Reads a .tfvars.json file. Messages of JSON.parse quote the text, so none of them is passed on. */
export function parseJson(text: string): ParsedFile {
  const lineAt = lineCounter(text);
  if (text.startsWith(BYTE_ORDER_MARK)) {
    return failed(1, "a byte order mark, which Terraform refuses in JSON", "plain UTF-8");
  }
  const deep = lineTooDeep(text, { token: TOKEN, hasTemplates: false });
  if (deep !== undefined) return failed(deep, tooDeep.got, tooDeep.expected);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error) return failed(lineAt(error.offset), errorInWords(error), "a JSON object");
  if (tree?.type !== "object") return failed(1, "a value that is no object", "a JSON object");
  try {
    return {
      values: JSON.parse(text) as Record<string, unknown>,
      lineOf: (path) => lineOf(tree, path, lineAt),
      problems: repeatedKeys(tree, [], lineAt),
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

/** JSON.parse keeps the last of two equal keys; Terraform refuses them, also inside a value. */
function repeatedKeys(node: Node, path: Path, lineAt: (offset: number) => number): FileProblem[] {
  const seen = new Set<string>();
  return (node.children ?? []).flatMap((child, index) => {
    if (node.type === "array") return repeatedKeys(child, [...path, index], lineAt);
    const [name, value] = child.children ?? [];
    if (node.type !== "object" || name === undefined || value === undefined) return [];
    const inner = [...path, String(name.value)];
    if (!seen.has(String(name.value))) {
      seen.add(String(name.value));
      return repeatedKeys(value, inner, lineAt);
    }
    const again = path.length === 0 ? "the same variable again" : "the same key again";
    return [{ path: inner, line: lineAt(child.offset), got: again, expected: "each name once" }];
  });
}

/** Looking lines up one by one would read the text as often as there are problems. */
function lineCounter(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? offset) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
