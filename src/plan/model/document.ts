import { isDeep, MAX_DEPTH } from "./depth";
import { PlanError } from "./errors";
import { isObject, type Json, type JsonObject } from "./json";

/**
 * Parses a JSON document whose top is an object.
 *
 * @param source the file's name, for the message
 * @throws PlanError without anything of what was read, as it may be a secret
 */
export function parseDocument(text: string, source: string, remedy: string): JsonObject {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (json.trim() === "") throw new PlanError(`${source} is empty.`, { remedy });
  if (json.startsWith("PK\u0003\u0004")) {
    throw new PlanError(`${source} is a plan file itself, which Terraform alone can read.`, { remedy });
  }
  const document = parse(json, source, remedy);
  if (isDeep(document, MAX_DEPTH)) {
    throw new PlanError(`${source} is nested deeper than ${MAX_DEPTH} levels.`, { remedy });
  }
  if (!isObject(document)) {
    throw new PlanError(`${source} holds ${kindOf(document)}, not an object.`, { remedy });
  }
  return document;
}

function parse(json: string, source: string, remedy: string): Json {
  try {
    return JSON.parse(json) as Json;
  } catch {
    // the parser's message quotes what it has read
    throw new PlanError(`${source} ${flaw(json)}.`, { remedy });
  }
}

function flaw(json: string): string {
  const first = json.trimStart()[0];
  if (first !== "{" && first !== "[") return "is not JSON";
  const lines = json.trimEnd().split("\n", 2);
  if (lines.length > 1 && isJson(lines[0] ?? "") && isJson(lines[1] ?? "")) {
    return "holds one JSON object a line, as `terraform plan -json` prints them, which lack the values";
  }
  const last = json.trimEnd().at(-1);
  return last === "}" || last === "]"
    ? "is not valid JSON"
    : `is cut off: it ends in the middle, after ${json.length} characters`;
}

function isJson(line: string): boolean {
  try {
    return isObject(JSON.parse(line) as Json);
  } catch {
    return false;
  }
}

export function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
