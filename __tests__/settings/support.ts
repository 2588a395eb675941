import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { onTestFinished } from "vitest";
import { production } from "../../src/environments/production";
import { type LoadedSettings, loadSettings } from "../../src/settings/load";
import { SettingsError } from "../../src/settings/problem";
import type { Subject } from "../../src/settings/rules/rule";

/** What must never be in a message. */
export const CANARY = "c4n4ry";

export const IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2";

/** The smallest settings that are right. */
export const given = {
  environment: "staging",
  aws_region: "us-east-1",
  database_username: "langgraph_admin",
  container_image: IMAGE,
} as const;

/** The smallest tfvars file that is right, with more lines behind it. */
export function tfvars(more = "", values: Readonly<Record<string, string>> = given): string {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return `${lines.join("\n")}\n${more}\n`;
}

/** Settings that no rule refuses, for rules to be called with. */
export function subject(overrides: Partial<Subject> = {}): Subject {
  return {
    ...production,
    ...given,
    environment: "production",
    givenSecrets: [],
    givenEntries: [],
    ...overrides,
  };
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files, gone after the test. */
export async function folder(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "settings-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(root, name), text)));
  return root;
}

/** Loads all tfvars files of a new folder. */
export async function load(files: Files): Promise<readonly LoadedSettings[]> {
  return loadSettings({ root: await folder(files), files: "" });
}

/** Loads one staging.tfvars, or with JSON's name one staging.tfvars.json. */
export async function loadOne(text: string, name = "staging.tfvars") {
  const [loaded] = await load({ [name]: text });
  if (!loaded) throw new Error("nothing was loaded");
  return loaded.settings;
}

export interface Refusal {
  readonly message: string;
  /** `file:line key`, one for each problem. */
  readonly places: readonly string[];
  readonly problems: SettingsError["problems"];
}

/** What the loader says of files that it must refuse. */
export async function refusal(files: Files, named = ""): Promise<Refusal> {
  const root = await folder(files);
  return refusalOf(root, named);
}

export async function refusalOf(root: string, named = ""): Promise<Refusal> {
  const error: unknown = await loadSettings({ root, files: named }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SettingsError)) throw new Error("no SettingsError", { cause: error });
  const places = error.problems.map(({ file, line, key }) => {
    const place = line === undefined ? relative(root, file) : `${relative(root, file)}:${line}`;
    return key === undefined ? place : `${place} ${key}`;
  });
  return { message: error.message, places, problems: error.problems };
}
