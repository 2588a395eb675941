import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Facts } from "../../github/bundle/manifest";
import { parseState } from "../../github/bundle/plan-file";
import { GitHubError } from "../../github/errors";
import { lastLines, run } from "../../local/process";
import { type Plan, Terraform } from "../../local/terraform";
import type { Io } from "../delivery/io";
import type { StackFolder } from "./facts";

const PLAN_FILE = "tfplan";

/** Where a stack's state is. */
export interface Backend {
  /** @default - the backend is complete as it was synthesised */
  readonly stateBucket?: string | undefined;
}

/** Terraform in a synthesised stack, for a job. */
export class StackTerraform {
  readonly #stack: StackFolder;
  readonly #io: Io;
  readonly #env: NodeJS.ProcessEnv;
  readonly #terraform: Terraform;

  /** @param env with `TF_VAR_...` of the secrets, or placeholders for them */
  constructor(stack: StackFolder, io: Io, env: NodeJS.ProcessEnv) {
    this.#stack = stack;
    this.#io = io;
    this.#env = {
      ...env,
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      CHECKPOINT_DISABLE: "1",
      // no provider but those of the lock file, with the hashes that stand there: a provider is a program
      TF_CLI_ARGS_init: [env.TF_CLI_ARGS_init, "-lockfile=readonly"].filter(Boolean).join(" "),
    };
    this.#terraform = new Terraform({ folder: stack.path, env: this.#env, cancel: { signal: io.stop } });
  }

  async init({ stateBucket }: Backend): Promise<void> {
    this.#tell("initialising");
    await this.#terraform.init(stateBucket === undefined ? {} : { bucket: stateBucket });
  }

  /** What Terraform and the state are now. */
  async facts(): Promise<Pick<Facts, "state" | "terraform">> {
    return { state: parseState(await this.#terraform.pullState()), terraform: await this.version() };
  }

  async version(): Promise<string> {
    const { stdout, stderr } = await run("terraform", ["version", "-json"], { env: this.#env });
    const [, version] = /"terraform_version":\s*"([^"]+)"/.exec(stdout) ?? [];
    if (version !== undefined) return version;
    throw new GitHubError("Terraform does not tell its version.", { details: lastLines(stderr, 3) });
  }

  /** Plans, and hands the plan over: the file, which holds the state in clear, is gone afterwards. */
  async plan<T>(use: (plan: Plan, file: Buffer, json: string) => Promise<T>): Promise<T> {
    this.#tell("planning");
    const path = join(this.#stack.path, PLAN_FILE);
    try {
      // a role that only reads can lock nothing; what has changed by the time of the apply is refused
      const plan = await this.#terraform.plan({ out: PLAN_FILE, args: ["-lock=false"] });
      const json = JSON.stringify(await this.#terraform.show(PLAN_FILE));
      return await use(plan, readFileSync(path), json);
    } finally {
      rmSync(path, { force: true });
    }
  }

  /** Carries out a saved plan; its file is there as long as it takes. */
  async apply(plan: Buffer): Promise<void> {
    this.#tell("applying");
    const path = join(this.#stack.path, PLAN_FILE);
    try {
      writeFileSync(path, plan, { mode: 0o600 });
      await this.#terraform.apply({ plan: PLAN_FILE });
    } finally {
      rmSync(path, { force: true });
    }
  }

  #tell(what: string): void {
    this.#io.err.write(`${this.#stack.name}: ${what}\n`);
  }
}
