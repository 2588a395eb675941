import { Embeddings, type EmbeddingsInterface } from "@langchain/core/embeddings";

/** What makes vectors of texts. Rows remember its name: those of another one are never compared with. */
export interface DocumentEmbeddings {
  /** Changes with anything that changes vectors, such as "text-embedding-3-small". Of letters, digits, ".", "_" and "-". */
  readonly name: string;
  /** Length of a vector; pgvector indexes up to 2,000. */
  readonly dimensions: number;
  readonly model: EmbeddingsInterface;
}

const DIMENSIONS = 512;

/**
 * Counts words instead of understanding them: local, free and the same on each run.
 *
 * It finds a passage by the words that it shares with a question, and no synonym. In place of it a team gives a model's:
 * `{ name: "text-embedding-3-small", dimensions: 1536, model: new OpenAIEmbeddings({ model: "text-embedding-3-small" }) }`.
 */
export function hashingEmbeddings(): DocumentEmbeddings {
  return { name: `feature-hashing-${DIMENSIONS}`, dimensions: DIMENSIONS, model: new HashingEmbeddings({}) };
}

class HashingEmbeddings extends Embeddings {
  override async embedQuery(text: string): Promise<number[]> {
    return vectorOf(text);
  }

  override async embedDocuments(texts: string[]): Promise<number[][]> {
    return texts.map(vectorOf);
  }
}

/** Words that say nothing of what a text is about. */
const STOP_WORDS = new Set(
  "a an and are as at be by for from has have in is it its of on or that the this to was what which with".split(
    " ",
  ),
);

/** Feature hashing: each word counts in one place of the vector, up or down, both by its hash. Of length 1. */
function vectorOf(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const [word, count] of countsOf(text)) {
    const hash = fnv1a(word);
    const place = hash % DIMENSIONS;
    const isUp = (hash & 0x8000_0000) === 0;
    vector[place] = (vector[place] ?? 0) + (isUp ? 1 : -1) * Math.sqrt(count);
  }
  const length = Math.hypot(...vector);
  // a vector of zeros has no direction, and a distance to it is no number
  return length === 0 ? vector.with(0, 1) : vector.map((value) => value / length);
}

function countsOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (STOP_WORDS.has(word)) continue;
    const stem = word.length > 3 ? word.replace(/s$/, "") : word;
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return counts;
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash;
}
