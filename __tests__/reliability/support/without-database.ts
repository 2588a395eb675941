import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Synthesised {
  readonly resource: Record<string, Record<string, unknown>>;
}

/** The value that stands for any attribute of the database. */
const ABSENT = "no-database";

/**
 * Takes the database out of a synthesised stack, and keeps everything that reads its attributes: a text stands for each. RDS takes 80 s to
 * create one, which are the provider's own.
 *
 * @param stack the stack's folder
 */
export function withoutDatabase(stack: string): void {
  const file = join(stack, "cdk.tf.json");
  const { aws_db_instance: databases = {}, ...resource } = read(file).resource;
  const [name, ...others] = Object.keys(databases);
  if (name === undefined || others.length > 0) throw new Error(`${file} has not one database`);
  const address = `aws_db_instance.${name}`;
  const text = JSON.stringify({ ...read(file), resource }, (key, value) =>
    key === "depends_on" ? value.filter((each: string) => each !== address) : value,
  );
  // within JSON, a quote of Terraform's expression is written \"
  writeFileSync(file, text.replace(new RegExp(`${address}\\.\\w+`, "g"), `\\"${ABSENT}\\"`));
}

function read(file: string): Synthesised {
  return JSON.parse(readFileSync(file, "utf8"));
}
