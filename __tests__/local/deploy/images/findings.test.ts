import { BatchDeleteImageCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFindings, type FindingsOptions } from "../../../../src/deploy/images/findings";
import type { EcrResolved } from "../../../../src/deploy/images/resolve";
import { Registry } from "./registry";

let registry: Registry;
beforeAll(async () => {
  registry = await Registry.start();
});
afterAll(() => registry?.stop());

function check(image: EcrResolved, options: Partial<FindingsOptions> = {}) {
  return checkFindings(registry.aws, image, {
    environment: "production",
    allowFindings: false,
    allowUnscanned: false,
    pace: registry.pace(),
    signal: new AbortController().signal,
    ...options,
  });
}

async function scanned(scan: object): Promise<EcrResolved> {
  const image = await registry.image();
  await registry.scan(image, scan);
  return image;
}

const basic = (name: string, severity: string) => ({
  name,
  severity,
  attributes: [
    { key: "package_version", value: "3.0.1" },
    { key: "package_name", value: "openssl" },
  ],
});

const enhanced = (id: string, severity: string, more: object = {}) => ({
  severity,
  title: `${id} - urllib3`,
  packageVulnerabilityDetails: {
    vulnerabilityId: id,
    vulnerablePackages: [{ name: "urllib3", version: "1.0" }],
  },
  ...more,
});

const many = (count: number) => Array.from({ length: count }, (_, at) => basic(`CVE-${at}`, "CRITICAL"));

describe("a scan with a result", () => {
  it.each(["COMPLETE", "ACTIVE"])("that found nothing lets the image pass (%s)", async (status) => {
    expect(await check(await scanned({ status, findings: [] }))).toEqual({
      status,
      counts: {},
      warnings: [],
    });
  });

  it("that found nothing critical lets it pass, and counts what it found", async () => {
    const findings = [basic("CVE-1", "HIGH"), basic("CVE-2", "LOW"), basic("CVE-3", "HIGH")];
    expect(await check(await scanned({ status: "COMPLETE", findings }))).toEqual({
      status: "COMPLETE",
      counts: { HIGH: 2, LOW: 1 },
      warnings: [],
    });
  });

  it("that found something critical refuses the image in any environment, naming finding and package", async () => {
    const findings = [basic("CVE-1", "CRITICAL"), basic("CVE-2", "HIGH")];
    const image = await scanned({ status: "COMPLETE", findings });
    for (const environment of ["production", "staging"]) {
      await expect(check(image, { environment })).rejects.toMatchObject({
        outcome: "refused",
        message: `The image ${image.digest} has 1 critical finding.`,
        remedy: expect.stringContaining("--allow-findings"),
        details: ["CVE-1 in openssl 3.0.1"],
      });
    }
  });

  it("is not made up for by leave to ship what was not scanned", async () => {
    const image = await scanned({ status: "COMPLETE", findings: many(1) });
    await expect(check(image, { allowUnscanned: true })).rejects.toMatchObject({ outcome: "refused" });
  });

  it.each([
    [10, []],
    [12, ["and 2 more"]],
  ])("of %i critical findings names ten", async (count, end) => {
    const image = await scanned({ status: "COMPLETE", findings: many(count) });
    const names = Array.from({ length: 10 }, (_, at) => `CVE-${at} in openssl 3.0.1`);
    await expect(check(image)).rejects.toMatchObject({ details: [...names, ...end] });
  });

  it("is read to its last page", async () => {
    const findings = [...Array.from({ length: 2300 }, (_, at) => basic(`CVE-${at}`, "LOW")), ...many(1)];
    const image = await scanned({ status: "COMPLETE", findings });
    await registry.calls();
    await expect(check(image)).rejects.toMatchObject({ details: ["CVE-0 in openssl 3.0.1"] });
    expect(await registry.calls()).toHaveLength(3);
  });

  it("may be shipped in spite of it, with a warning", async () => {
    const image = await scanned({ status: "COMPLETE", findings: [...many(3), basic("CVE-9", "LOW")] });
    expect(await check(image, { allowFindings: true })).toEqual({
      status: "COMPLETE",
      counts: { CRITICAL: 3, LOW: 1 },
      warnings: [expect.stringContaining("has 3 critical findings")],
    });
  });
});

