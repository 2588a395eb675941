import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../src/local/process";
import type { LocalPlatform } from "../../e2e/support/platform";
import { ROOT } from "../../e2e/support/platform";
import { terraform } from "./broken-apply";

export interface Told {
  readonly code: number | null;
  /** Standard output: import blocks. */
  readonly blocks: string;
  /** Standard error: what a person reads. */
  readonly text: string;
}

/** Runs `langgraph-platform unfinished` as a process. @param shown what `terraform show -json` says; by default of the state as it is */
export async function unfinished(platform: LocalPlatform, shown?: object): Promise<Told> {
  const state = join(platform.stack, "state.json");
  writeFileSync(state, JSON.stringify(shown ?? (await platform.terraform.show())), { mode: 0o600 });
  const command = [join(ROOT, "build/run.mjs"), "src/cli/langgraph-platform.ts"];
  const finished = await run(process.execPath, [...command, "unfinished", platform.stack, state], {
    cwd: ROOT,
    env: platform.env,
    log: platform.log,
  });
  return { code: finished.code, blocks: finished.stdout, text: finished.stderr };
}

/** The commands of Terraform that it prints, carried out one after the other. */
export async function untaintAsTold(platform: LocalPlatform, { text }: Told): Promise<readonly string[]> {
  const addresses = [...text.matchAll(/^ {2}terraform untaint '([^']+)'$/gm)].map(
    ([, address = ""]) => address,
  );
  for (const address of addresses) {
    const { code, output } = await terraform(platform, "untaint", "-no-color", address);
    if (code !== 0) throw new Error(output);
  }
  return addresses;
}
