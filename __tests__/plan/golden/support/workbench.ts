import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Emulator } from "../../../../src/local/emulator";
import { terraformEnvironment } from "../../../../src/local/environment";
import { type Cancel, run } from "../../../../src/local/process";
import { startLocalAws, terraformProvider } from "../../../e2e/support/platform";
import type { Configuration, GoldenCase } from "./case";
import { doOutside } from "./outside";

/** The provider that the platform's own stacks ask for. */
const PROVIDER = "5.100.0";

/** One folder with Terraform in it, initialised once, and an emulator: cases are played one after the other. */
export class Workbench {
  private constructor(
    readonly emulator: Emulator,
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly cancel: Cancel,
  ) {}

  /** @param modules files by their path, for cases with modules */
  static async open(modules: Readonly<Record<string, Configuration>>, cancel: Cancel): Promise<Workbench> {
    const folder = mkdtempSync(join(tmpdir(), "golden-"));
    const emulator = await startLocalAws(folder);
    const provider = terraformProvider(PROVIDER);
    const bench = new Workbench(
      emulator,
      folder,
      terraformEnvironment({ endpoint: emulator.endpoint, provider }),
      cancel,
    );
    for (const [path, content] of Object.entries(modules)) bench.#write(path, content);
    await bench.#configure({});
    await bench.#terraform(["init", "-input=false", "-no-color"]);
    return bench;
  }

  /** @returns what `terraform show -json` prints of the case's plan */
  async play(golden: GoldenCase): Promise<unknown> {
    rmSync(join(this.folder, "terraform.tfstate"), { force: true });
    for (const configuration of golden.applied ?? []) await this.#apply(configuration);
    if (golden.broken) await this.#applyInVain(golden.broken);
    await doOutside(this.emulator.endpoint, golden.meanwhile ?? []);
    for (const address of golden.tainted ?? []) await this.#terraform(["taint", address]);
    await this.#configure(golden.planned);
    await this.#terraform(
      ["plan", "-input=false", "-no-color", "-out=tfplan", ...(golden.planArguments ?? [])],
      {
        fails: golden.fails ?? false,
      },
    );
    return JSON.parse(await this.#terraform(["show", "-json", "tfplan"]));
  }

  async close(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #apply(configuration: Configuration, options: { readonly fails?: boolean } = {}): Promise<void> {
    await this.#configure(configuration);
    await this.#terraform(["apply", "-input=false", "-no-color", "-auto-approve"], options);
  }

  async #applyInVain({ configuration, refused }: NonNullable<GoldenCase["broken"]>): Promise<void> {
    await this.emulator.control("POST", "faults", [{ ...refused, kind: "denied", times: null, after: 0 }]);
    await this.#apply(configuration, { fails: true });
    await this.emulator.control("DELETE", "faults");
  }

  async #configure(configuration: Configuration): Promise<void> {
    this.#write("main.tf.json", {
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: PROVIDER } } },
      provider: { aws: [{ region: "us-east-1", s3_use_path_style: true }] },
      ...configuration,
    });
    if (configuration.module) await this.#terraform(["get", "-no-color"]);
  }

  #write(path: string, content: unknown): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }

  async #terraform(
    args: readonly string[],
    { fails = false }: { readonly fails?: boolean } = {},
  ): Promise<string> {
    const { code, stdout, stderr } = await run("terraform", args, {
      cwd: this.folder,
      env: this.env,
      cancel: this.cancel,
    });
    if ((code !== 0) === fails) return stdout;
    throw new Error(`terraform ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  }
}