describe("an enhanced scan", () => {
  it("counts what is active or has no status, and neither what is closed nor suppressed", async () => {
    const enhancedFindings = [
      enhanced("CVE-1", "CRITICAL", { status: "ACTIVE" }),
      enhanced("CVE-2", "CRITICAL"),
      enhanced("CVE-3", "CRITICAL", { status: "CLOSED" }),
      enhanced("CVE-4", "CRITICAL", { status: "SUPPRESSED" }),
      enhanced("CVE-5", "MEDIUM"),
    ];
    const image = await scanned({ status: "ACTIVE", enhancedFindings });
    await expect(check(image)).rejects.toMatchObject({
      details: ["CVE-1 in urllib3 1.0", "CVE-2 in urllib3 1.0"],
    });
    expect(await check(image, { allowFindings: true })).toMatchObject({ counts: { CRITICAL: 2, MEDIUM: 1 } });
  });

  it("names all packages of a finding, and one without a name by its title", async () => {
    const packages = [{ name: "curl", version: "8.0" }, { name: "libcurl" }];
    const enhancedFindings = [
      enhanced("CVE-1", "CRITICAL", {
        packageVulnerabilityDetails: { vulnerabilityId: "CVE-1", vulnerablePackages: packages },
      }),
      { severity: "CRITICAL", title: "Malicious code" },
      { severity: "CRITICAL" },
    ];
    await expect(check(await scanned({ status: "ACTIVE", enhancedFindings }))).rejects.toMatchObject({
      details: ["CVE-1 in curl 8.0, libcurl", "Malicious code", "a finding without a name"],
    });
  });
});

describe("a scan that runs", () => {
  it.each(["IN_PROGRESS", "PENDING"])("is waited for (%s)", async (status) => {
    const image = await scanned({ status, statusAfterSeconds: { 95: "COMPLETE" }, findings: many(1) });
    const pace = registry.pace();
    await expect(check(image, { pace })).rejects.toMatchObject({ details: ["CVE-0 in openssl 3.0.1"] });
    expect(pace.waits).toEqual(Array(10).fill(10));
  });

  it.each([
    [undefined, 600],
    [25, 25],
    [0, 0],
  ])(
    "is waited for no longer than the timeout of %s, and counts as none then",
    async (timeoutSeconds, total) => {
      const image = await scanned({ status: "IN_PROGRESS" });
      const pace = registry.pace();
      const problem = `its scan is not over: waited ${total} seconds for it`;
      await expect(check(image, { pace, timeoutSeconds })).rejects.toMatchObject({
        outcome: "refused",
        message: expect.stringContaining(problem),
      });
      expect(pace.waits.reduce((sum, each) => sum + each, 0)).toBe(total);
      expect(pace.waits).not.toContain(0);
      const allowed = { timeoutSeconds: 0, allowUnscanned: true };
      expect(await check(image, allowed)).toMatchObject({
        status: "IN_PROGRESS",
        warnings: [expect.anything()],
      });
    },
  );

  it("that ends without a result counts as none", async () => {
    const image = await scanned({ status: "PENDING", statusAfterSeconds: { 30: "FAILED" } });
    await expect(check(image)).rejects.toMatchObject({ message: expect.stringContaining("the scan failed") });
  });

  it("is no longer waited for when the command is interrupted", async () => {
    const image = await scanned({ status: "IN_PROGRESS" });
    const stop = new AbortController();
    let waits = 0;
    const pace = {
      wait: async () => {
        waits += 1;
        stop.abort();
      },
    };
    await expect(check(image, { pace, signal: stop.signal })).rejects.toMatchObject({
      outcome: "interrupted",
    });
    expect(waits).toBe(1);
  });
});

