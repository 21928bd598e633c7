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
  let present = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (Number.isNaN(value)) continue;
    present++;
    sum = Math.fround(sum + value);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (present === 0) return NOTHING_PRESENT;

  const mean = sum / present;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const distance = (values[index] ?? 0) - mean;
    if (!Number.isNaN(distance)) squares = Math.fround(squares + distance * distance);
  }
  const deviation = present > 1 ? Math.sqrt(squares / (present - 1)) : null;
  const limit = deviation === null ? Infinity : threshold * deviation;
  let outliers = 0;
  for (let index = 0; index < values.length; index++) {
    if (Math.abs((values[index] ?? 0) - mean) > limit) outliers++;
  }
  return { present, mean, min, max, deviation, outliers };
}
