import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scrubbed } from "./environment";
import { LocalError } from "./errors";
import type { Log } from "./log";
import { type Cancel, lastLines, run } from "./process";

export interface RunSynthesisOptions {
  /** The project's root, with main.ts in it. */
  readonly root: string;
  /** Settings files, relative to the root or absolute; one stack each. */
  readonly tfvars: readonly string[];
  /** Where cdktf writes; a plan that somebody saved there is lost. */
  readonly out: string;
  readonly log?: Log | undefined;
  readonly cancel?: Cancel | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Synthesises in a process of its own, as `npm run synth` does.
 *
 * @returns the folder that holds one folder per environment
 * @throws LocalError with what the synthesis said
 */
export async function runSynthesis(options: RunSynthesisOptions): Promise<string> {
  const env = {
    ...scrubbed(options.env ?? process.env),
    TFVARS: options.tfvars.join(","),
    CDKTF_OUTDIR: options.out,
  };
  const finished = await run(process.execPath, ["build/run.mjs", "main.ts"], {
    cwd: options.root,
    env,
    log: options.log,
    cancel: options.cancel,
    graceMs: 5_000,
  });
  if (finished.code !== 0) {
    throw new LocalError("The stacks could not be synthesised.", {
      lines: lastLines(finished.stderr || finished.stdout, 40),
      logFile: options.log?.file,
    });
  }
  return join(options.out, "stacks");
}

/** The folder of one environment's stack. */
export function stackFolder(stacks: string, environment: string): string {
  const found = readdirSync(stacks);
  if (found.includes(environment)) return join(stacks, environment);
  throw new LocalError(
    `There is no stack ${environment} in ${stacks}, only ${found.sort().join(", ") || "nothing"}.`,
  );
}

interface SynthesisedStack {
  readonly terraform?: { readonly required_providers?: { readonly aws?: { readonly version?: string } } };
  readonly provider?: { readonly aws?: readonly { readonly region?: string }[] };
}

/** What a synthesised stack says about its AWS provider: the exact version, and the region. */
export function providerOf(folder: string): { version: string; region: string | undefined } {
  const file = join(folder, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(file, "utf8")) as SynthesisedStack;
  const version = stack.terraform?.required_providers?.aws?.version?.replace(/^=\s*/, "");
  if (!version || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new LocalError(
      `${file} asks for version ${version ?? "(none)"} of the AWS provider, which is not exact.`,
    );
  }
  return { version, region: stack.provider?.aws?.[0]?.region };
}
