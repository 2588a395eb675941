import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { App } from "cdktf";
import { Archive } from "./modules/archive";
import type { LoadedSettings } from "./settings/load";
import { PlatformStack } from "./stack";

export interface SynthesisOptions {
  /** The project's folder, which holds the provider lock file. */
  readonly root: string;
  /** @default "cdktf.out", or CDKTF_OUTDIR */
  readonly outdir?: string | undefined;
}

const LOCK_FILE = ".terraform.lock.hcl";

/** Where one stack was written. */
export interface SynthesisedStack {
  readonly environment: string;
  /** The tfvars file that it was made from. */
  readonly file: string;
  readonly folder: string;
}

/**
 * Writes one stack per settings file.
 *
 * Each stack's folder gets links to its tfvars file, whose secrets are thus never copied, and to the provider lock file, and
 * the archives that it uploads.
 */
export function synthesise(
  loaded: readonly LoadedSettings[],
  { root, outdir }: SynthesisOptions,
): readonly SynthesisedStack[] {
  const app = new App({ ...(outdir !== undefined && { outdir }) });
  const stacks = loaded.map(({ settings, file }) => ({ stack: new PlatformStack(app, settings), file }));
  const earlier = readManifest(app.outdir);
  app.synth();
  keepOtherStacks(app.outdir, earlier);
  return stacks.map(({ stack, file }) => {
    const environment = stack.node.id;
    const folder = resolve(app.outdir, "stacks", environment);
    writeArchives(stack, folder);
    linkTfvars(folder, file);
    link(join(root, LOCK_FILE), join(folder, LOCK_FILE));
    return { environment, file, folder };
  });
}

/** Earlier ones stay: a saved plan may name them. */
function writeArchives(stack: PlatformStack, folder: string): void {
  for (const archive of stack.node.findAll().filter((each) => each instanceof Archive)) {
    const path = join(folder, archive.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, archive.bytes);
  }
}

interface Manifest {
  readonly stacks?: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
}

function readManifest(outdir: string): Manifest {
  const path = join(outdir, "manifest.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Manifest) : {};
}

/** cdktf-cli removes the folders of stacks that the manifest does not name, saved plans included. */
function keepOtherStacks(outdir: string, earlier: Manifest): void {
  const kept = Object.entries(earlier.stacks ?? {}).filter(([, { synthesizedStackPath }]) =>
    existsSync(join(outdir, synthesizedStackPath)),
  );
  const current = readManifest(outdir);
  const stacks = { ...Object.fromEntries(kept), ...current.stacks };
  writeFileSync(join(outdir, "manifest.json"), `${JSON.stringify({ ...current, stacks }, null, 2)}\n`);
}

/** Terraform loads `terraform.tfvars` or `terraform.tfvars.json` by itself, at plan and again at apply. */
function linkTfvars(folder: string, file: string): void {
  const [hcl, json] = [join(folder, "terraform.tfvars"), join(folder, "terraform.tfvars.json")];
  rmSync(hcl, { force: true });
  rmSync(json, { force: true });
  link(file, file.endsWith(".json") ? json : hcl);
}

function link(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(relative(dirname(path), target), path);
}
