import type { Migration } from "../database/database.js";

/** The table of deliveries: what Jira has sent, and what has become of it. */
export const jiraMigrations: readonly Migration[] = [
  {
    id: "jira-1-deliveries",
    up: async (client) => {
      await client.query(`
        create table jira_deliveries (
          -- SHA-256 of the signed body, in hexadecimal
          hash text primary key,
          issue_key text not null,
          -- account that filed the issue
          author text,
          -- forgotten once it is answered, as is the answer
          question text,
          -- kept until it stands in Jira, so that no model is asked twice
          answer text,
          state text not null default 'waiting'
            check (state in ('waiting', 'working', 'answered', 'dropped', 'failed')),
          attempts integer not null default 0,
          -- when it may be taken: while it is worked on, when the lease ends
          available_at timestamptz not null default now(),
          -- of the attempt that is under way
          lease uuid,
          -- why it waits again, was dropped, or has failed
          reason text,
          received_at timestamptz not null default now(),
          changed_at timestamptz not null default now()
        );

        create index jira_deliveries_available_at on jira_deliveries (available_at)
        where state in ('waiting', 'working');
      `);
    },
  },
];
