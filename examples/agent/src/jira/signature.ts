import { createHmac, timingSafeEqual } from "node:crypto";

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** Whether a header has the form of a signature, which is no secret. */
export function mayBeSignature(header: string | string[] | undefined): boolean {
  return typeof header === "string" && SIGNATURE.test(header);
}

/**
 * Whether Jira has signed a body, by the header `X-Hub-Signature`.
 *
 * A header that is missing or malformed takes as long as one that is wrong.
 *
 * @param body as it came, byte by byte
 */
export function isSigned(body: Buffer, header: string | string[] | undefined, secret: string): boolean {
  const [, hex = ""] = (typeof header === "string" && SIGNATURE.exec(header)) || [];
  const given = Buffer.from(hex, "hex");
  const expected = createHmac("sha256", secret).update(body).digest();
  return timingSafeEqual(expected, given.length === expected.length ? given : Buffer.alloc(expected.length));
}
