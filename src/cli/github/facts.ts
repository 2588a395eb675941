import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { sha256 } from "../../github/bundle/hash";
import type { Facts } from "../../github/bundle/manifest";
import { GitHubError } from "../../github/errors";
import { isCommit } from "../../github/repository";

const TEMPLATE = "cdk.tf.json";
const LOCK_FILE = ".terraform.lock.hcl";
/** Of git: names of all files that a large merge changes. */
const MOST_OUTPUT = 64 * 1024 * 1024;
const TFVARS = ["terraform.tfvars", "terraform.tfvars.json"];

/** What is known of a stack without asking anybody. */
export type SourceFacts = Pick<Facts, "tree" | "template" | "lockFile" | "tfvars">;

/** A synthesised stack's folder. */
export interface StackFolder {
  /** The folder's own name, such as `staging`. */
  readonly name: string;
  readonly path: string;
  readonly template: string;
  /** Undefined where there is none. */
  readonly tfvars: string | undefined;
  readonly lockFile: string | undefined;
}

/** @throws GitHubError where there is no cdk.tf.json */
export function readStackFolder(folder: string): StackFolder {
  const path = resolve(folder);
  const template = readIfThere(join(path, TEMPLATE));
  if (template === undefined) {
    throw new GitHubError(`${folder} holds no ${TEMPLATE}.`, { remedy: "Synthesise first: npm run synth." });
  }
  const [tfvars] = TFVARS.flatMap((name) => readIfThere(join(path, name)) ?? []);
  return {
    name: basename(path),
    path,
    template,
    tfvars,
    lockFile: readIfThere(join(path, LOCK_FILE)),
  };
}

/**
 * What a stack is made of.
 *
 * @throws GitHubError where its providers are locked by another file than the repository's, which synthesis has written
 */
export async function sourceFacts(stack: StackFolder, repository: string): Promise<SourceFacts> {
  if (stack.lockFile !== readIfThere(join(repository, LOCK_FILE))) {
    throw new GitHubError(`${stack.name} does not lock its providers as the repository does.`, {
      remedy: `Synthesis links ${LOCK_FILE} of the repository's root into each stack: look at what replaces it.`,
    });
  }
  return {
    tree: await treeOf(repository),
    template: sha256(stack.template),
    lockFile: stack.lockFile === undefined ? null : sha256(stack.lockFile),
    tfvars: stack.tfvars === undefined ? null : sha256(stack.tfvars),
  };
}

/**
 * The tree of the commit that is checked out.
 *
 * @throws GitHubError where files that git knows were changed: the stacks would be of another source
 */
async function treeOf(repository: string): Promise<string> {
  if ((await git(repository, "status", "--porcelain", "--untracked-files=no")) !== "") {
    throw new GitHubError("Files that are checked out were changed: the tree is not what was synthesised.");
  }
  const tree = (await git(repository, "rev-parse", "HEAD^{tree}")).trim();
  if (!isCommit(tree)) throw new GitHubError("git does not tell the tree of what is checked out.");
  return tree;
}

/**
 * Paths in which what is checked out differs from a commit before it; of a file that was moved both.
 *
 * @param before as the event `push` names it: zeros for a branch that is new
 * @returns undefined where that is not known: the branch is new, or was moved to another history
 */
export async function changesSince(
  before: string | undefined,
  repository: string,
): Promise<readonly string[] | undefined> {
  if (before === undefined || !isCommit(before)) return undefined;
  try {
    const names = await git(repository, "diff", "--name-only", "--no-renames", "-z", before, "HEAD", "--");
    return names.split("\0").filter((each) => each !== "");
  } catch {
    return undefined;
  }
}

async function git(repository: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", repository, ...args], {
      maxBuffer: MOST_OUTPUT,
    });
    return stdout;
  } catch (cause) {
    throw new GitHubError(`git cannot read ${repository}.`, {
      cause,
      remedy: "Check the repository out first.",
    });
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
