import { z } from "zod";
import { parseDocument } from "../model/document";
import { PlanError } from "../model/errors";
import { type Exception, isRule } from "./exceptions";

const FILE = z.strictObject({
  exceptions: z.array(
    z.strictObject({
      rule: z.string().refine(isRule, { error: "must be the id of a rule" }),
      address: z.string().min(1),
      reason: z.string().trim().min(1, "must say why"),
    }),
  ),
});

/**
 * Reads a file of exceptions.
 *
 * @throws PlanError with everything that is wrong with it
 */
export function readExceptions(json: string, source: string): readonly Exception[] {
  const remedy =
    'It is { "exceptions": [{ "rule": "...", "address": "...", "reason": "..." }] }; see docs/policy.md.';
  const read = FILE.safeParse(parseDocument(json, source, remedy));
  if (read.success) return read.data.exceptions;
  throw new PlanError(`${source} holds no exceptions that can be read.`, {
    details: read.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`),
    remedy,
  });
}
