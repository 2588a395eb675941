import { describe, expect, it } from "vitest";
import { readCheckovReport } from "../../src/security/checkov-report";

const failed = {
  check_id: "CKV_AWS_16",
  check_name: "Ensure all data stored in the RDS is securely encrypted at rest",
  resource_address: "aws_db_instance.rds",
  check_result: { result: "FAILED", evaluated_keys: ["storage_encrypted", "resource_type", ""] },
};
const report = (change: object = {}) =>
  JSON.stringify({
    check_type: "terraform_plan",
    results: { failed_checks: [failed] },
    summary: { passed: 200, failed: 1, parsing_errors: 0 },
    ...change,
  });

describe("Checkov's report", () => {
  it("tells what failed, on what, and where to look", () => {
    expect(readCheckovReport(report())).toEqual({
      passed: 200,
      findings: [
        {
          check: "CKV_AWS_16",
          title: failed.check_name,
          address: "aws_db_instance.rds",
          attributes: ["storage_encrypted"],
        },
      ],
    });
  });

  it.each<[string, string]>([
    ["that is none", "Traceback (most recent call last)"],
    ["of something else than a plan", report({ check_type: "kubernetes" })],
    ["of a plan that it could not read", report({ summary: { passed: 3, parsing_errors: 1 } })],
    ["without a single check that passed", report({ summary: { passed: 0, parsing_errors: 0 } })],
    // what it prints where it finds nothing to check
    ["of nothing", JSON.stringify({ passed: 0, failed: 0, skipped: 0, parsing_errors: 0 })],
  ])("is refused %s", (_, json) => {
    expect(() => readCheckovReport(json)).toThrow("Checkov's report cannot be used");
  });
});
