import { z } from "zod";
import { GitHubError } from "../errors";
import { readZip } from "../zip";
import { sha256 } from "./hash";
import type { Facts } from "./manifest";

const MOST = 512 * 1024 * 1024;
const STATE = "tfstate";
/** The root module's file: `m-` and the module's key, which is empty. */
const TEMPLATE = "tfconfig/m-/cdk.tf.json";

const state = z.object({ lineage: z.string(), serial: z.int().nonnegative(), terraform_version: z.string() });

/** What a plan file itself says it was made of. */
export type Planned = Pick<Facts, "template" | "state">;

/**
 * Reads Terraform's plan file, which is an archive that holds the state and the configuration that were planned upon. Its format is
 * Terraform's own affair: what is not found there is an error, never a guess.
 */
export async function readPlanFile(bytes: Buffer): Promise<Planned> {
  const entries = await readZip(bytes, { entries: { [STATE]: MOST, [TEMPLATE]: MOST }, mostEntries: 10_000 });
  const [stateBytes, template] = [entries.get(STATE), entries.get(TEMPLATE)];
  if (stateBytes === undefined || template === undefined) {
    throw new GitHubError(
      "The plan file does not hold its state and cdk.tf.json where Terraform 1.11 puts them.",
    );
  }
  const { lineage, serial } = parseState(stateBytes.toString("utf8"));
  return { template: sha256(template), state: { lineage, serial } };
}

/** Lineage and serial of a state; nothing else of it is kept. `terraform state pull` prints nothing where there is none. */
export function parseState(text: string): Facts["state"] {
  if (text.trim() === "") return { lineage: "", serial: 0 };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new GitHubError("The state is no JSON.");
  }
  const parsed = state.safeParse(json);
  if (!parsed.success) throw new GitHubError("The state has no lineage and serial.");
  return { lineage: parsed.data.lineage, serial: parsed.data.serial };
}
