import { Pool, type PoolConfig } from "pg";

/**
 * A pool that keeps silent of connections that break: servers of tests are halted, and a connection that was ended may not be closed by
 * then. The error of one that nobody listens to would end the process.
 */
export function silentPool(config: PoolConfig): Pool {
  const nothing = () => undefined;
  return new Pool(config).on("error", nothing).on("connect", (client) => client.on("error", nothing));
}
