import type { Archive, Match } from "./archive.ts";
import { cosineSimilarity, lengthOf } from "./similarity.ts";

/** The tickets that are most like a question; each number of an embedding goes through one callback. */
export function mostSimilar(question: Float32Array, archive: Archive, count: number): Match[] {
  const { dimensions, tickets, embeddings } = archive;
  if (question.length !== dimensions) {
    throw new RangeError(`The question has ${question.length} dimensions, not ${dimensions}`);
  }
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`The count must be a whole number, not ${count}`);
  }
  const length = lengthOf(question);
  const matches = tickets.map((ticket, row) => {
    const embedding = embeddings.subarray(row * dimensions, (row + 1) * dimensions);
    return { ticket, score: cosineSimilarity(question, length, embedding) };
  });
  return matches.sort((a, b) => b.score - a.score).slice(0, count);
}
