import type { Path } from "./json-schema";

/** A string within a value, and where it stands. */
export interface Text {
  readonly path: Path;
  readonly text: string;
}

/** All strings of a value, map keys left out. */
export function stringsIn(path: Path, value: unknown): Text[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    stringsIn([...path, Array.isArray(value) ? Number(key) : key], inner),
  );
}
