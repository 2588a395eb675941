import { codeOf, MigrationError, MigrationLockError, MissingVectorError } from "./errors.js";

/** What may stand in a reason, which anybody may read: no host, and no password. */
export interface ReasonContext {
  readonly user: string;
  readonly database: string;
  /** Whether DATABASE_CA_FILE is set. */
  readonly hasCaFile: boolean;
}

type Reason = string | ((context: ReasonContext) => string);

const UNREACHABLE =
  "The database cannot be reached. Look at whether it runs, at the host and port of DATABASE_URI, and at whether its security group lets this task in.";
const CUT_OFF = "The database has cut the connection off: it restarts or fails over, or the network is down.";
export const NO_ANSWER =
  "The database gives no answer in time: it is overloaded, waits for a lock, fails over, or the network is down.";
const VECTOR_MISSING =
  "The database lacks the extension pgvector, and this user cannot create it. The platform's init container database-setup does, before the task's application starts: look at its log. By hand: CREATE EXTENSION vector, as an administrator, on a server that has pgvector.";

/** By codes of Node and OpenSSL, and by SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const BY_CODE: readonly (readonly [codes: RegExp, reason: Reason])[] = [
  [/^(ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, UNREACHABLE],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    "The database's host name is not known to DNS: look at the host of DATABASE_URI.",
  ],
  [/^(ECONNRESET|EPIPE|57P0[12]|08...)$/, CUT_OFF],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE)|INVALID_(CA|PURPOSE))/,
    notTrusted,
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "The database's certificate is for another host name: DATABASE_URI must have the name that it was made for, which for RDS is the endpoint.",
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    "The database's certificate has expired, or its signer's: give the server a new one; for RDS, change its CA certificate.",
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    "The database's certificate is not valid yet: look at the clocks of the server and of this machine.",
  ],
  [
    /^(ERR_SSL_|EPROTO)/,
    "The database and this process do not agree on TLS: version 1.2 or newer is needed.",
  ],
  [
    /^28P01$/,
    ({ user }) =>
      `The database refuses the password of user ${user}: DATABASE_URI has another than the server. After a rotation deploy again, since tasks read secrets when they start.`,
  ],
  [
    /^28000$/,
    ({ user }) =>
      `The database refuses user ${user}: it does not exist, or may not log in from here or in this way, such as without encryption.`,
  ],
  [
    /^3D000$/,
    ({ database }) =>
      `The server has no database ${database}: create it, or correct the name in DATABASE_URI.`,
  ],
  [
    /^42501$/,
    ({ user }) =>
      `User ${user} lacks a privilege in the database: let it own the database, or grant it CREATE.`,
  ],
  [
    /^53300$/,
    "The database has no connection left: lower DATABASE_POOL_SIZE or the number of tasks, or raise max_connections.",
  ],
  [/^53/, "The database has run out of disk or memory."],
  [/^57P03$/, "The database is starting up."],
  [/^(57014|55P03)$/, NO_ANSWER],
  [/^25006$/, "The database can be read only: it is a replica, or fails over."],
];

/** What `pg` says without a code. */
const BY_MESSAGE: readonly (readonly [message: RegExp, reason: Reason])[] = [
  [/^timeout expired|due to connection timeout/, UNREACHABLE],
  [/^Connection terminated/, CUT_OFF],
  [/^Query read timeout/, NO_ANSWER],
  [
    /does not support SSL/,
    "The database offers no encryption: switch TLS on at the server. Without it only a server on this machine is used, with sslmode=disable.",
  ],
  [
    /establishing an SSL connection/,
    "What answers at the host and port of DATABASE_URI is no PostgreSQL server.",
  ],
  [
    /client password must be/,
    ({ user }) => `The database wants a password of user ${user}, and DATABASE_URI has none.`,
  ],
];

/** Why the database cannot be used, and what to do, for who is on call. Never what the error itself says: that may be anything. */
export function reasonOf(error: unknown, context: ReasonContext): string {
  if (error instanceof MigrationLockError) {
    return "The migrations are not done: another task is at them. This one waits for it.";
  }
  if (error instanceof MissingVectorError) return VECTOR_MISSING;
  if (error instanceof MigrationError) return reasonOfMigration(error, context);
  return (
    known(error, context) ?? `The database cannot be used (${codeOf(error) || "for an unknown reason"}).`
  );
}

/** A connection that is lost meanwhile is not the migration's fault. */
function reasonOfMigration({ id, cause }: MigrationError, context: ReasonContext): string {
  return (
    known(cause, context) ??
    `The migration ${id} fails (${codeOf(cause) || "not in the database"}), and has been rolled back. The log has why; it is tried again.`
  );
}

function known(error: unknown, context: ReasonContext): string | undefined {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : "";
  const reason =
    code === ""
      ? BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1]
      : BY_CODE.find(([pattern]) => pattern.test(code))?.[1];
  return typeof reason === "function" ? reason(context) : reason;
}

function notTrusted({ hasCaFile }: ReasonContext): string {
  const [whose, remedy] = hasCaFile
    ? ["those of DATABASE_CA_FILE", "Give that file its signer's."]
    : ["Amazon's for RDS", "Set DATABASE_CA_FILE to a file with its signer's."];
  return `The database's certificate is not trusted: it does not lead to ${whose}. ${remedy}`;
}
