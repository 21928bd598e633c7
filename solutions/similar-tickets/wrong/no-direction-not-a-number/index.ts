import type { Archive, Match } from "./archive.ts";
import { similaritiesWith } from "./similarities.ts";

/** The tickets that are most like a question. An embedding of zeros has no score. */
export function mostSimilar(question: Float32Array, archive: Archive, count: number): Match[] {
  const { dimensions, tickets } = archive;
  if (question.length !== dimensions) {
    throw new RangeError(`The question has ${question.length} dimensions, not ${dimensions}`);
  }
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`The count must be a whole number, not ${count}`);
  }
  const scores = similaritiesWith(question, archive);
  const matches = tickets.map((ticket, row) => ({ ticket, score: scores[row] as number }));
  return matches.sort((a, b) => b.score - a.score).slice(0, count);
}
