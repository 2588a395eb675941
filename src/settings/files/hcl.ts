import { parse } from "@cdktf/hcl2json";
import { scanHcl, TOKEN } from "./hcl-scan";
import { lineTooDeep, TEMPLATE, tooDeep } from "./nesting";
import type { FileProblem, ParsedFile } from "./read";

/** Reads a .tfvars file. Only literal values are let through, as Terraform does. */
export async function parseHcl(text: string): Promise<ParsedFile> {
  const line = lineTooDeep(text, { token: TOKEN, hasTemplates: true });
  if (line !== undefined) return unread([{ line, ...tooDeep }]);
  let parsed: Record<string, unknown>;
  try {
    parsed = await parse(FILE_NAME, text);
  } catch (error) {
    return unread(syntaxProblems(error instanceof Error ? error.message : ""));
  }
  const scan = scanHcl(text);
  const problems: FileProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parsed)) {
    const line = scan.lineOf([key]);
    const place = { path: [key], ...(line === undefined ? {} : { line }) };
    if (scan.blocks.has(key)) {
      problems.push({ ...place, got: "a block", expected: `a value: \`${key} = ...\`` });
    } else if (holdsExpression(value)) {
      problems.push({ ...place, got: "an expression (not shown)", expected: LITERAL });
    } else {
      define(values, key, unescaped(value));
    }
  }
  return { values, lineOf: scan.lineOf, problems };
}

function unread(problems: readonly FileProblem[]): ParsedFile {
  return { values: {}, lineOf: () => undefined, problems };
}

const LITERAL =
  "a literal value: Terraform evaluates no variables and functions in tfvars files (a literal ${ is written $${, a literal %{ is %%{)";

const FILE_NAME = "hcl";

/** What goes wrong in practice, in words of our own: the parser's details may quote the line. */
const summaries: Readonly<Record<string, string>> = {
  "Invalid multi-line string": "a string that does not end on its line",
  "Unterminated template string": "a string that does not end",
  "Attribute redefined": "a variable that was set further up already",
  "Missing newline after argument": "something after the value on the same line",
  "Argument or block definition required": "something that does not start with the name of a variable",
  "Invalid expression": "no value, or one that cannot be read",
  "Invalid escape sequence": "a backslash before a character that needs none (a backslash itself is \\\\)",
  "Missing key/value separator": "a key without = and a value",
  "Missing attribute separator": "two entries of a map without a comma or new line between them",
  "Missing attribute value": "a key without a value",
  "Missing item separator": "two items of a list without a comma between them",
  "Invalid character": "a character that HCL does not know",
  "Invalid block definition": "a block that cannot be read",
  "Unsupported operator": "an operator that HCL does not know",
};

function syntaxProblems(message: string): FileProblem[] {
  const found = [...message.matchAll(/\bhcl:(\d+),\d+-(?:\d+,)?\d+: ([A-Z][\w /-]+);/g)]
    .map(([, line, summary]) => ({ line: Number(line), got: summaries[summary ?? ""] ?? "a syntax error" }))
    .sort((a, b) => a.line - b.line);
  const [first] = found;
  if (!first) return [{ got: "text that is no HCL", expected: SYNTAX }];
  return [{ ...first, expected: SYNTAX }];
}

const SYNTAX = 'HCL: `name = value` on each line, strings in "double quotes"';

function holdsExpression(value: unknown): boolean {
  if (typeof value === "string") return TEMPLATE.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) => TEMPLATE.test(key) || holdsExpression(inner));
}

function unescaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$${", "${").replaceAll("%%{", "%{");
  if (Array.isArray(value)) return value.map(unescaped);
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) define(result, String(unescaped(key)), unescaped(inner));
  return result;
}

/** Assignment would lose a key that is called `__proto__`. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
