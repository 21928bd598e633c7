/** The cosine of the angle between two vectors; 0 when one of them has no direction. */
export function cosineSimilarity(a: Float32Array, lengthOfA: number, b: Float32Array): number {
  let squares = 0;
  const product = b.reduce((sum, value, index) => {
    squares += value * value;
    return sum + value * (a[index] ?? 0);
  }, 0);
  const lengths = lengthOfA * Math.sqrt(squares);
  return lengths === 0 ? 0 : product / lengths;
}

/** The length of a vector. */
export function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
