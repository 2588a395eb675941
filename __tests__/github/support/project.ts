import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The source of the stack, where the platform has its own. */
const STACK = "src/modules/stack.json";

/** A stack that writes its secret and its input down when it is applied. */
export function templateOf(input: string, state: string, used: string): object {
  return {
    terraform: { backend: { local: { path: state } }, required_version: ">= 1.11.0" },
    variable: {
      password: { type: "string", sensitive: true, ephemeral: true, default: null },
      secrets: { type: "map(string)", sensitive: true, ephemeral: true, default: null },
      other_secret: { type: "string", sensitive: true, ephemeral: true, default: null },
      size: { type: "string", default: "small" },
    },
    resource: {
      terraform_data: {
        one: {
          input: `${input} \${var.size}`,
          triggers_replace: [input],
          provisioner: [
            {
              "local-exec": {
                command: `printf '%s %s %s' "$INPUT" "$PASSWORD" "$KEY" > ${used}`,
                environment: {
                  INPUT: input,
                  PASSWORD: "${var.password}",
                  KEY: '${var.secrets["KEY"]}',
                },
              },
            },
          ],
        },
      },
    },
  };
}

export interface SourceFiles {
  readonly tfvars?: string;
  /** Other files, by their paths. @default - none */
  readonly others?: Readonly<Record<string, string>>;
}

/** A repository with one stack, and what a job checks out and synthesises of it. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "reviewed-plan-"));
  readonly repository = join(this.folder, "repository");
  readonly used = join(this.folder, "used.txt");
  readonly state = join(this.folder, "state.tfstate");

  constructor() {
    mkdirSync(join(this.repository, dirname(STACK)), { recursive: true });
    this.git("init", "--quiet", "--initial-branch=main");
    this.write("first");
    this.commit("first");
  }

  git(...args: readonly string[]): string {
    const who = [
      "-c",
      "user.name=somebody",
      "-c",
      "user.email=somebody@example.com",
      "-c",
      "commit.gpgsign=false",
    ];
    return execFileSync("git", ["-C", this.repository, ...who, ...args], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  }

  /** Edits the source of the stack. */
  write(input: string, { tfvars = 'size = "small"\n', others = {} }: SourceFiles = {}): void {
    const template = templateOf(input, this.state, this.used);
    writeFileSync(join(this.repository, STACK), JSON.stringify(template));
    const files = { "staging.tfvars": tfvars, ...others };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.repository, name)), { recursive: true });
      writeFileSync(join(this.repository, name), text);
    }
  }

  commit(message: string): string {
    this.git("add", ".");
    this.git("commit", "--quiet", "--message", message, "--allow-empty");
    return this.git("rev-parse", "HEAD");
  }

  /** Checks a commit out into a folder of its own, and synthesises its stack, as a job does. */
  job(
    name: string,
    commit: string,
  ): { readonly source: string; readonly stack: string; readonly out: string } {
    const source = join(this.folder, name, "source");
    this.git("worktree", "add", "--quiet", "--detach", source, commit);
    const stack = join(this.folder, name, "stacks", "staging");
    mkdirSync(stack, { recursive: true });
    cpSync(join(source, STACK), join(stack, "cdk.tf.json"));
    cpSync(join(source, "staging.tfvars"), join(stack, "terraform.tfvars"));
    return { source, stack, out: join(this.folder, name, "out") };
  }

  /** What the applied stack has written down. */
  get applied(): string | undefined {
    return existsSync(this.used) ? readFileSync(this.used, "utf8") : undefined;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
