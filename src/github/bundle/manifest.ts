import { z } from "zod";
import { GitHubError } from "../errors";

const commit = z.string().regex(/^[0-9a-f]{40}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const version = z
  .string()
  .max(40)
  .regex(/^\d+\.\d+\.\d+[\w.+-]*$/);

const facts = {
  /** Of the commit that was synthesised, as git names it. */
  tree: commit,
  /** SHA-256 of cdk.tf.json. */
  template: digest,
  /** SHA-256 of the provider lock file; null where there is none. */
  lockFile: digest.nullable(),
  /** SHA-256 of the tfvars file; null where there is none. */
  tfvars: digest.nullable(),
  /** Of the state that was planned upon; an empty one has no lineage yet. */
  state: z.strictObject({ lineage: z.string().regex(/^[\w-]{0,100}$/), serial: z.int().nonnegative() }),
  terraform: version,
};

const schema = z.strictObject({
  format: z.literal(1),
  stack: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** Null for a plan that was made after the merge. */
  pullRequest: z.int().positive().nullable(),
  /** The pull request's last commit, or main's. */
  head: commit,
  tool: version,
  /** Whether there is anything to apply. */
  changed: z.boolean(),
  ...facts,
  /** The encrypted plan file. */
  plan: z.strictObject({ sha256: digest, bytes: z.int().positive() }),
});

/** What stands beside an encrypted plan: all that must be the same when it is applied. */
export type Manifest = z.infer<typeof schema>;
/** What is compared between planning and applying. */
export type Facts = Pick<Manifest, keyof typeof facts>;

export const MANIFEST = "manifest.json";
export const ENCRYPTED_PLAN = "tfplan.age";
/** What GitHub has signed for the job that made the manifest. */
export const SIGNATURE = "signature.jwt";

/** A manifest is about 900 bytes, a signature 2,000; a plan file holds state and configuration, compressed. */
export const LIMITS = {
  [MANIFEST]: 10_000,
  [ENCRYPTED_PLAN]: 200 * 1024 * 1024,
  [SIGNATURE]: 20_000,
} as const;

/** @throws GitHubError with each place that is not as it should be, never with what stands there */
export function readManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new GitHubError("The plan's manifest is no JSON.");
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.slice(0, 20).map((issue) =>
    // whose message names the keys
    issue.code === "unrecognized_keys" ? "a key is unknown" : `${issue.path.join(".")}: ${issue.message}`,
  );
  throw new GitHubError("The plan's manifest is not one that this version writes.", { details });
}

export function writeManifest(manifest: Manifest): string {
  return `${JSON.stringify(schema.parse(manifest), null, 2)}\n`;
}
