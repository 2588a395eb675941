import { createHash, timingSafeEqual } from "node:crypto";
import type { Token } from "../settings/settings.js";
import * as problems from "./problems.js";

/** Tells whose token a header bears. @throws Problem with status 401 */
export type Authenticate = (authorization: string | undefined) => string;

/**
 * Compares hashes, and each with all tokens, so that the time that it takes tells nothing of them.
 */
export function bearerAuthentication(tokens: readonly Token[]): Authenticate {
  const known = tokens.map(({ user, token }) => ({ user, hash: hashOf(token) }));
  return (authorization) => {
    const [, token] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? "") ?? [];
    if (token === undefined) throw problems.unauthorized(false);
    const hash = hashOf(token);
    let owner: string | undefined;
    for (const candidate of known) {
      if (timingSafeEqual(candidate.hash, hash)) owner = candidate.user;
    }
    if (owner === undefined) throw problems.unauthorized(true);
    return owner;
  };
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
