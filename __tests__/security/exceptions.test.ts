import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Exception, MOST_EXCEPTIONS, readExceptions, reasonText } from "../../src/security/exceptions";

const LIST = join(import.meta.dirname, "../../policy/exceptions.json");

const good: Exception = {
  check: "CKV_AWS_145",
  asks: "Encrypt buckets with KMS",
  address: "aws_s3_bucket.logs",
  environments: ["staging"],
  reason: { document: "HTTP → HTTPS redirect", so: "It follows from that." },
};

const read = (...exceptions: readonly object[]) =>
  readExceptions(JSON.stringify({ exceptions }), "list.json");

describe("the committed list", () => {
  it("can be used, and has fifteen entries at most", () => {
    const list = readExceptions(readFileSync(LIST, "utf8"), LIST);
    expect(list.length).toBeGreaterThan(0);
    expect(list.length).toBeLessThanOrEqual(15);
  });
});

describe("a list", () => {
  it("is taken with any of the three reasons", () => {
    const source = "https://docs.aws.amazon.com/x";
    const reasons = [
      good.reason,
      { cost: "It would cost as much", monthly_usd: 28.58 },
      { limit: "AWS does not offer it", source },
    ];
    const list = read(...reasons.map((reason, at) => ({ ...good, address: `aws_s3_bucket.b${at}`, reason })));
    expect(list.map(reasonText)).toEqual([
      "“HTTP → HTTPS redirect” It follows from that.",
      "It would cost as much (28.58 USD a month)",
      "AWS does not offer it",
    ]);
  });

  it.each<[string, readonly object[], string]>([
    ["without a reason", [{ ...good, reason: undefined }], "exceptions.0.reason"],
    ["with an empty reason", [{ ...good, reason: { document: " ", so: " " } }], "exceptions.0.reason"],
    [
      "with a cost that nobody has measured",
      [{ ...good, reason: { cost: "It is too dear" } }],
      "exceptions.0.reason",
    ],
    [
      "with a limit that AWS does not tell of",
      [{ ...good, reason: { limit: "AWS does not offer it", source: "https://example.com" } }],
      "exceptions.0.reason",
    ],
    ["of every resource", [{ ...good, address: "*" }], "exceptions.0.address"],
    ["of every check", [{ ...good, check: "CKV_AWS" }], "exceptions.0.check"],
    ["of no environment", [{ ...good, environments: [] }], "exceptions.0.environments"],
    ["that is there twice", [good, good], "CKV_AWS_145 of aws_s3_bucket.logs is there twice"],
    [
      "longer than fifteen",
      Array.from({ length: MOST_EXCEPTIONS + 1 }, (_, at) => ({ ...good, address: `aws_s3_bucket.b${at}` })),
      "there are more than 15",
    ],
  ])("is refused %s", (_, exceptions, problem) => {
    expect(() => read(...exceptions)).toThrow(problem);
  });
});
