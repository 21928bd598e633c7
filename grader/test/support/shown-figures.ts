/** Figures as they are shown, and how much their rounding leaves open. */
export interface Shown {
  readonly low: number;
  readonly high: number;
}

const units: Readonly<Record<string, number>> = {
  ...{ B: 1, kB: 1e3, MB: 1e6 },
  ...{ µs: 1e-3, ms: 1, s: 1e3 },
  ...{ x: 1, "%": 0.01 },
};

/** A figure with its unit, such as `1.05x`, `134 kB` or `98 %`: all values that are shown so. */
export function shownFigure(text: string): Shown {
  const [, digits = "", unit = ""] = /^([\d.]+) ?(\S*)$/.exec(text) ?? [];
  const value = Number(digits);
  const scale = unit === "" ? 1 : (units[unit] ?? Number.NaN);
  if (digits === "" || Number.isNaN(scale)) throw new Error(`"${text}" is no figure`);
  const half = stepOf(value, unit) / 2;
  return { low: (value - half) * scale, high: (value + half) * scale };
}

/** Zeros at the end are not shown: the number of digits follows from the size. */
function stepOf(value: number, unit: string): number {
  if (unit === "%") return 1;
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(value));
  return magnitude < 0 ? 10 ** (magnitude - 1) : 10 ** Math.min(0, magnitude - 2);
}

/** Whether both may stand for the same value. */
export function agree(one: Shown, other: Shown): boolean {
  const slack = 1 + 1e-9;
  return one.low <= other.high * slack && other.low <= one.high * slack;
}

/** What a quotient may be of which both parts are shown. */
export function quotient(above: Shown, below: Shown): Shown {
  return { low: above.low / below.high, high: above.high / below.low };
}

export function product(one: Shown, other: Shown): Shown {
  return { low: one.low * other.low, high: one.high * other.high };
}
