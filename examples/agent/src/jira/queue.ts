import { randomUUID } from "node:crypto";
import type pg from "pg";

/** What is to be known of a delivery before it is taken in. */
export interface NewDelivery {
  /** SHA-256 of the signed body, in hexadecimal. */
  readonly hash: string;
  readonly issueKey: string;
  /** Account that filed the issue, where Jira tells. */
  readonly author: string | undefined;
  readonly question: string;
}

/** A delivery that is worked on here, for as long as the lease is renewed. */
export interface Delivery extends NewDelivery {
  readonly lease: string;
  /** Of an earlier attempt, which could not write it back. */
  readonly answer: string | undefined;
  /** With this one. */
  readonly attempts: number;
  /** Milliseconds since it was taken in. */
  readonly ageMs: number;
}

export interface PutBack {
  /** Milliseconds until it may be taken again. */
  readonly delayMs: number;
  /** Whether the attempt counts. */
  readonly counts: boolean;
  /** @default - none */
  readonly reason?: string;
}

/** What is done with for good. */
export type FinalState = "answered" | "dropped" | "failed";

interface Row {
  readonly hash: string;
  readonly issue_key: string;
  readonly author: string | null;
  readonly question: string;
  readonly answer: string | null;
  readonly attempts: number;
  readonly age_ms: number;
}

const AFTER = "now() + $3 * interval '1 millisecond'";
const HELD = "hash = $1 and lease = $2 and state = 'working'";

/**
 * Deliveries in PostgreSQL, which all tasks work on.
 *
 * Each statement stands alone: nothing is locked between two of them, and one connection is enough.
 */
export class JiraQueue {
  /** @param onAccepted called when this process has taken a delivery in */
  constructor(
    private readonly pool: pg.Pool,
    private readonly onAccepted: () => void = () => undefined,
  ) {}

  /** Takes a delivery in, unless its body was taken in before, by whichever task. */
  async accept({ hash, issueKey, author, question }: NewDelivery): Promise<"accepted" | "duplicate"> {
    const { rowCount } = await this.pool.query(
      `insert into jira_deliveries (hash, issue_key, author, question) values ($1, $2, $3, $4)
       on conflict (hash) do nothing`,
      [hash, issueKey, author ?? null, question],
    );
    if (rowCount === 0) return "duplicate";
    this.onAccepted();
    return "accepted";
  }

  /** Takes the delivery that has waited longest, or whose lease has ended: whoever held it is gone. */
  async claim(leaseMs: number): Promise<Delivery | undefined> {
    const lease = randomUUID();
    const { rows } = await this.pool.query<Row>(
      `with next as (
         select hash from jira_deliveries
         where state in ('waiting', 'working') and available_at <= now()
         order by available_at limit 1
         for update skip locked
       )
       update jira_deliveries as delivery
       set state = 'working', lease = $1, attempts = attempts + 1, changed_at = now(),
         available_at = now() + $2 * interval '1 millisecond'
       from next where delivery.hash = next.hash
       returning delivery.hash, issue_key, author, question, answer, attempts,
         (extract(epoch from now() - received_at) * 1000)::float8 as age_ms`,
      [lease, leaseMs],
    );
    return rows.map((row) => deliveryOf(row, lease))[0];
  }

  /** @returns whether the lease is still held */
  async renew({ hash, lease }: Delivery, leaseMs: number): Promise<boolean> {
    return this.change(`available_at = ${AFTER}`, [hash, lease, leaseMs]);
  }

  /** Keeps an answer that is to be written back. */
  async keepAnswer({ hash, lease }: Delivery, answer: string): Promise<boolean> {
    return this.change("answer = $3", [hash, lease, answer]);
  }

  /** Lets it be taken again. */
  async putBack({ hash, lease }: Delivery, { delayMs, counts, reason }: PutBack): Promise<boolean> {
    return this.change(
      `state = 'waiting', lease = null, available_at = ${AFTER}, reason = $4, attempts = attempts - $5`,
      [hash, lease, delayMs, reason ?? null, counts ? 0 : 1],
    );
  }

  /** What has failed keeps its question, so that an operator can let it wait again. */
  async finish({ hash, lease }: Delivery, state: FinalState, reason?: string): Promise<boolean> {
    const forget = state === "failed" ? "" : ", question = null, answer = null";
    return this.change(`state = $3, lease = null, reason = $4${forget}`, [
      hash,
      lease,
      state,
      reason ?? null,
    ]);
  }

  /** Forgets what was done with so long ago that no replay would be let in. */
  async forget(olderThanMs: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from jira_deliveries
       where state not in ('waiting', 'working') and received_at < now() - $1 * interval '1 millisecond'`,
      [olderThanMs],
    );
    return rowCount ?? 0;
  }

  private async change(assignments: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update jira_deliveries set changed_at = now(), ${assignments} where ${HELD}`,
      [...values],
    );
    return rowCount === 1;
  }
}

function deliveryOf(row: Row, lease: string): Delivery {
  const { hash, issue_key: issueKey, author, question, answer, attempts, age_ms: ageMs } = row;
  return {
    hash,
    lease,
    issueKey,
    author: author ?? undefined,
    question,
    answer: answer ?? undefined,
    attempts,
    ageMs,
  };
}
