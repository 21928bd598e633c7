import type { Archive, Match } from "./archive.ts";
import { bestRows } from "./best-rows.ts";
import { similaritiesWith } from "./similarities.ts";

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
  const { dimensions, tickets } = archive;
  if (question.length !== dimensions) {
    throw new RangeError(`The question has ${question.length} dimensions, not ${dimensions}`);
  }
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`The count must be a whole number, not ${count}`);
  }
  const scores = similaritiesWith(question, archive);
  return bestRows(scores, count).map((row) => ({
    ticket: tickets[row] as string,
    score: scores[row] as number,
  }));
}
