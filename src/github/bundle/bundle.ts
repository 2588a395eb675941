import { GitHubError } from "../errors";
import { audienceOf } from "../provenance/claims";
import type { Sign } from "../provenance/identity-token";
import { readZip } from "../zip";
import { decrypt, encrypt } from "./encryption";
import { sha256 } from "./hash";
import {
  ENCRYPTED_PLAN,
  LIMITS,
  MANIFEST,
  type Manifest,
  readManifest,
  SIGNATURE,
  writeManifest,
} from "./manifest";
import { readPlanFile } from "./plan-file";

/** The files of an artifact, by name. */
export type Files = Readonly<Record<string, Buffer>>;

export interface PackOptions extends Omit<Manifest, "format" | "plan" | "template" | "state"> {
  readonly recipients: string;
  readonly sign: Sign;
}

/** A plan as it is kept: encrypted, with what it was made of beside it, and GitHub's word on the job that says so. */
export async function pack(planFile: Buffer, { recipients, sign, ...facts }: PackOptions): Promise<Files> {
  const { template, state } = await readPlanFile(planFile);
  const encrypted = await encrypt(planFile, recipients);
  const plan = { sha256: sha256(encrypted), bytes: encrypted.length };
  const manifest = Buffer.from(writeManifest({ format: 1, ...facts, template, state, plan }));
  const signature = Buffer.from(await sign(audienceOf(manifest)));
  return { [MANIFEST]: manifest, [ENCRYPTED_PLAN]: encrypted, [SIGNATURE]: signature };
}

/** A bundle that was downloaded. Nothing of it is to be believed before its signature was looked at. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly encrypted: Buffer;
  /** A token of GitHub's, which must have been made for `audience`. */
  readonly signature: string;
  readonly audience: string;
}

/**
 * @param zip of an artifact
 * @throws GitHubError where a file is missing, too large, or not the one that the manifest names
 */
export async function readBundle(zip: Buffer): Promise<Bundle> {
  const entries = await readZip(zip, { entries: LIMITS, mostEntries: 10 });
  const [text, encrypted] = [entries.get(MANIFEST), entries.get(ENCRYPTED_PLAN)];
  const signature = entries.get(SIGNATURE)?.toString("utf8");
  if (text === undefined || encrypted === undefined || signature === undefined) {
    throw new GitHubError(`The artifact does not hold ${MANIFEST}, ${ENCRYPTED_PLAN} and ${SIGNATURE}.`);
  }
  const manifest = readManifest(text.toString("utf8"));
  const { sha256: digest, bytes } = manifest.plan;
  if (digest !== sha256(encrypted) || bytes !== encrypted.length) {
    throw new GitHubError("The encrypted plan is not the one that its manifest names.");
  }
  return { manifest, encrypted, signature, audience: audienceOf(text) };
}

/**
 * The plan file itself.
 *
 * @throws GitHubError where it cannot be decrypted, or was made of something else than its manifest says
 */
export async function openBundle({ manifest, encrypted }: Bundle, identities: string): Promise<Buffer> {
  const planFile = await decrypt(encrypted, identities);
  const { template, state } = await readPlanFile(planFile);
  const { lineage, serial } = manifest.state;
  const details = [
    ...(template === manifest.template ? [] : ["it was made of another cdk.tf.json"]),
    ...(state.lineage === lineage ? [] : ["it was made upon a state of another lineage"]),
    ...(state.serial === serial ? [] : ["it was made upon a state of another serial"]),
  ];
  if (details.length > 0) throw new GitHubError("The plan is not what its manifest says.", { details });
  return planFile;
}
