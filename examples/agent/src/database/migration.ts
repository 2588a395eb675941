import type pg from "pg";

/** A change of the database. Releases run side by side: it must leave what an older release reads and writes as it was. */
export interface Migration {
  /** Kept for ever, by every later release. */
  readonly id: string;
  /** Runs at every start instead of once: it finds out by itself what is left to do. @default false */
  readonly repeats?: boolean;
  /**
   * In a transaction of its own, which is rolled back when it throws. The client is the only connection that it may use.
   *
   * No other task migrates meanwhile.
   */
  up(client: pg.PoolClient): Promise<void>;
}
