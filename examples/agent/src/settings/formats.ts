import { z } from "zod";

export function wholeNumber(least: number, most: number) {
  return z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most));
}

/** Dollars, above 0. */
export const usd = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .pipe(z.number().positive().max(1_000_000));

export const flag = z.enum(["true", "false"]).transform((value) => value === "true");

/** Without spaces and control characters, which a value that was copied badly has. */
export const secret = z.string().regex(/^[\x21-\x7e]+$/);

/** Credentials are sent there: in clear on this machine alone. */
export const httpsAddress = z
  .string()
  .refine((text) => isAddress(text, ["https:"]) || (isAddress(text, ["http:"]) && isLoopback(text)))
  .transform(withoutSlash);

export const databaseAddress = z
  .string()
  .refine((text) => isAddress(text, ["postgres:", "postgresql:"]) && new URL(text).pathname.length > 1);

function isAddress(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocols.includes(protocol) && hostname !== "";
}

function isLoopback(text: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(text).hostname);
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, "");
}
