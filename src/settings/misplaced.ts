import type { Path } from "./json-schema";
import { stringsIn } from "./strings";

/** Shorter ones may be words that stand elsewhere by chance. */
const SHORTEST = 8;

/** The paths of all strings, map keys left out, that hold the value of a secret from the same file: they would be synthesised. */
export function secretsElsewhere(
  values: Readonly<Record<string, unknown>>,
  isSecret: (name: string) => boolean,
): Path[] {
  const all = Object.entries(values).flatMap(([name, value]) => stringsIn([name], value));
  const secrets = all.filter(({ path, text }) => isSecret(String(path[0])) && text.length >= SHORTEST);
  return all
    .filter(({ path }) => !isSecret(String(path[0])))
    .filter(({ text }) => secrets.some((secret) => text.includes(secret.text)))
    .map(({ path }) => path);
}
