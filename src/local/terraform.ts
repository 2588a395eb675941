import { LocalError, type LocalErrorDetails } from "./errors";
import type { Log } from "./log";
import { type Cancel, type Finished, lastLines, type RunOptions, run } from "./process";
import {
  type ApplyProgress,
  type ChangeCounts,
  type Diagnostic,
  diagnosticLines,
  MessageReader,
  type PlannedChange,
  readable,
} from "./terraform-messages";

export interface TerraformOptions {
  /** The stack's folder, with cdk.tf.json in it. */
  readonly folder: string;
  /** From `terraformEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
  /** @default "terraform" */
  readonly command?: string;
  readonly log?: Log | undefined;
  readonly cancel?: Cancel | undefined;
}

export interface PlanOptions {
  /** @default "tfplan" */
  readonly out?: string;
  readonly destroy?: boolean;
  /** Further arguments, such as `-var=...`. */
  readonly args?: readonly string[];
}

export interface ApplyOptions {
  /** A file that `plan` wrote. @default "tfplan" */
  readonly plan?: string;
  readonly onProgress?: (progress: ApplyProgress) => void;
}

export interface Plan {
  readonly file: string;
  /** False when Terraform finds nothing to do, outputs included. */
  readonly changed: boolean;
  readonly counts: ChangeCounts;
  readonly changes: readonly PlannedChange[];
}

export interface Output {
  readonly value: unknown;
  readonly sensitive: boolean;
}

const OFFLINE =
  "Without a connection to the registry, set TF_PLUGIN_MIRROR to a folder that `terraform providers mirror` filled.";

const LOCKED =
  'Somebody else writes to the state, or was killed while doing so: docs/operations.md, "The state is locked", tells what to look at before it is unlocked.';

/** A Terraform command failed; `diagnostics` holds its errors where it reported them one by one. */
export class TerraformError extends LocalError {
  override readonly name = "TerraformError";

  constructor(
    /** The subcommand, such as "apply". */
    readonly command: string,
    readonly diagnostics: readonly Diagnostic[],
    details: LocalErrorDetails,
  ) {
    super(`terraform ${command} failed.`, details);
  }
}

/** Terraform in one stack's folder. Every method throws TerraformError, or the reason of `cancel.signal`. */
export class Terraform {
  readonly #options: TerraformOptions;

  constructor(options: TerraformOptions) {
    this.#options = options;
  }

  /**
   * @param backend settings of the S3 backend that the stack leaves open, such as the bucket; false for no backend
   */
  async init(backend: Readonly<Record<string, string>> | false): Promise<void> {
    const settings = backend
      ? Object.entries(backend).map(([name, value]) => `-backend-config=${name}=${value}`)
      : ["-backend=false"];
    this.#check("init", await this.#run(["init", "-no-color", "-input=false", ...settings]));
  }

  async plan(options: PlanOptions = {}): Promise<Plan> {
    const file = options.out ?? "tfplan";
    const reader = new MessageReader();
    const args = ["plan", "-json", "-input=false", "-detailed-exitcode", `-out=${file}`];
    const finished = await this.#stream(
      [...args, ...(options.destroy ? ["-destroy"] : []), ...(options.args ?? [])],
      reader,
    );
    this.#check("plan", finished, reader, [0, 2]);
    return {
      file,
      changed: finished.code === 2,
      counts: reader.counts ?? { add: 0, change: 0, remove: 0 },
      changes: reader.changes,
    };
  }

  /** Carries out a saved plan, that and nothing else. */
  async apply(options: ApplyOptions = {}): Promise<void> {
    const reader = new MessageReader(options.onProgress);
    const args = ["apply", "-json", "-input=false", options.plan ?? "tfplan"];
    this.#check("apply", await this.#stream(args, reader), reader);
  }

  async destroy(options: Omit<ApplyOptions, "plan"> = {}): Promise<void> {
    const reader = new MessageReader(options.onProgress);
    const args = ["destroy", "-json", "-input=false", "-auto-approve"];
    this.#check("destroy", await this.#stream(args, reader), reader);
  }

  async output(): Promise<Readonly<Record<string, Output>>> {
    return this.#json<Record<string, Output>>(["output", "-json"]);
  }

  /** The state, or a saved plan, as Terraform's documented JSON. */
  async show(plan?: string): Promise<unknown> {
    return this.#json(["show", "-json", ...(plan === undefined ? [] : [plan])]);
  }

  /** The state as the backend holds it, with everything that Terraform stores. */
  async pullState(): Promise<string> {
    const finished = await this.#run(["state", "pull"], { toLog: silent });
    this.#check("state pull", finished);
    return finished.stdout;
  }

  /** A saved plan in the words of `terraform plan`; sensitive values are masked. */
  async showText(plan: string): Promise<string> {
    const finished = await this.#run(["show", "-no-color", plan]);
    this.#check("show", finished);
    return finished.stdout;
  }

  /** @returns what is wrong; empty for a valid stack */
  async validate(): Promise<Diagnostic[]> {
    const finished = await this.#run(["validate", "-json"]);
    const result = parse<{ diagnostics?: Diagnostic[] }>(finished.stdout);
    if (!result) this.#check("validate", finished);
    return result?.diagnostics ?? [];
  }

  #run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const { command = "terraform", folder, env, log, cancel } = this.#options;
    log?.line(`# in ${folder}`);
    return run(command, args, { cwd: folder, env, log, cancel, ...options });
  }

  #stream(args: readonly string[], reader: MessageReader): Promise<Finished> {
    return this.#run(args, { toLog: readable, onLine: (line) => reader.read(line) });
  }

  /** Values stay out of the log: JSON shows even those that Terraform masks elsewhere. */
  async #json<T>(args: readonly string[]): Promise<T> {
    const finished = await this.#run(args, { toLog: silent });
    this.#check(args[0] ?? "", finished);
    return JSON.parse(finished.stdout) as T;
  }

  #check(command: string, finished: Finished, reader?: MessageReader, good: readonly number[] = [0]): void {
    if (finished.code !== null && good.includes(finished.code)) return;
    const errors = reader?.errors ?? [];
    const lines = errors.length > 0 ? errors.flatMap(diagnosticLines) : plainErrors(finished);
    const logFile = this.#options.log?.file;
    throw new TerraformError(command, errors, {
      lines,
      logFile,
      remedy: remedyOf(command, lines.join("\n")),
    });
  }
}

function remedyOf(command: string, said: string): string | undefined {
  if (command === "init" && said.includes("connect to registry.terraform.io")) return OFFLINE;
  return said.includes("Error acquiring the state lock") ? LOCKED : undefined;
}

/** Leaves standard output, with its values, out of the log. */
function silent(line: string, from: "stdout" | "stderr"): string | undefined {
  return from === "stderr" ? line : undefined;
}

/** From the first error on; the last lines tell most when there is none. Terraform may frame errors with a box. */
function plainErrors(finished: Finished): string[] {
  const lines = (finished.stderr || finished.stdout)
    .split("\n")
    .map((line) => readable(line).replace(/^[│╷╵] ?/, ""));
  const first = lines.findIndex((line) => line.startsWith("Error: "));
  if (first === -1) return lastLines(lines.join("\n"), 8);
  return lines
    .slice(first)
    .filter((line) => line.trim() !== "")
    .slice(0, 20);
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
