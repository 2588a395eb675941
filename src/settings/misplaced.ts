import type { Path } from "./json-schema";

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

interface Text {
  readonly path: Path;
  readonly text: string;
}

function stringsIn(path: Path, value: unknown): Text[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    stringsIn([...path, Array.isArray(value) ? Number(key) : key], inner),
  );
}
