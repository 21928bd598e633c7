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
  const [first] = present;
  if (first === undefined) return NOTHING_PRESENT;

  let sum = 0;
  let min = first;
  let max = first;
  for (let index = 0; index < present.length; index++) {
    const value = present[index] ?? 0;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / present.length;
  let squares = 0;
  for (let index = 0; index < present.length; index++) {
    squares += ((present[index] ?? 0) - mean) ** 2;
  }
  const deviation = present.length > 1 ? Math.sqrt(squares / (present.length - 1)) : null;
  const limit = deviation === null ? Infinity : threshold * deviation;
  let outliers = 0;
  for (let index = 0; index < present.length; index++) {
    if (Math.abs((present[index] ?? 0) - mean) > limit) outliers++;
  }
  return { present: present.length, mean, min, max, deviation, outliers };
}
