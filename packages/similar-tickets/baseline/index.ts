import type { Archive, Match } from "./archive.ts";
import { cosineSimilarity } from "./similarity.ts";

/**
 * The tickets that are most like a question, best first.
 *
 * Tickets are ranked by the cosine similarity of their embedding and the question's; an embedding of
 * zeros has the score 0. Of tickets with equal scores the older one comes first. Embeddings are of
 * any length: a ticket is no better for having a longer one.
 *
 * @param question its embedding, of as many dimensions as the archive's
 * @param count how many are wanted; all there are when the archive has fewer
 * @throws RangeError when the dimensions differ, or the count is negative or not a whole number
 */
export function mostSimilar(question: Float32Array, archive: Archive, count: number): Match[] {
  const { dimensions, tickets, embeddings } = archive;
  if (question.length !== dimensions) {
    throw new RangeError(`The question has ${question.length} dimensions, not ${dimensions}`);
  }
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`The count must be a whole number, not ${count}`);
  }
  const matches = tickets.map((ticket, row) => {
    const embedding = embeddings.subarray(row * dimensions, (row + 1) * dimensions);
    return { ticket, score: cosineSimilarity(question, embedding) };
  });
  return matches.sort((a, b) => b.score - a.score).slice(0, count);
}
