import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import { z } from "zod";
import { sha256 } from "../bundle/hash";
import { GitHubError } from "../errors";
import { getJson } from "./get-json";

/** What GitHub says of the job that asked for a token, as far as it is looked at. */
const schema = z.object({
  iss: z.string(),
  aud: z.string(),
  repository: z.string(),
  run_id: z.string(),
  event_name: z.string(),
  /** Of the run, such as `refs/pull/5/merge`. */
  ref: z.string(),
  /** The branch that a pull request is to be merged into; empty for other events. */
  base_ref: z.string(),
  /** The workflow file that the job stands in, and where that was read: `owner/name/.github/workflows/plan.yml@refs/pull/5/merge`. */
  job_workflow_ref: z.string(),
});

export type Claims = z.infer<typeof schema>;

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Whose signature a server's identity tokens carry. */
export function issuerOf(serverUrl: string): string {
  const { host, origin } = new URL(serverUrl);
  if (host === "github.com") return "https://token.actions.githubusercontent.com";
  return host.endsWith(".ghe.com") ? `https://token.actions.${host}` : `${origin}/_services/token`;
}

/** What a token is asked for: whoever changes a byte of the manifest needs another one. */
export function audienceOf(manifest: Uint8Array): string {
  return `langgraph-platform-plan-${sha256(manifest)}`;
}

/**
 * The claims of a token that its issuer has signed, whenever that was: a token is over after hours, what it says of its job stays
 * true.
 *
 * @throws GitHubError which shows nothing of the token
 */
export async function readClaims(token: string, issuer: string): Promise<Claims> {
  const keys = keySet.safeParse(await getJson(new URL(`${issuer}/.well-known/jwks`)));
  if (!keys.success) throw new GitHubError("The keys of GitHub's identity tokens cannot be read.");
  const claims = schema.safeParse(await payloadOf(token, keys.data));
  if (!claims.success) throw new GitHubError("The plan's signature says nothing of its job.");
  if (claims.data.iss !== issuer) throw new GitHubError("The plan's signature is another issuer's.");
  return claims.data;
}

async function payloadOf(token: string, keys: JSONWebKeySet): Promise<unknown> {
  try {
    const { payload } = await compactVerify(token, createLocalJWKSet(keys), { algorithms: ["RS256"] });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    const isGone = error instanceof errors.JWKSNoMatchingKey;
    throw new GitHubError(
      isGone ? "GitHub has changed its keys since it signed the plan." : "The plan is not signed by GitHub.",
    );
  }
}

/** What a job is expected to be. */
export type Expected = Omit<Claims, "iss" | "aud">;

const NAMES: readonly (readonly [keyof Expected, string])[] = [
  ["repository", "repository"],
  ["run_id", "run"],
  ["event_name", "event"],
  ["ref", "ref"],
  ["base_ref", "base"],
  ["job_workflow_ref", "workflow"],
];

/** Why a plan was not made by the job that it should be of, a sentence for each claim; none is quoted. */
export function unexpected(claims: Claims, expected: Expected, audience: string): readonly string[] {
  return [
    ...(claims.aud === audience ? [] : ["GitHub has signed another plan than this one"]),
    ...NAMES.flatMap(([claim, name]) =>
      claims[claim] === expected[claim] ? [] : [`the plan was made by a job of another ${name}`],
    ),
  ];
}
