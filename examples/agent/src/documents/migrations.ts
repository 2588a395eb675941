import pg from "pg";
import type { Migration } from "../database/database.js";
import type { DocumentEmbeddings } from "./embeddings.js";
import { type Filing, filingId } from "./filing.js";
import { SAMPLE_FILINGS } from "./samples/index.js";
import { toVector } from "./vector.js";

/**
 * Tables for filings, and the sample filings with their vectors.
 *
 * Samples are written once for each embeddings: other embeddings are another migration, with an index of their own.
 *
 * @throws TypeError for embeddings that no index can be made for
 */
export function documentMigrations(embeddings: DocumentEmbeddings): readonly Migration[] {
  check(embeddings);
  return [
    { id: "documents-1-tables", up: createTables },
    {
      id: `documents-2-samples-${embeddings.name}`,
      up: async (client) => {
        await createIndex(client, embeddings);
        for (const filing of SAMPLE_FILINGS) await insert(client, filing, embeddings);
      },
    },
  ];
}

async function createTables(client: pg.PoolClient): Promise<void> {
  await client.query(`
    create extension if not exists vector;

    create table filings (
      id text primary key,
      company text not null,
      ticker text not null,
      fiscal_year integer not null,
      figures jsonb not null,
      unique (ticker, fiscal_year)
    );

    create table filing_passages (
      filing_id text not null references filings (id) on delete cascade,
      section text not null,
      text text not null,
      -- which embeddings made the vector: those of different ones must not be compared
      embeddings text not null,
      embedding vector not null,
      primary key (filing_id, section, embeddings)
    );
  `);
}

/** Of the rows of these embeddings alone, since vectors of one index have one length. */
async function createIndex(client: pg.PoolClient, { name, dimensions }: DocumentEmbeddings): Promise<void> {
  await client.query(`
    create index ${pg.escapeIdentifier(`filing_passages_${name}`)} on filing_passages
    using hnsw ((embedding::vector(${dimensions})) vector_cosine_ops)
    where embeddings = ${pg.escapeLiteral(name)}
  `);
}

async function insert(client: pg.PoolClient, filing: Filing, embeddings: DocumentEmbeddings): Promise<void> {
  const { company, ticker, fiscalYear, figures, sections } = filing;
  const id = filingId(filing);
  await client.query(
    `insert into filings (id, company, ticker, fiscal_year, figures) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [id, company, ticker, fiscalYear, JSON.stringify(figures)],
  );
  const passages = Object.entries(sections);
  const vectors = await embeddings.model.embedDocuments(
    passages.map(([section, text]) => `${company} (${ticker}), ${section} of ${fiscalYear}: ${text}`),
  );
  for (const [index, [section, text]] of passages.entries()) {
    await client.query(
      `insert into filing_passages (filing_id, section, text, embeddings, embedding) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [id, section, text, embeddings.name, toVector(vectors[index], embeddings)],
    );
  }
}

/** Both become part of statements, where no parameters can stand. */
function check({ name, dimensions }: DocumentEmbeddings): void {
  const problems = [
    /^[\w.-]{1,40}$/.test(name)
      ? []
      : [`The embeddings' name is ${JSON.stringify(name)}: give 1 to 40 letters, digits, ".", "_" or "-".`],
    Number.isInteger(dimensions) && dimensions > 0 && dimensions <= 2_000
      ? []
      : [`The embeddings have ${dimensions} dimensions: pgvector indexes 1 to 2000.`],
  ].flat();
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
}
