import { isToken } from "./credentials";
import { isSecret, type Path, variableNames } from "./json-schema";
import { stringsIn } from "./strings";

/** Shorter ones may be words that stand elsewhere by chance. */
const SHORTEST = 8;

type Values = Readonly<Record<string, unknown>>;

/** The secrets that a file holds. */
export function secretsOf(values: Values): readonly string[] {
  return Object.entries(values)
    .filter(([name]) => isSecret(name))
    .flatMap(([name, value]) => stringsIn([name], value).map(({ text }) => text));
}

/** A value of a map in HCL or in JSON. */
const MAP_VALUE = /[=:]\s*"((?:[^"\\]|\\.)*)"/g;

/** The secrets that Terraform is given by its variables `TF_VAR_...`. */
export function secretsFromEnvironment(env: NodeJS.ProcessEnv): readonly string[] {
  return variableNames.filter(isSecret).flatMap((name) => {
    const text = env[`TF_VAR_${name}`];
    if (text === undefined) return [];
    return name === "secrets" ? [...text.matchAll(MAP_VALUE)].map(([, value = ""]) => value) : [text];
  });
}

/** A string that would be synthesised, map keys left out, although it is a secret. */
export interface Misplaced {
  readonly path: Path;
  /** Whether it is known as one, and not only looks like a token. */
  readonly isKnown: boolean;
}

/** All strings that hold one of the secrets, or a token of a form that is known. */
export function misplacedSecrets(values: Values, secrets: readonly string[]): readonly Misplaced[] {
  const long = secrets.filter((secret) => secret.length >= SHORTEST);
  return Object.entries(values)
    .filter(([name]) => !isSecret(name))
    .flatMap(([name, value]) => stringsIn([name], value))
    .map(({ path, text }) => ({ path, text, isKnown: long.some((secret) => text.includes(secret)) }))
    .filter(({ text, isKnown }) => isKnown || isToken(text));
}
