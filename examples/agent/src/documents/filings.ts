import type pg from "pg";
import { z } from "zod";
import type { DocumentEmbeddings } from "./embeddings.js";
import { figures, SECTIONS, type Section } from "./filing.js";
import { toVector } from "./vector.js";

const company = z.object({ company: z.string(), ticker: z.string() });
export type Company = Readonly<z.infer<typeof company>>;

const passage = z.object({
  filing_id: z.string(),
  company: z.string(),
  fiscal_year: z.number(),
  section: z.enum(SECTIONS),
  text: z.string(),
  similarity: z.number(),
});
export type Passage = Readonly<z.infer<typeof passage>>;

const statement = z.object({ filing_id: z.string(), fiscal_year: z.number(), figures });
/** A filing's figures. */
export type Statement = Readonly<z.infer<typeof statement>>;

export interface PassageQuery {
  /** Which passages are near to it is what is asked. */
  readonly text: string;
  /** Tickers. @default - all companies */
  readonly tickers?: readonly string[] | undefined;
  /** @default - all sections */
  readonly sections?: readonly Section[] | undefined;
  /** Passages, from 1 to 10. @default 4 */
  readonly limit?: number | undefined;
}

const MAX_PASSAGES = 10;
const MAX_COMPANIES = 100;
const MAX_YEARS = 10;

/** Reads filings, and changes nothing. Each method is one statement. */
export class Filings {
  constructor(
    private readonly pool: pg.Pool,
    private readonly embeddings: DocumentEmbeddings,
  ) {}

  /** The passages that are nearest to a text, by cosine distance; the nearest first, and of equally near ones the newest filing. */
  async search({ text, tickers, sections, limit = 4 }: PassageQuery): Promise<readonly Passage[]> {
    const { name, dimensions, model } = this.embeddings;
    const vector = toVector(await model.embedQuery(text), this.embeddings);
    // the distance is written as in the index, which the planner finds by its text, and the index sorts by it alone
    const distance = `p.embedding::vector(${dimensions}) <=> $1::vector(${dimensions})`;
    const { rows } = await this.pool.query(
      `with nearest as (
         select p.filing_id, p.section, p.text, ${distance} as distance
         from filing_passages p
         where p.embeddings = $2
           and ($3::text[] is null or p.filing_id in (select id from filings where ticker = any ($3)))
           and ($4::text[] is null or p.section = any ($4))
         order by ${distance}
         limit $5
       )
       select n.filing_id, f.company, f.fiscal_year, n.section, n.text, 1 - n.distance as similarity
       from nearest n join filings f on f.id = n.filing_id
       order by n.distance, n.filing_id desc, n.section`,
      [
        vector,
        name,
        tickers ?? null,
        sections ?? null,
        Math.min(Math.max(Math.trunc(limit), 1), MAX_PASSAGES),
      ],
    );
    return z.array(passage).parse(rows);
  }

  async companies(): Promise<readonly Company[]> {
    const { rows } = await this.pool.query(
      "select distinct company, ticker from filings order by company limit $1",
      [MAX_COMPANIES],
    );
    return z.array(company).parse(rows);
  }

  /** A company's figures, the latest year first. */
  async statements(ticker: string): Promise<readonly Statement[]> {
    const { rows } = await this.pool.query(
      "select id as filing_id, fiscal_year, figures from filings where ticker = $1 order by fiscal_year desc limit $2",
      [ticker, MAX_YEARS],
    );
    return z.array(statement).parse(rows);
  }
}
