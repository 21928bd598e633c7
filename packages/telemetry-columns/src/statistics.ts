export interface Statistics {
  readonly present: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly deviation: number | null;
  readonly outliers: number;
}

const NOTHING_PRESENT: Statistics = {
  present: 0,
  mean: null,
  min: null,
  max: null,
  deviation: null,
  outliers: 0,
};

/** Statistics of the values that are not NaN; `threshold` is in standard deviations. */
export function columnStatistics(values: Float32Array, threshold: number): Statistics {
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  if (present.length === 0) return NOTHING_PRESENT;

  const sorted = [...present].sort((a, b) => a - b);
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const distances = present.map((value) => Math.abs(value - mean));
  const squares = distances.map((distance) => distance ** 2);
  const variance = squares.reduce((sum, square) => sum + square, 0) / (present.length - 1);
  const deviation = present.length > 1 ? Math.sqrt(variance) : null;
  const limit = deviation === null ? Infinity : threshold * deviation;
  const outliers = distances.filter((distance) => distance > limit);

  return {
    present: present.length,
    mean,
    min: sorted.at(0) ?? null,
    max: sorted.at(-1) ?? null,
    deviation,
    outliers: outliers.length,
  };
}
