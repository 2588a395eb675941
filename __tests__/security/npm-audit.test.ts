import { describe, expect, it } from "vitest";
import { inWords } from "../../src/cli/security/audits";
import { readAudit } from "../../src/security/npm-audit";

const vulnerability = (severity: string, via: readonly unknown[]) => ({ severity, range: "<1.2.3", via });
const report = (vulnerabilities: object) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: { total: 0 } } });

describe("an audit", () => {
  it("has found nothing where npm's report is empty", () => {
    expect(readAudit(report({}))).toEqual({ ran: true, advisories: [], lesser: 0 });
  });

  it("names what is high or critical, and counts the rest", () => {
    const advisory = { title: "Prototype pollution", url: "https://github.com/advisories/GHSA-1" };
    const audit = readAudit(
      report({
        leaf: vulnerability("high", [advisory]),
        above: vulnerability("critical", ["leaf"]),
        other: vulnerability("moderate", [advisory]),
      }),
    );
    expect(audit).toEqual({
      ran: true,
      advisories: [
        "leaf <1.2.3, high: Prototype pollution (https://github.com/advisories/GHSA-1)",
        "above <1.2.3, critical: by leaf",
      ],
      lesser: 1,
    });
  });

  it.each([
    [
      "the registry has no endpoint",
      '{"message":"405 Method Not Allowed","statusCode":405}',
      "405 Method Not Allowed",
    ],
    ["npm says nothing", "", "npm gave no report"],
    ["npm says something else", "<html>", "npm gave no report"],
    ["the report has no advisories' place", "{}", "npm gave no report"],
  ])("did not run where %s", (_, printed, why) => {
    const audit = readAudit(printed);
    expect(audit).toEqual({ ran: false, why });
    expect(inWords(audit)).toBe(`not run (${why})`);
  });
});
