import { SyntheticEmbeddings } from "@langchain/core/utils/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DocumentEmbeddings, hashingEmbeddings } from "../../src/documents/embeddings.js";
import { Filings } from "../../src/documents/filings.js";
import { documentMigrations } from "../../src/documents/migrations.js";
import { SAMPLE_FILINGS } from "../../src/documents/samples/index.js";
import { type SampleDatabase, startSampleDatabase } from "./support/sample-database.js";

const PASSAGES = SAMPLE_FILINGS.flatMap(({ sections }) => Object.keys(sections)).length;

let database: SampleDatabase;

beforeAll(async () => {
  database = await startSampleDatabase();
});

afterAll(() => database.stop());

function other(name: string, dimensions = 8, made = dimensions): DocumentEmbeddings {
  return { name, dimensions, model: new SyntheticEmbeddings({ vectorSize: made }) };
}

async function countByEmbeddings() {
  const { rows } = await database.pool.query(
    "select embeddings, count(*)::int as count from filing_passages group by embeddings order by embeddings",
  );
  return rows;
}

describe("the migrations of documents", () => {
  it("write each sample once, and which embeddings made its vector", async () => {
    expect(await countByEmbeddings()).toEqual([{ embeddings: hashingEmbeddings().name, count: PASSAGES }]);
  });

  it("write them again for other embeddings, beside the first, and each search sees its own", async () => {
    const embeddings = other("text-embedding.other_8");
    await database.migrate(embeddings);

    expect(await countByEmbeddings()).toContainEqual({ embeddings: embeddings.name, count: PASSAGES });
    const found = await new Filings(database.pool, embeddings).search({ text: "oat harvest", limit: 10 });
    expect(new Set(found.map(({ filing_id: id, section }) => `${id} ${section}`)).size).toBe(10);
    expect(await database.filings.search({ text: "oat harvest", limit: 10 })).toHaveLength(10);
  });

  it("leave the samples as they are where they are there already", async () => {
    const [, samples] = documentMigrations(other("again"));
    const client = await database.pool.connect();
    try {
      await client.query("update filings set company = 'Edited Foods' where id = 'BRMW 2024'");
      await client.query("begin");
      await samples?.up(client);
      await client.query("commit");
      const { rows } = await client.query("select company from filings where id = 'BRMW 2024'");
      expect(rows).toEqual([{ company: "Edited Foods" }]);
    } finally {
      await client.query("update filings set company = 'Bramblewick Foods' where id = 'BRMW 2024'");
      client.release();
    }
  });

  it("make an index that a search uses once there are many passages", async () => {
    const { name } = hashingEmbeddings();
    const client = await database.pool.connect();
    const statements: unknown[] = [];
    // what the search asks, word for word
    const listening = new Proxy(database.pool, {
      get: (pool, property) =>
        property === "query"
          ? (...args: unknown[]) => {
              statements.push(args);
              return Promise.resolve({ rows: [] });
            }
          : Reflect.get(pool, property),
    });
    try {
      await new Filings(listening, hashingEmbeddings()).search({ text: "oat harvest" });
      const [asked] = statements;
      const [text, values] = Array.isArray(asked) ? asked : [];
      await client.query("begin");
      await client.query(
        `insert into filing_passages (filing_id, section, text, embeddings, embedding)
         select filing_id, section || n, text, embeddings, embedding
         from filing_passages, generate_series(1, 200) n where embeddings = $1`,
        [name],
      );
      await client.query("analyze filing_passages");
      const { rows } = await client.query(`explain ${text}`, values);
      expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain(
        `Index Scan using "filing_passages_${name}"`,
      );
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("refuse embeddings that no index can be made for, and say all that is wrong", () => {
    expect(() => documentMigrations(other(`"; drop`, 2_001))).toThrow(
      'The embeddings\' name is "\\"; drop": give 1 to 40 letters, digits, ".", "_" or "-".\n' +
        "The embeddings have 2001 dimensions: pgvector indexes 1 to 2000.",
    );
  });

  it("refuse a vector that is not as long as the embeddings say", async () => {
    const wrong = database.migrate(other("too-long", 8, 9));

    await expect(wrong).rejects.toThrow("too-long made a vector of length 9: its dimensions are 8.");
  });
});
