import { CompactSign, exportJWK, generateKeyPair } from "jose";
import type { Sign } from "../../../src/github/provenance/identity-token";

const keys = generateKeyPair("RS256");

/** The public keys, as an issuer shows them. */
export async function keySet(): Promise<object> {
  const { publicKey } = await keys;
  return { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }] };
}

/** A token as GitHub signs it for a job. */
export async function token(claims: object, { kid = "one", alg = "RS256" } = {}): Promise<string> {
  const { privateKey } = await keys;
  const payload = new TextEncoder().encode(JSON.stringify({ exp: 1, ...claims }));
  return new CompactSign(payload).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(privateKey);
}

/** What GitHub says of the planning job of pull request 5 in run 9,012. */
export function planClaims(issuer: string, more: object = {}): object {
  return {
    iss: issuer,
    repository: "acme/platform",
    run_id: "9012",
    event_name: "pull_request",
    ref: "refs/pull/5/merge",
    base_ref: "main",
    job_workflow_ref: "acme/platform/.github/workflows/plan.yml@refs/pull/5/merge",
    ...more,
  };
}

/** As a job with these claims signs. */
export function signing(claims: object): Sign {
  return (audience) => token({ aud: audience, ...claims });
}
