import { createHash } from "node:crypto";
import { z } from "zod";
import { GitHubError } from "../errors";

const attribute = z.strictObject({
  name: z.string(),
  /** What the code says, as JSON; masked. */
  wanted: z.string(),
  /** What was found, as JSON; masked. */
  found: z.string(),
});

const resource = z.strictObject({
  address: z.string(),
  /** Path of its construct. */
  path: z.string().optional(),
  type: z.string(),
  /** `added`: it has what the code does not, and what no apply takes away. */
  change: z.enum(["changed", "deleted", "added"]),
  attributes: z.array(attribute),
});

const schema = z.strictObject({
  environment: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  resources: z.array(resource),
});

export type DriftedAttribute = z.infer<typeof attribute>;
export type DriftedResource = z.infer<typeof resource>;

/**
 * What was changed outside of Terraform in one environment, and the next apply would change back; and rules that somebody has
 * added to security groups.
 *
 * It holds no secret: the job that plans masks it, and the one that writes issues needs no access to AWS.
 */
export type DriftReport = z.infer<typeof schema>;

/** @throws GitHubError on what is no such report */
export function readDriftReport(text: string, source: string): DriftReport {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new GitHubError(`${source} is no report of drift.`, {
      remedy: "`langgraph-platform nightly drift` writes it.",
      cause: error,
    });
  }
}

/** The same for the same drift, whenever and in whatever order it was found. */
export function fingerprintOf({ resources }: DriftReport): string {
  const lines = resources.map((each) => JSON.stringify(each)).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
