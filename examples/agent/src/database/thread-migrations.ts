import type { Migration } from "./migration.js";

export const threadMigrations: readonly Migration[] = [
  {
    id: "threads-1",
    up: async (client) => {
      await client.query(`
        create table threads (
          owner text not null,
          -- what the owner knows it by: the same id of two owners is two threads
          id text not null,
          -- what its checkpoints are kept under
          checkpoint_id uuid not null unique,
          -- of the run that has it
          lease uuid,
          leased_until timestamptz,
          used_at timestamptz not null default now(),
          primary key (owner, id)
        );

        create index threads_used_at on threads (used_at);
      `);
    },
  },
];
