import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../../package.json";
import { pack } from "../../github/bundle/bundle";
import { GitHubError } from "../../github/errors";
import { placeholders, secretsInTfvars, secretVariables, withSecrets } from "../../github/placeholders";
import { signWith } from "../../github/provenance/identity-token";
import type { Io } from "../delivery/io";
import { type Context, readContext } from "./context";
import { readStackFolder, type StackFolder, sourceFacts } from "./facts";
import { GITHUB_EXIT, runGitHubCommand, writeOutputs } from "./run";
import { type Backend, StackTerraform } from "./terraform";

export interface StackOptions extends Backend {
  /** A synthesised stack's folder; its last part is the stack's name. */
  readonly stack: string;
  /** What is checked out. */
  readonly source: string;
}

export interface PlanOptions extends StackOptions {
  /** Folder for the encrypted plan and its manifest. */
  readonly out: string;
}

/** Plans a stack with placeholders for its secrets, and keeps the plan encrypted. */
export function planCommand(options: PlanOptions, io: Io): Promise<number> {
  return runGitHubCommand(io, async () => {
    const context = readContext(io, { needsToken: false });
    const stack = readStackFolder(options.stack);
    const terraform = planning(stack, io);
    await terraform.init(options);
    const changed = await planAndPack({ ...options, stack, terraform, context, io });
    writeOutputs(io, { changed: String(changed) });
    return GITHUB_EXIT.done;
  });
}

/**
 * Terraform for a job that knows no secret.
 *
 * @throws GitHubError where a secret stands in the tfvars file, which would win over the value that the applying job has
 */
export function planning(stack: StackFolder, io: Io): StackTerraform {
  const written = secretsInTfvars(stack.template, stack.tfvars ?? "");
  if (written.length > 0) {
    throw new GitHubError(`The tfvars file of ${stack.name} holds secrets: ${written.join(", ")}.`, {
      remedy:
        "Take them out: the job that applies has them as TF_VAR_..., and a value in the file would win.",
    });
  }
  const values = placeholders(secretVariables(stack.template));
  return new StackTerraform(stack, io, withSecrets(stack.template, io.env, values));
}

interface Planning extends Omit<PlanOptions, "stack"> {
  readonly stack: StackFolder;
  readonly io: Io;
  readonly context: Context;
  readonly terraform: StackTerraform;
}

/**
 * Plans, writes `tfplan.json` beside cdk.tf.json for reports, and the encrypted plan with its manifest.
 *
 * @returns whether there is anything to apply
 */
export async function planAndPack(options: Planning): Promise<boolean> {
  const { stack, terraform, context, io, out, source } = options;
  const { commit, pullRequest } = context;
  const { tree, lockFile, tfvars } = await sourceFacts(stack, source);
  const versionOfTerraform = await terraform.version();
  return terraform.plan(async ({ changed, counts }, file, json) => {
    const files = await pack(file, {
      stack: stack.name,
      pullRequest: pullRequest?.number ?? null,
      head: pullRequest?.head ?? commit,
      tool: version,
      changed,
      tree,
      lockFile,
      tfvars,
      terraform: versionOfTerraform,
      recipients: io.env.PLAN_RECIPIENT ?? "",
      sign: signWith(io.env),
    });
    writeFileSync(join(stack.path, "tfplan.json"), json, { mode: 0o600 });
    mkdirSync(out, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(out, name), bytes);
    const { add, change, remove } = counts;
    io.err.write(`${stack.name}: ${add} to add, ${change} to change, ${remove} to destroy\n`);
    return changed;
  });
}
