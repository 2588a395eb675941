import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Call, Command } from "./call";
import type { Recording } from "./recording";

/** Environments whose lives are recorded, by the tests that let them live. */
export const LIVES = { staging: "staging", production: "production", "smoke-test": "staging" } as const;
export type Life = keyof typeof LIVES;

const fileOf = (life: Life) => join(import.meta.dirname, `../calls/${life}.jsonl`);

/** What the commands called when the environment lived last, as it is committed. */
export function knownCalls(life: Life): readonly (Call & { readonly command: Command })[] {
  return readFileSync(fileOf(life), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/**
 * Fails when an environment's life makes other calls than those that policies are held against; UPDATE_CALLS=1 writes them.
 *
 * @throws where UPDATE_CALLS is set in a workflow: there the file would be held against itself
 */
export function expectKnownCalls(life: Life, recording: Recording): void {
  const file = fileOf(life);
  const text = recording.text();
  const { CI, UPDATE_CALLS } = process.env;
  if (UPDATE_CALLS !== undefined) {
    if (CI !== undefined) throw new Error("UPDATE_CALLS is set where CI is: calls are written by hand only");
    writeFileSync(file, text);
  }
  const [made, known] = [text, readFileSync(file, "utf8")].map((each) => new Set(each.split("\n")));
  const missing = [...(known ?? [])].filter((line) => !made?.has(line));
  const unknown = [...(made ?? [])].filter((line) => !known?.has(line));
  expect({ unknown, missing }, "UPDATE_CALLS=1 writes them; then see __tests__/iam").toEqual({
    unknown: [],
    missing: [],
  });
}
