import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

/** Of the example: staging with three changed settings, as the end-to-end test plans it. */
const FOLDER = join(import.meta.dirname, "../pull-request");
/** What reviewers see of it. */
export const SHOWN = join(import.meta.dirname, "../../../../docs/example-report");
const FILES = ["tfplan.json", "cdk.tf.json"] as const;

/** A plan and the template it was made from, by their files' names. */
export type Example = Readonly<Record<(typeof FILES)[number], string>>;

export function readExample(): Example {
  const [plan, template] = FILES.map((name) =>
    gunzipSync(readFileSync(join(FOLDER, `${name}.gz`))).toString(),
  );
  return { "tfplan.json": plan ?? "", "cdk.tf.json": template ?? "" };
}

/** @param shown what the commands make of it, by its file in docs/example-report */
export function keepExample(example: Example, shown: Readonly<Record<string, string>>): void {
  for (const name of FILES) {
    writeFileSync(join(FOLDER, `${name}.gz`), gzipSync(example[name], { level: 9 }));
  }
  for (const [name, text] of Object.entries(shown)) writeFileSync(join(SHOWN, name), text);
}

export function readShown(name: string): string {
  return readFileSync(join(SHOWN, name), "utf8");
}

/** Puts the example into a stack's folder, where commands find it. */
export function unpackExample(example: Example, folder: string): string {
  for (const name of FILES) writeFileSync(join(folder, name), example[name]);
  return join(folder, "tfplan.json");
}
