import { isIPv4 } from "node:net";
import { SettingsError } from "../settings/error.js";

/** What DATABASE_URI says, in parts. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Empty where there is none. */
  readonly password: string;
  /** Whether the connection is encrypted and the server's certificate verified, its host name included. */
  readonly tls: boolean;
}

const PORT = 5432;
const EXAMPLE = "postgresql://user:password@host:5432/database?sslmode=require";
/** All of them verify certificate and host name here: an encrypted connection to nobody knows whom is worth little. */
const VERIFIED = ["require", "verify-ca", "verify-full"];

/**
 * Reads an address such as `postgresql://user:password@host:5432/database?sslmode=require`. Each part is percent-encoded.
 *
 * `pg` is given the parts and never the address, whose `sslmode` would override how the certificate is verified.
 *
 * @throws SettingsError with every problem, and nothing of the address: a wrong one may have its password anywhere
 */
export function parseDatabaseUri(uri: string): DatabaseAddress {
  const url = readUrl(uri);
  const problems: string[] = [];
  const part = (name: string, encoded: string) => {
    const decoded = decode(encoded);
    if (decoded === undefined) {
      problems.push(`The ${name} of DATABASE_URI is not percent-encoded: write % as %25.`);
    } else if (hasControlCharacters(decoded)) {
      problems.push(`The ${name} of DATABASE_URI has control characters: leave them out.`);
    }
    return decoded ?? "";
  };
  const [user, password] = [part("user", url.username), part("password", url.password)];
  const database = part("database's name", url.pathname.slice(1));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? PORT : Number(url.port);
  if (url.username === "") problems.push(`DATABASE_URI has no user: write ${EXAMPLE}.`);
  if (url.pathname.length < 2) problems.push(`DATABASE_URI has no database: write ${EXAMPLE}.`);
  if (!/^[A-Za-z0-9._:-]+$/.test(host)) {
    problems.push(
      "DATABASE_URI has no host: give one name or address. Sockets and lists of hosts are not taken.",
    );
  }
  if (port === 0) problems.push("The port of DATABASE_URI is 0: give one from 1 to 65535.");
  problems.push(...parameterProblems(url), ...encryptionProblems(url, host));
  if (problems.length > 0) throw new SettingsError(problems);
  return { host, port, database, user, password, tls: VERIFIED.includes(sslMode(url) ?? "") };
}

function readUrl(uri: string): URL {
  const text = uri.trim();
  const url = URL.canParse(text) && !hasControlCharacters(text) ? new URL(text) : undefined;
  if (url === undefined || !["postgresql:", "postgres:"].includes(url.protocol) || url.hash !== "") {
    throw new SettingsError([
      `DATABASE_URI cannot be read: write ${EXAMPLE}. Where user or password have one of @ : / ? # % or a space, it is ` +
        "percent-encoded: encodeURIComponent does so in JavaScript, urlencode in Terraform.",
    ]);
  }
  return url;
}

/** Names are not repeated: a password with a bare ? would be one of them. */
function parameterProblems({ searchParams }: URL): readonly string[] {
  const names = [...searchParams.keys()];
  if (names.every((name) => name === "sslmode") && names.length < 2) return [];
  return [
    "DATABASE_URI takes one parameter, sslmode, and once: leave out what else follows its ?. A ? in a password is written " +
      "%3F; certificates are given by DATABASE_CA_FILE.",
  ];
}

function encryptionProblems(url: URL, host: string): readonly string[] {
  const mode = sslMode(url);
  if (mode !== undefined && VERIFIED.includes(mode)) return [];
  if (mode === undefined || mode === "disable") {
    if (isLoopback(host)) return [];
    const what = mode === undefined ? "no sslmode" : "sslmode=disable";
    return [
      `DATABASE_URI has ${what}, and password and data would be sent in clear to another machine: write sslmode=require. ` +
        "The server's certificate is verified by Amazon's for RDS, or those of DATABASE_CA_FILE.",
    ];
  }
  return [
    "DATABASE_URI has an sslmode that may not verify the server, or that does not exist: write sslmode=require or " +
      "sslmode=verify-full, which both verify it here. A certificate that Amazon has not signed for RDS needs its signer's in DATABASE_CA_FILE.",
  ];
}

function sslMode({ searchParams }: URL): string | undefined {
  return searchParams.get("sslmode") ?? undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
