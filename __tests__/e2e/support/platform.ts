import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { type ControlMethod, control, type Emulator, startEmulator } from "../../../src/local/emulator";
import { terraformEnvironment } from "../../../src/local/environment";
import { Log } from "../../../src/local/log";
import { providerInstallation } from "../../../src/local/provider-mirror";
import { initialise, STATE_BUCKET } from "../../../src/local/state-bucket";
import { providerOf, runSynthesis, stackFolder } from "../../../src/local/synthesis";
import { type Plan, Terraform } from "../../../src/local/terraform";
import { checkTools } from "../../../src/local/tools";
import { ensureVenv } from "../../../src/local/venv";

export const ROOT = join(import.meta.dirname, "../../..");
const HOME = join(ROOT, ".emulator");
const EMULATOR_LOG = "emulator.log";

/** How much of the logs a failed test prints. */
const SHOWN_CHARACTERS = 6_000;

/** Values of a tfvars file, in Terraform's JSON form. */
export type Tfvars = Readonly<Record<string, unknown>>;

/** An emulator, or a copy of one. */
type LocalAws = Pick<Emulator, "endpoint" | "control" | "stop">;

/** A platform that can be copied, as data that goes from one process to another. */
export interface Origin {
  /** The emulator's, which lives longer than its copies. */
  readonly endpoint: string;
  readonly folder: string;
  readonly tfvars: Tfvars;
  /** What an account holds when it is new. */
  readonly before: readonly Item[];
}

/** One environment on an emulator of its own, in a folder of its own, driven by the real Terraform. */
export class LocalPlatform {
  readonly terraform: Terraform;

  private constructor(
    readonly emulator: LocalAws,
    /** The stack's folder. */
    readonly stack: string,
    readonly log: Log,
    private readonly folder: string,
    private tfvars: Tfvars,
    private before: readonly Item[],
    private readonly emulatorLog: string,
  ) {
    this.terraform = new Terraform({ folder: stack, env: this.env, log });
  }

  /** Starts an emulator, synthesises and initialises; nothing is applied. */
  static async start(tfvars: Tfvars): Promise<LocalPlatform> {
    const environment = String(tfvars.environment);
    const folder = mkdtempSync(join(tmpdir(), `platform-${environment}-`));
    const log = new Log(join(folder, "terraform.log"));
    const emulator = await startLocalAws(folder);
    try {
      const stack = await synthesiseInto(folder, tfvars, log);
      const emulatorLog = join(folder, EMULATOR_LOG);
      const platform = new LocalPlatform(emulator, stack, log, folder, tfvars, [], emulatorLog);
      await emulator.createBucket(STATE_BUCKET);
      await initialise(platform.terraform);
      platform.before = await inventory(emulator);
      return platform;
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  /** Copies a platform as it is now, with everything in AWS and its state; takes a tenth of a second. */
  static async copy(origin: Origin): Promise<LocalPlatform> {
    const folder = mkdtempSync(join(tmpdir(), "platform-copy-"));
    const environment = String(origin.tfvars.environment);
    const stacks = join(folder, "cdktf.out/stacks");
    // links stay relative: the settings are the copy's own
    cpSync(origin.folder, folder, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => basename(path) !== ".terraform" && !path.endsWith(".log"),
    });
    const stack = stackFolder(stacks, environment);
    symlinkSync(join(origin.folder, relative(folder, stack), ".terraform"), join(stack, ".terraform"));
    const log = new Log(join(folder, "terraform.log"));
    const emulator = await forkOf(origin.endpoint);
    const emulatorLog = join(origin.folder, EMULATOR_LOG);
    return new LocalPlatform(emulator, stack, log, folder, origin.tfvars, origin.before, emulatorLog);
  }

  /** What copies are made from: of this platform, or of another emulator with the same stack. */
  origin({ endpoint }: { readonly endpoint: string } = this.emulator): Origin {
    return { endpoint, folder: this.folder, tfvars: this.tfvars, before: this.before };
  }

  /** Environment variables for Terraform, and for the AWS SDKs, on this platform. */
  get env(): NodeJS.ProcessEnv {
    const provider = terraformProvider(providerOf(this.stack).version);
    return terraformEnvironment({ endpoint: this.emulator.endpoint, provider });
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
    const before = new Set(this.before.map(({ name }) => name));
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
    return [this.log.file, this.emulatorLog].map((file) => readFileSync(file, "utf8")).join("");
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
  return startEmulator({ python, source: join(ROOT, "emulator"), logFile: join(folder, EMULATOR_LOG) });
}

/** A copy of an emulator as it is now, which ends with it at the latest. */
export async function forkOf(base: string): Promise<LocalAws> {
  const { endpoint, pid } = await control<{ endpoint: string; pid: number }>(base, "POST", "fork", {});
  return {
    endpoint,
    control: (method, path, body) => control(endpoint, method, path, body),
    stop: () => control(base, "DELETE", `fork?pid=${pid}`),
  };
}

/** Where Terraform gets the AWS provider from, as environment variables. */
export function terraformProvider(version: string): Readonly<Record<string, string>> {
  return providerInstallation(HOME, { version });
}

interface Item {
  readonly kind: string;
  readonly name: string;
}

function inventory(emulator: LocalAws): Promise<readonly Item[]> {
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
