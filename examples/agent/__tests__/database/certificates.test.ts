import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trustedCertificates } from "../../src/database/certificates.js";
import { SettingsError } from "../../src/settings/error.js";

describe("trusted certificates", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "certificates-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const file = (content: string) => {
    const path = join(folder, "ca.pem");
    writeFileSync(path, content);
    return path;
  };

  it("are Amazon's for RDS, the one of the platform's databases among them", () => {
    const subjects = trustedCertificates(undefined).map((pem) => new X509Certificate(pem).subject);

    expect(subjects).toContainEqual(expect.stringContaining("CN=Amazon RDS us-east-1 Root CA RSA2048 G1"));
    expect(subjects).toContainEqual(expect.stringContaining("CN=Amazon RDS eu-central-1 Root CA RSA2048 G1"));
  });

  it("are those of a file alone, where there is one", () => {
    const [first = "", second = ""] = trustedCertificates(undefined);

    expect(trustedCertificates(file(`# two of them\n${first}\n\nand\r\n${second}\n`))).toEqual(
      [first, second].map((pem) => pem.trim()),
    );
  });

  it.each([
    ["nothing", ""],
    ["no certificate", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"],
    ["a broken one", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
  ])("fails when the file has %s", (_, content) => {
    expect(() => trustedCertificates(file(content))).toThrow(SettingsError);
    expect(() => trustedCertificates(file(content))).toThrow(/no certificates that can be read.*PEM/);
  });

  it("fails when there is no file", () => {
    expect(() => trustedCertificates(join(folder, "missing.pem"))).toThrow(/cannot be read \(ENOENT\)/);
  });
});
