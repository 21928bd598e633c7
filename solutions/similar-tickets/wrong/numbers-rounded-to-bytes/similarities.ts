import type { Archive } from "./archive.ts";

/** The cosine similarity of each embedding and the question, both in steps of a 127th. */
export function similaritiesWith(question: Float32Array, archive: Archive): Float64Array {
  const { dimensions, tickets, embeddings } = archive;
  const scores = new Float64Array(tickets.length);
  const asked = bytesOf(question);
  const length = Math.sqrt(productOf(asked, asked));
  const stored = bytesOf(embeddings);
  for (let row = 0; row < tickets.length; row++) {
    const embedding = stored.subarray(row * dimensions, (row + 1) * dimensions);
    const lengths = length * Math.sqrt(productOf(embedding, embedding));
    if (lengths > 0) scores[row] = productOf(asked, embedding) / lengths;
  }
  return scores;
}

function bytesOf(values: Float32Array): Int8Array {
  let largest = 0;
  for (let index = 0; index < values.length; index++) {
    largest = Math.max(largest, Math.abs(values[index] as number));
  }
  return Int8Array.from(values, (value) => Math.round((127 * value) / largest));
}

function productOf(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
