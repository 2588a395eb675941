import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/security/checkov-report";
import type { Exception } from "../../src/security/exceptions";
import { renderVerdict } from "../../src/security/render";
import { judge } from "../../src/security/verdict";

const finding: Finding = {
  check: "CKV_AWS_145",
  title: "Ensure that S3 buckets are encrypted with KMS by default",
  address: "aws_s3_bucket.logs",
  attributes: ["rule/sse_algorithm"],
};
const exception: Exception = {
  check: "CKV_AWS_145",
  asks: "Encrypt buckets with KMS",
  address: "aws_s3_bucket.logs",
  environments: ["staging"],
  reason: { document: "HTTP → HTTPS redirect", so: "It follows from that." },
};
const staging = { environment: "staging", findings: [finding] };
const production = { environment: "production", findings: [finding] };
const render = (verdict: ReturnType<typeof judge>) =>
  renderVerdict(
    verdict,
    (environment) => (environment === "staging" ? "alb/access-logs" : undefined),
    "list.json",
  );

describe("a verdict", () => {
  it("is empty where all that fails is excepted, and all that is excepted fails", () => {
    const verdict = judge([staging, { environment: "production", findings: [] }], [exception]);
    expect(verdict).toEqual({ found: [], unneeded: [] });
    expect(render(verdict)).toBe("");
  });

  it.each<[string, Exception]>([
    ["of another check", { ...exception, check: "CKV_AWS_144" }],
    ["on another resource", { ...exception, address: "aws_s3_bucket.other" }],
  ])("is not changed by an exception %s, which is not needed itself", (_, other) => {
    const { found, unneeded } = judge([staging], [other]);
    expect(found).toEqual([{ environment: "staging", ...finding }]);
    expect(unneeded).toEqual([{ exception: other, environment: "staging" }]);
  });

  it("tells environments apart", () => {
    expect(judge([staging, production], [exception]).found).toEqual([
      { environment: "production", ...finding },
    ]);
    const both: Exception = { ...exception, environments: ["staging", "production"] };
    expect(judge([staging], [both]).unneeded).toEqual([{ exception: both, environment: "production" }]);
  });

  it("names check, address, file and remedy", () => {
    expect(render(judge([staging], []))).toBe(
      [
        "✖ CKV_AWS_145, staging: Ensure that S3 buckets are encrypted with KMS by default",
        "    aws_s3_bucket.logs",
        "    src/modules/alb.ts",
        "  Mend: Look at rule/sse_algorithm in that file, or take it into list.json with its reason.",
      ].join("\n"),
    );
  });

  it("names what to take out of the list", () => {
    const text = render(judge([], [exception]));
    expect(text).toContain("CKV_AWS_145 does not fail any more in staging");
    expect(text).toContain("out of list.json");
  });
});
