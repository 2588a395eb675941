import type { DocumentEmbeddings } from "./embeddings.js";

/**
 * A vector as pgvector reads it.
 *
 * @throws TypeError where the model makes others than it says
 */
export function toVector(
  vector: readonly number[] | undefined,
  { name, dimensions }: DocumentEmbeddings,
): string {
  if (vector?.length !== dimensions) {
    throw new TypeError(
      `${name} made a vector of length ${vector?.length ?? 0}: its dimensions are ${dimensions}.`,
    );
  }
  return JSON.stringify(vector);
}
