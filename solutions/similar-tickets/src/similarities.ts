import type { Archive } from "./archive.ts";
import { Block } from "./block.ts";

/** The cosine similarity of each embedding and the question; 0 where one has no direction. */
export function similaritiesWith(question: Float32Array, archive: Archive): Float64Array {
  const { dimensions, tickets, embeddings } = archive;
  const similarities = new Float64Array(tickets.length);
  const length = lengthOf(question);
  if (length === 0) return similarities;

  const block = new Block(question);
  for (let first = 0; first < tickets.length; first += block.rows) {
    const end = Math.min(first + block.rows, tickets.length);
    const products = block.multiply(embeddings.subarray(first * dimensions, end * dimensions));
    for (let row = first, at = 0; row < end; row++, at += 2) {
      const lengths = length * Math.sqrt(products[at + 1] as number);
      if (lengths > 0) similarities[row] = (products[at] as number) / lengths;
    }
  }
  return similarities;
}

function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (let index = 0; index < vector.length; index++) squares += (vector[index] as number) ** 2;
  return Math.sqrt(squares);
}
