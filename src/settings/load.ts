import { basename } from "node:path";
import { checkSettings } from "./check";
import { findFiles } from "./files/find";
import { readTfvars } from "./files/read";
import { gotInWords } from "./got";
import { secretsFromEnvironment, secretsOf } from "./misplaced";
import { printable } from "./printable";
import { type Problem, SettingsError } from "./problem";
import type { PlatformSettings } from "./schema";

export interface LoadOptions {
  /** Folder in which tfvars files are looked for, and which relative paths start from. */
  readonly root: string;
  /**
   * Comma-separated paths of the files to read.
   *
   * @default - the environment variable TFVARS, or all *.tfvars and *.tfvars.json in the root
   */
  readonly files?: string | undefined;
  /** Where secrets may be besides the files, as `TF_VAR_database_password` is. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** What one tfvars file says, secrets left out. */
export interface LoadedSettings {
  readonly settings: PlatformSettings;
  /** Absolute path of the file. */
  readonly file: string;
}

/**
 * Reads the tfvars files: one stack each.
 *
 * @throws SettingsError with every problem of every file
 */
export async function loadSettings({
  root,
  files = process.env.TFVARS,
  env = process.env,
}: LoadOptions): Promise<readonly LoadedSettings[]> {
  const found = await findFiles(root, files);
  const read = await Promise.all(found.files.map(async (file) => ({ file, parsed: await readTfvars(file) })));
  const secrets = [...read.flatMap(({ parsed }) => secretsOf(parsed.values)), ...secretsFromEnvironment(env)];
  const checked = read.map(({ file, parsed }) => ({ file, parsed, ...checkSettings(file, parsed, secrets) }));

  const problems: Problem[] = [...found.problems];
  const claimed = new Map<unknown, string>();
  for (const { file, parsed, problems: own } of checked) {
    const { environment } = parsed.values;
    const first = claimed.get(environment);
    if (typeof environment === "string" && first !== undefined) {
      const line = parsed.lineOf(["environment"]);
      problems.push({
        file,
        ...(line === undefined ? {} : { line }),
        key: "environment",
        got: `${gotInWords("environment", environment)}, which ${printable(basename(first))} describes already`,
        expected: "one file for each environment",
      });
    }
    if (first === undefined) claimed.set(environment, file);
    problems.push(...own);
  }
  if (problems.length > 0) throw new SettingsError(problems, root);
  return checked.flatMap(({ settings, file }) => (settings ? [{ settings, file }] : []));
}
