import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../src/local/emulator";
import { terraformEnvironment } from "../../../src/local/environment";
import { Log } from "../../../src/local/log";
import { providerInstallation } from "../../../src/local/provider-mirror";
import { providerOf, stackFolder, synthesise } from "../../../src/local/synthesis";
import { type Plan, Terraform } from "../../../src/local/terraform";
import { checkTools } from "../../../src/local/tools";
import { ensureVenv } from "../../../src/local/venv";

export const ROOT = join(import.meta.dirname, "../../..");
const HOME = join(ROOT, ".emulator");
const STATE_BUCKET = "terraform-state";

/** Values of a tfvars file, in Terraform's JSON form. */
export type Tfvars = Readonly<Record<string, unknown>>;

/** One environment on an emulator of its own, in a folder of its own, driven by the real Terraform. */
export class LocalPlatform {
  private constructor(
    readonly emulator: Emulator,
    readonly terraform: Terraform,
    /** The stack's folder. */
    readonly stack: string,
    readonly log: Log,
    private readonly folder: string,
    private readonly environment: string,
    private tfvars: Tfvars,
  ) {}

  /** Starts an emulator, synthesises and initialises; nothing is applied. */
  static async start(tfvars: Tfvars): Promise<LocalPlatform> {
    const environment = String(tfvars.environment);
    const folder = mkdtempSync(join(tmpdir(), `platform-${environment}-`));
    mkdirSync(join(HOME, "logs"), { recursive: true });
    const log = new Log(join(folder, "terraform.log"));
    const { python } = await checkTools();
    const emulator = await startEmulator({
      source: join(ROOT, "emulator"),
      logFile: join(folder, "emulator.log"),
      python: await ensureVenv({
        folder: join(HOME, "venv"),
        requirements: join(ROOT, "emulator/requirements.txt"),
        python,
      }),
    });
    try {
      const stack = await synthesiseInto(folder, tfvars, log);
      const provider = providerInstallation(HOME, { version: providerOf(stack).version });
      const terraform = new Terraform({
        folder: stack,
        env: terraformEnvironment({ endpoint: emulator.endpoint, provider }),
        log,
      });
      await emulator.createBucket(STATE_BUCKET);
      await terraform.init({ bucket: STATE_BUCKET, use_path_style: "true" });
      return new LocalPlatform(emulator, terraform, stack, log, folder, environment, tfvars);
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  /** Changes settings and synthesises again; `undefined` takes a setting out. */
  async configure(changes: Tfvars): Promise<void> {
    this.tfvars = Object.fromEntries(
      Object.entries({ ...this.tfvars, ...changes }).filter(([, value]) => value !== undefined),
    );
    await synthesiseInto(this.folder, this.tfvars, this.log);
  }

  /** Changes the tfvars file alone, as somebody who forgets to synthesise. */
  edit(changes: Tfvars): void {
    this.tfvars = { ...this.tfvars, ...changes };
    writeTfvars(this.folder, this.tfvars);
  }

  /** Plans and applies. */
  async apply(): Promise<Plan> {
    const plan = await this.terraform.plan();
    if (plan.changed) await this.terraform.apply();
    return plan;
  }

  /** The state as the backend holds it. */
  async storedState(): Promise<string> {
    const key = `langgraph/${this.environment}/terraform.tfstate`;
    const response = await fetch(`${this.emulator.endpoint}/${STATE_BUCKET}/${key}`);
    return response.text();
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

async function synthesiseInto(folder: string, tfvars: Tfvars, log: Log): Promise<string> {
  const file = writeTfvars(folder, tfvars);
  const stacks = await synthesise({ root: ROOT, tfvars: [file], out: join(folder, "cdktf.out"), log });
  return stackFolder(stacks, String(tfvars.environment));
}

function writeTfvars(folder: string, tfvars: Tfvars): string {
  const file = join(folder, "terraform.tfvars.json");
  writeFileSync(file, JSON.stringify(tfvars), { mode: 0o600 });
  return file;
}
