import { z } from "zod";
import { parsedJson } from "./json";

/** What a check of Checkov found wrong. */
export interface Finding {
  /** Such as `CKV_AWS_145`. */
  readonly check: string;
  /** What the check asks for, in Checkov's words. */
  readonly title: string;
  /** The resource's address in the plan. */
  readonly address: string;
  /** Attributes that the check has looked at; none where it looks at several resources together. */
  readonly attributes: readonly string[];
}

export interface CheckovReport {
  readonly passed: number;
  readonly findings: readonly Finding[];
}

const REPORT = z.object({
  check_type: z.literal("terraform_plan"),
  results: z.object({
    failed_checks: z.array(
      z.object({
        check_id: z.string(),
        check_name: z.string(),
        resource_address: z.string(),
        check_result: z.object({ evaluated_keys: z.array(z.string()).nullish() }),
      }),
    ),
  }),
  summary: z.object({
    passed: z.int().positive("no check has passed: it has not understood the plan"),
    parsing_errors: z.literal(0),
  }),
});

/**
 * Reads what Checkov prints with `--output json`.
 *
 * @throws Error where it is something else, or Checkov could not read the plan
 */
export function readCheckovReport(json: string): CheckovReport {
  const read = REPORT.safeParse(parsedJson(json));
  if (!read.success) {
    const details = read.error.issues.map(
      ({ path, message }) => `${path.join(".") || "all of it"}: ${message}`,
    );
    throw new Error(`Checkov's report cannot be used (${details.join("; ")}).`);
  }
  const { results, summary } = read.data;
  return {
    passed: summary.passed,
    findings: results.failed_checks.map((failed) => ({
      check: failed.check_id,
      title: failed.check_name,
      address: failed.resource_address,
      attributes: (failed.check_result.evaluated_keys ?? []).filter(
        (key) => key !== "" && key !== "resource_type",
      ),
    })),
  };
}
