import { createSecureContext } from "node:tls";
import type pg from "pg";
import type { DatabaseSettings } from "../settings/settings.js";
import { trustedCertificates } from "./certificates.js";
import type { ReasonContext } from "./reasons.js";
import { parseDatabaseUri } from "./uri.js";

/** What the server knows this process by, in `pg_stat_activity` and its log. */
const APPLICATION_NAME = "langgraph-agent";
/** After so long without a word the kernel asks whether the other side is still there. */
const KEEP_ALIVE_DELAY_MS = 10_000;
/** The server ends a session that holds a transaction for so long and does nothing: its task is gone. */
const IDLE_TRANSACTION_MS = 60_000;

/** How to reach the database, whatever the connection is for. */
export interface Connection extends ReasonContext {
  readonly options: Readonly<pg.ClientConfig>;
}

/** @throws SettingsError with every problem of address and certificates */
export function connectionOf({ uri, caFile }: DatabaseSettings): Connection {
  const { tls, password, ...address } = parseDatabaseUri(uri);
  const options: pg.ClientConfig = {
    ...address,
    // a function is not printed, and keeps pg from looking for a password elsewhere
    password: () => password,
    // one context for all connections: reading Amazon's certificates takes milliseconds
    ssl: tls && {
      secureContext: createSecureContext({ ca: [...trustedCertificates(caFile)], minVersion: "TLSv1.2" }),
      // Node's default, but for NODE_TLS_REJECT_UNAUTHORIZED
      rejectUnauthorized: true,
    },
    application_name: APPLICATION_NAME,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
  };
  const { user, database } = address;
  return { user, database, hasCaFile: caFile !== undefined, options };
}
