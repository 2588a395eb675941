import { codeOf } from "../database/errors.js";

/** Of Node, where there is no way to the server, and SQLSTATEs of servers that cannot serve at the moment. */
const CODES =
  /^(E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|(08|53|57).{3})$/;
/** What `pg` says without a code. */
const MESSAGES = /^(Connection terminated|timeout exceeded when|timeout expired|Query read timeout)/;

/** Whether the database, and not what was asked of it, is why something has failed. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  return code === "" ? error instanceof Error && MESSAGES.test(error.message) : CODES.test(code);
}
