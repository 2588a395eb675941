import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ControlMethod, type Emulator, startEmulator } from "../../../src/local/emulator";
import { terraformEnvironment } from "../../../src/local/environment";
import { Log } from "../../../src/local/log";
import { providerInstallation } from "../../../src/local/provider-mirror";
import { providerOf, runSynthesis, stackFolder } from "../../../src/local/synthesis";
import { type Plan, Terraform } from "../../../src/local/terraform";
import { checkTools } from "../../../src/local/tools";
import { ensureVenv } from "../../../src/local/venv";

export const ROOT = join(import.meta.dirname, "../../..");
const HOME = join(ROOT, ".emulator");
const STATE_BUCKET = "terraform-state";

/** How much of the logs a failed test prints. */
const SHOWN_CHARACTERS = 6_000;

/** Values of a tfvars file, in Terraform's JSON form. */
export type Tfvars = Readonly<Record<string, unknown>>;

/** One environment on an emulator of its own, in a folder of its own, driven by the real Terraform. */
export class LocalPlatform {
  readonly #before: readonly Item[];

  private constructor(
    readonly emulator: Emulator,
    readonly terraform: Terraform,
    /** The stack's folder. */
    readonly stack: string,
    readonly log: Log,
    private readonly folder: string,
    private tfvars: Tfvars,
    before: readonly Item[],
  ) {
    this.#before = before;
  }

  /** Starts an emulator, synthesises and initialises; nothing is applied. */
  static async start(tfvars: Tfvars): Promise<LocalPlatform> {
    const environment = String(tfvars.environment);
    const folder = mkdtempSync(join(tmpdir(), `platform-${environment}-`));
    const log = new Log(join(folder, "terraform.log"));
    const emulator = await startLocalAws(folder);
    try {
      const stack = await synthesiseInto(folder, tfvars, log);
      const provider = terraformProvider(providerOf(stack).version);
      const terraform = new Terraform({
        folder: stack,
        env: terraformEnvironment({ endpoint: emulator.endpoint, provider }),
        log,
      });
      await emulator.createBucket(STATE_BUCKET);
      await terraform.init({ bucket: STATE_BUCKET, use_path_style: "true" });
      const before = await inventory(emulator);
      return new LocalPlatform(emulator, terraform, stack, log, folder, tfvars, before);
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  /** Calls the emulator's control API. */
  control<T>(method: ControlMethod, path: string, body?: unknown): Promise<T> {
    return this.emulator.control<T>(method, path, body);
  }

  /** Changes settings and synthesises again; `undefined` takes a setting out. */
  async configure(changes: Tfvars): Promise<void> {
    this.tfvars = Object.fromEntries(
      Object.entries({ ...this.tfvars, ...changes }).filter(([, value]) => value !== undefined),
    );
    await synthesiseInto(this.folder, this.tfvars, this.log);
  }

  /** Changes the tfvars file alone, as somebody who forgets to synthesise; `restore` takes it back. */
  edit(changes: Tfvars): void {
    writeTfvars(this.folder, { ...this.tfvars, ...changes });
  }

  /** Puts the tfvars file back as it was synthesised. */
  restore(): void {
    writeTfvars(this.folder, this.tfvars);
  }

  /** Kinds of what exists on the emulator beyond what an account holds when it is new, and the state's bucket. */
  async leftBehind(): Promise<readonly string[]> {
    const before = new Set(this.#before.map(({ name }) => name));
    const left = (await inventory(this.emulator)).filter(({ name }) => !before.has(name));
    return [...new Set(left.map(({ kind }) => kind))].sort();
  }

  /** Plans and applies. */
  async apply(): Promise<Plan> {
    try {
      const plan = await this.terraform.plan();
      if (plan.changed) await this.terraform.apply();
      return plan;
    } catch (error) {
      // a hook that fails calls no `onTestFailed`
      this.showLogs();
      throw error;
    }
  }

  /** For `onTestFailed`: the end of the logs says why Terraform failed. */
  showLogs(): void {
    console.error(this.logs().slice(-SHOWN_CHARACTERS));
  }

  /** Everything that Terraform and the emulator wrote into logs. */
  logs(): string {
    return ["terraform.log", "emulator.log"]
      .map((name) => readFileSync(join(this.folder, name), "utf8"))
      .join("");
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    this.log.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Python with the emulator's packages. */
export async function emulatorPython(): Promise<string> {
  const { python } = await checkTools();
  const requirements = join(ROOT, "emulator/requirements.txt");
  return ensureVenv({ folder: join(HOME, "venv"), requirements, python });
}

/** An emulator of one's own, which logs into a folder. */
export async function startLocalAws(folder: string): Promise<Emulator> {
  const python = await emulatorPython();
  return startEmulator({ python, source: join(ROOT, "emulator"), logFile: join(folder, "emulator.log") });
}

/** Where Terraform gets the AWS provider from, as environment variables. */
export function terraformProvider(version: string): Readonly<Record<string, string>> {
  return providerInstallation(HOME, { version });
}

interface Item {
  readonly kind: string;
  readonly name: string;
}

function inventory(emulator: Emulator): Promise<readonly Item[]> {
  return emulator.control("GET", "inventory");
}

async function synthesiseInto(folder: string, tfvars: Tfvars, log: Log): Promise<string> {
  const file = writeTfvars(folder, tfvars);
  const stacks = await runSynthesis({ root: ROOT, tfvars: [file], out: join(folder, "cdktf.out"), log });
  return stackFolder(stacks, String(tfvars.environment));
}

function writeTfvars(folder: string, tfvars: Tfvars): string {
  const file = join(folder, "terraform.tfvars.json");
  writeFileSync(file, JSON.stringify(tfvars), { mode: 0o600 });
  return file;
}
