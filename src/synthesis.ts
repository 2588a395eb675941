import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { App } from "cdktf";
import { Archive } from "./modules/archive";
import type { LoadedSettings } from "./settings/load";
import { PlatformStack } from "./stack";
import { filesIn, replace, staged } from "./synthesis/staging";

export interface SynthesisOptions {
  /** The project's folder, which holds the provider lock file. */
  readonly root: string;
  /** @default "cdktf.out" */
  readonly outdir?: string | undefined;
}

const LOCK_FILE = ".terraform.lock.hcl";

/** What Terraform reads of a stack before all else: with it a stack is there. */
const CONFIGURATION = /^cdk\.tf(\.json)?$/;

/** Where one stack was written. */
export interface SynthesisedStack {
  readonly environment: string;
  /** The tfvars file that it was made from. */
  readonly file: string;
  readonly folder: string;
}

/**
 * Writes one stack per settings file: all of them or, when something is wrong, none.
 *
 * Each stack's folder gets links to its tfvars file, whose secrets are thus never copied, and to the provider lock file, and
 * the archives that it uploads. At every moment it holds the earlier stack or this one, whole.
 */
export function synthesise(
  loaded: readonly LoadedSettings[],
  { root, outdir = "cdktf.out" }: SynthesisOptions,
): readonly SynthesisedStack[] {
  return staged(resolve(outdir), (staging) => {
    const app = new App({ outdir: staging });
    const stacks = loaded.map(({ settings, file }) => ({ stack: new PlatformStack(app, settings), file }));
    app.synth();
    for (const { stack } of stacks) writeArchives(stack, folderOf(staging, stack));
    keepOtherStacks(staging, outdir);

    const written = stacks.map(({ stack, file }) => {
      const folder = folderOf(resolve(outdir), stack);
      publishStack(folderOf(staging, stack), folder, { file, lockFile: join(root, LOCK_FILE) });
      return { environment: stack.node.id, file, folder };
    });
    replace(join(staging, MANIFEST), join(outdir, MANIFEST));
    return written;
  });
}

function folderOf(outdir: string, stack: PlatformStack): string {
  return join(outdir, "stacks", stack.node.id);
}

/**
 * What the configuration refers to goes first, the configuration last. Earlier archives stay: a saved plan may name them. Until then the
 * earlier stack is there; that its tfvars may have been edited since is told by its own checks.
 */
function publishStack(
  staging: string,
  folder: string,
  { file, lockFile }: { readonly file: string; readonly lockFile: string },
): void {
  const [configuration, others] = [true, false].map((is) =>
    filesIn(staging).filter((path) => CONFIGURATION.test(path) === is),
  );
  for (const path of others ?? []) replace(join(staging, path), join(folder, path));
  linkTfvars(staging, folder, file);
  link(staging, lockFile, join(folder, LOCK_FILE));
  for (const path of configuration ?? []) replace(join(staging, path), join(folder, path));
}

function writeArchives(stack: PlatformStack, folder: string): void {
  for (const archive of stack.node.findAll().filter((each) => each instanceof Archive)) {
    const path = join(folder, archive.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, archive.bytes);
  }
}

const MANIFEST = "manifest.json";

interface Manifest {
  readonly stacks?: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
}

function readManifest(outdir: string): Manifest {
  const path = join(outdir, MANIFEST);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Manifest) : {};
}

/** cdktf-cli removes the folders of stacks that the manifest does not name, saved plans included. */
function keepOtherStacks(staging: string, outdir: string): void {
  const kept = Object.entries(readManifest(outdir).stacks ?? {}).filter(([, { synthesizedStackPath }]) =>
    existsSync(join(outdir, synthesizedStackPath)),
  );
  const current = readManifest(staging);
  const stacks = { ...Object.fromEntries(kept), ...current.stacks };
  writeFileSync(join(staging, MANIFEST), `${JSON.stringify({ ...current, stacks }, null, 2)}\n`);
}

/** Terraform loads `terraform.tfvars` or `terraform.tfvars.json` by itself, at plan and again at apply. */
function linkTfvars(staging: string, folder: string, file: string): void {
  const [hcl, json] = [join(folder, "terraform.tfvars"), join(folder, "terraform.tfvars.json")];
  const [path, other] = file.endsWith(".json") ? [json, hcl] : [hcl, json];
  link(staging, file, path);
  rmSync(other, { force: true });
}

function link(staging: string, target: string, path: string): void {
  const made = join(staging, "link");
  symlinkSync(relative(dirname(path), target), made);
  replace(made, path);
}
