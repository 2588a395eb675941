import { mayHoldCredentials } from "./credentials";
import { isSecret, type Path } from "./json-schema";
import { printable } from "./printable";
import type { VariableName } from "./schema";

/** Variables without a secret of their own that people paste secrets into. */
const PRIVATE: readonly VariableName[] = [
  "environment_variables",
  "secret_names",
  "secret_versions",
  "secret_arns",
];

const PRIVATE_MAPS: ReadonlySet<string> = new Set([...PRIVATE, "secrets"]);

/** They stand beside secrets in the file: what is wrong under such a name may be the secret of the next line. */
const BESIDE_SECRETS: readonly VariableName[] = [
  "database_username",
  "langsmith_project",
  "jira_base_url",
  "jira_email",
  "sns_alarm_email",
];

const LONGEST = 80;

/** Whether a value under this variable may be repeated in a message. */
export function mayBeShown(name: VariableName): boolean {
  return !isPrivate(name) && !BESIDE_SECRETS.includes(name);
}

/** Whether a value under this variable can be any text. */
export function isFreeText(name: VariableName): boolean {
  return isPrivate(name) || name === "tags";
}

function isPrivate(name: VariableName): boolean {
  return isSecret(name) || PRIVATE.includes(name);
}

/** A value as a message shows it: a single one as it was written, others by their type, private ones not at all. */
export function gotInWords(name: VariableName, value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (!mayBeShown(name)) return `${typeInWords(value)} (not shown)`;
  if (typeof value === "object") return typeInWords(value);
  if (typeof value !== "string") return String(value);
  // it stands beside the database's password, which has no slash
  if (name === "container_image" && !value.includes("/")) return "a string without a slash (not shown)";
  if (mayHoldCredentials(value)) return "a string that may hold a credential (not shown)";
  const text = printable(JSON.stringify(value.slice(0, LONGEST)));
  return value.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function typeInWords(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "boolean") return "true or false";
  return typeof value === "number" ? "a number" : "a string";
}

/** `["alarms", "cpu_percent"]` becomes `alarms.cpu_percent`, `["allowed_cidrs", 0]` becomes `allowed_cidrs[0]`. */
export function keyInWords(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const shown = keyMayBeShown(path, index, step) ? step : "(a key that is not shown)";
      return index === 0 ? shown : `.${shown}`;
    })
    .join("");
}

/** Keys of API services are longer than any variable's name, and no name of an environment variable in capitals. */
function keyMayBeShown(path: Path, index: number, key: string): boolean {
  const [name = ""] = path;
  if (index === 0) return /^[\p{L}_][\p{L}\p{N}_-]{0,38}$/u.test(key) && !mayHoldCredentials(key);
  if (PRIVATE_MAPS.has(String(name))) return /^([A-Z_][A-Z0-9_]{0,127}|__proto__)$/.test(key);
  return /^[\p{L}_][\p{L}\p{N}_.:/-]{0,127}$/u.test(key) && !mayHoldCredentials(key);
}

/** The value at a path. */
export function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    return (value as Record<string | number, unknown>)[step];
  }, values);
}