describe("a scan that has not begun", () => {
  it.each([
    [undefined, "production", 30],
    [undefined, "staging", 0],
    [70, "production", 70],
    [70, "staging", 70],
  ])("may take %s seconds to in %s, and counts as none then", async (appearsSeconds, environment, total) => {
    const image = await registry.image();
    const pace = registry.pace();
    const options = { pace, environment, appearsSeconds };
    const answer = check(image, options).then(
      ({ warnings }) => warnings.join(),
      (error: Error) => error.message,
    );
    const waited = total === 0 ? "." : `: waited ${total} seconds for it.`;
    expect(await answer).toContain(`it was never scanned${waited}`);
    expect(pace.waits.reduce((sum, each) => sum + each, 0)).toBe(total);
  });

  it("is waited for to its end once it has, in any environment", async () => {
    for (const environment of ["staging", "production"]) {
      const image = await registry.image();
      const pace = registry.pace();
      const begin = async (seconds: number) => {
        await pace.wait(seconds);
        if (pace.waits.length < 4) return;
        await registry.scan(image, {
          status: pace.waits.length < 7 ? "IN_PROGRESS" : "COMPLETE",
          findings: many(1),
        });
      };
      const options = { environment, pace: { wait: begin }, appearsSeconds: 300, timeoutSeconds: 300 };
      await expect(check(image, options)).rejects.toMatchObject({ details: ["CVE-0 in openssl 3.0.1"] });
      expect(pace.waits).toHaveLength(7);
    }
  });
});

describe("an image without a result", () => {
  it.each([
    ["was never scanned", undefined, "it was never scanned"],
    ["cannot be scanned", { status: "UNSUPPORTED_IMAGE" }, "cannot be scanned"],
    [
      "has a scan that failed",
      { status: "FAILED", description: "No layers." },
      "the scan failed: No layers.",
    ],
    ["is too old", { status: "SCAN_ELIGIBILITY_EXPIRED" }, "it is older"],
    ["has no findings at hand", { status: "FINDINGS_UNAVAILABLE" }, "are not available"],
    ["met a limit", { status: "LIMIT_EXCEEDED" }, "limit of scans"],
    ["is archived", { status: "IMAGE_ARCHIVED" }, "it is archived"],
    ["has a status of another time", { status: "SOMETHING_NEW" }, "the status of its scan is SOMETHING_NEW"],
  ])("that %s is refused in production, and warned of elsewhere", async (_, scan, reason) => {
    const image = scan === undefined ? await registry.image() : await scanned(scan);
    const message = expect.stringContaining(reason);
    await expect(check(image)).rejects.toMatchObject({
      outcome: "refused",
      message,
      remedy: expect.stringMatching(/start-image-scan .*--allow-unscanned/),
    });
    await expect(check(image, { allowFindings: true })).rejects.toMatchObject({ outcome: "refused" });
    const status = scan?.status ?? "ScanNotFoundException";
    const warned = { status, counts: {}, warnings: [message] };
    expect(await check(image, { environment: "staging" })).toEqual(warned);
    expect(await check(image, { allowUnscanned: true })).toEqual(warned);
  });
});

describe("what is gone", () => {
  it("is told apart from what was not scanned, whatever is allowed", async () => {
    const image = await registry.image();
    const { repository } = image.ecr;
    await registry.aws.ecr(image.ecr.region).send(
      new BatchDeleteImageCommand({
        repositoryName: repository,
        imageIds: [{ imageDigest: image.digest }],
      }),
    );
    const gone = [image, { ...image, ecr: { ...image.ecr, repository: "absent" } }];
    for (const each of gone) {
      await expect(check(each, { environment: "staging", allowUnscanned: true })).rejects.toMatchObject({
        outcome: "refused",
        message: expect.stringContaining("is no longer in the ECR repository"),
      });
    }
  });

  it("that may not be read counts as none, and names the permission", async () => {
    const image = await registry.image();
    await registry.deny("DescribeImageScanFindings");
    await expect(check(image)).rejects.toMatchObject({
      outcome: "refused",
      message: expect.stringContaining("ecr:DescribeImageScanFindings"),
    });
    const { status, warnings } = await check(image, { allowUnscanned: true });
    expect(status).toBe("NOT_READABLE");
    expect(warnings).toEqual([expect.stringContaining("ecr:DescribeImageScanFindings")]);
  });
});
