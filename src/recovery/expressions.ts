import type { Declared } from "./configuration";
import type { Found } from "./found";
import type { State } from "./state";

/** What resources are known by: those of the state, and those that were found for a declared one. */
export interface Known {
  readonly state: State;
  readonly declared: ReadonlyMap<string, Declared>;
  readonly matched: ReadonlyMap<string, Found>;
  /** Beginnings of ids that names contain, by address. */
  readonly beginnings: ReadonlyMap<string, string>;
}

/** A name of the configuration against one of AWS. */
export interface Fit {
  /** Expressions whose value is not known, and which fit anything. */
  readonly unknown: number;
  /** Beginnings of ids that the name tells. */
  readonly beginnings: ReadonlyMap<string, string>;
}

const REFERENCE = /^((?:aws_\w+|terraform_data)\.[\w-]+)\.(\w+)$/;
const BEGINNING = /^substr\(((?:aws_\w+|terraform_data)\.[\w-]+)\.id, 0, (\d+)\)$/;

/** @returns undefined where the name is another one */
export function compare(template: unknown, name: string, known: Known): Fit | undefined {
  if (typeof template !== "string") return undefined;
  const captured: string[] = [];
  let unknown = 0;
  const pattern = template
    .split(/(\$\{[^{}]*\})/)
    .map((part) => {
      if (!part.startsWith("${")) return escaped(part);
      const expression = part.slice(2, -1);
      const value = evaluate(expression, known);
      if (value !== undefined) return escaped(value);
      unknown += 1;
      const [, address, length] = BEGINNING.exec(expression) ?? [];
      if (address === undefined) return ".+";
      captured.push(address);
      return `([\\w-]{${length}})`;
    })
    .join("");
  const match = new RegExp(`^${pattern}$`, "s").exec(name);
  if (match === null) return undefined;
  return { unknown, beginnings: new Map(captured.map((address, at) => [address, match[at + 1] ?? ""])) };
}

function evaluate(expression: string, known: Known): string | undefined {
  const [, address, attribute] = REFERENCE.exec(expression) ?? [];
  if (address !== undefined && attribute !== undefined) return attributeOf(address, attribute, known);
  const [, of, length] = BEGINNING.exec(expression) ?? [];
  if (of === undefined) return undefined;
  return known.beginnings.get(of) ?? attributeOf(of, "id", known)?.slice(0, Number(length));
}

function attributeOf(address: string, attribute: string, known: Known): string | undefined {
  const { state, matched, declared } = known;
  const recorded = state.resources.get(address)?.[attribute];
  if (typeof recorded === "string") return recorded;
  const found = matched.get(address);
  if (attribute === "id") return found?.importId;
  if (attribute === "arn") return found?.arn;
  const written = declared.get(address)?.body[attribute];
  return typeof written === "string" && !written.includes("${") ? written : undefined;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
