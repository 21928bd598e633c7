/** The cosine of the angle between two vectors; 0 when one of them has no direction. */
export function cosineSimilarity(a: Float32Array, lengthOfA: number, b: Float32Array): number {
  const lengths = lengthOfA * lengthOf(b);
  if (lengths === 0) return 0;
  let product = 0;
  for (const [index, value] of b.entries()) product += value * (a[index] as number);
  return product / lengths;
}

/** The length of a vector. */
export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
