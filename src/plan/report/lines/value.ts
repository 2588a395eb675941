import { UNKNOWN } from "../../diff";
import { MASKED } from "../../masking";
import { isArray, isObject, type Json } from "../../model/json";
import { plural } from "../counts";
import type { Line } from "./line";
import { quoted, shortened } from "./text";

/** What fits into one line. */
const WIDTH = 100;
const MOST_LINES_OF_TEXT = 40;
const PLAIN = /^[\w.-]{1,80}$/;

/** A value in one line, whole or in part. */
export function inline(value: Json, from = 0): string {
  if (value === MASKED || value === UNKNOWN) return value;
  if (typeof value === "string") return quoted(value, from);
  if (isArray(value) && isFlat(value)) return `[${value.map((each) => inline(each)).join(", ")}]`;
  return isScalar(value) ? String(value) : shortened(JSON.stringify(value), WIDTH * 2);
}

/** A value with what is in it, one line each; what is not set is left out. */
export function* valueLines(sign: "+" | "-", label: string, value: Json, depth = 0): Generator<Line> {
  const indent = "  ".repeat(depth);
  if (typeof value === "string" && value.includes("\n")) yield* textLines(sign, label, value, indent);
  else if (isScalar(value) || isShort(value)) yield { sign, text: `${indent}${label}: ${inline(value)}` };
  else {
    yield { sign, text: `${indent}${label}:` };
    for (const [name, each] of children(value)) {
      if (!isUnset(each)) yield* valueLines(sign, name, each, depth + 1);
    }
  }
}

function* textLines(sign: "+" | "-", label: string, text: string, indent: string): Generator<Line> {
  const lines = text.replace(/\n$/, "").split("\n");
  yield { sign, text: `${indent}${label}: |` };
  for (const line of lines.slice(0, MOST_LINES_OF_TEXT))
    yield { sign, text: `${indent}  ${shortened(line, 300)}` };
  const rest = lines.length - MOST_LINES_OF_TEXT;
  if (rest > 0) yield { sign: "#", text: `${indent}  ${plural(rest, "more line")} left out` };
}

function children(value: Json): readonly (readonly [string, Json])[] {
  if (isObject(value)) return Object.entries(value).map(([key, each]) => [keyText(key), each]);
  return isArray(value) ? value.map((each, index) => [elementName(each, index), each]) : [];
}

function keyText(key: string): string {
  return PLAIN.test(key) ? key : quoted(key);
}

function elementName(element: Json, index: number): string {
  const name = isObject(element) ? (element.name ?? element.Sid ?? element.sid) : undefined;
  return typeof name === "string" && name !== "" ? `[${quoted(name)}]` : `[${index}]`;
}

/** Null, empty, or a block that is not there. */
export function isUnset(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

function isFlat(list: readonly Json[]): boolean {
  return list.length <= 10 && list.every((each) => isScalar(each));
}

function isShort(value: Json): boolean {
  if (isArray(value)) return isFlat(value) && inline(value).length <= WIDTH;
  return isUnset(value);
}
