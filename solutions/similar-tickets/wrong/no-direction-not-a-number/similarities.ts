import type { Archive } from "./archive.ts";

/** The cosine similarity of each embedding and the question, and NaN for those without one. */
export function similaritiesWith(question: Float32Array, archive: Archive): Float64Array {
  const { dimensions, tickets, embeddings } = archive;
  const scores = new Float64Array(tickets.length);
  const length = lengthOf(question);
  for (let row = 0; row < tickets.length; row++) {
    let product = 0;
    let squares = 0;
    for (let index = 0; index < dimensions; index++) {
      const value = embeddings[row * dimensions + index] as number;
      product += value * (question[index] as number);
      squares += value * value;
    }
    scores[row] = product / (length * Math.sqrt(squares));
  }
  return scores;
}

function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (let index = 0; index < vector.length; index++) squares += (vector[index] as number) ** 2;
  return Math.sqrt(squares);
}
