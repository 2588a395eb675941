import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import pg from "pg";
import type { Migration } from "./migration.js";

/** The checkpointer's own tables. It knows which of its versions they have: each release may bring a new one. */
export const checkpointerMigration: Migration = {
  id: "checkpointer",
  repeats: true,
  up: async (client) => {
    // setup() reads this table to see whether it is there, and an error would end the transaction
    await client.query("create table if not exists public.checkpoint_migrations (v integer primary key)");
    await new PostgresSaver(new LentClient(client)).setup();
  },
};

/** A pool of one client that is open already: what asks it for a connection takes part in the client's transaction. */
class LentClient extends pg.Pool {
  constructor(private readonly client: pg.PoolClient) {
    super();
  }

  override async connect(): Promise<pg.PoolClient> {
    return this.client;
  }
}
