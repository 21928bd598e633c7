/** How far beyond the tolerance, in units in the last place: rounding takes one or two of them. */
const unitsBeyond = 4;

/** A tolerance of nearly everything leaves no number to be beyond it. */
const mostRelative = 0.999;

/** Below it numbers have few digits, and a product with a tolerance is rounded by much. */
const leastNormal = 2 ** -1022;

/** The nearest number that a comparison must refuse in the place of another. */
export function numberBeyond(value: number, relative: number): number {
  if (Number.isNaN(value)) return 0;
  if (!Number.isFinite(value)) return Math.sign(value) * Number.MAX_VALUE;
  const sign = value < 0 ? -1 : 1;
  if (relative === 0) return sign * unitsFrom(Math.abs(value), 1);
  const rest = 1 - Math.min(relative, mostRelative);
  // The less of a number is left beyond the tolerance, the more rounding matters.
  const units = Math.round(unitsBeyond / rest);
  // |x - y| <= relative * y for y up to x / (1 - relative).
  const above = unitsFrom(Math.max(Math.abs(value) / rest, leastNormal), units);
  if (Number.isFinite(above)) return sign * above;
  // Near the largest number there is none above: |x - y| <= relative * x for y from x * (1 - relative).
  return sign * unitsFrom(Math.abs(value) * rest, -units);
}

/** The representable number so many steps above one that is not negative; NaN beyond infinity. */
function unitsFrom(value: number, steps: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = (bits[0] ?? 0n) + BigInt(steps);
  return new Float64Array(bits.buffer)[0] ?? value;
}

type Numbers = Float64Array | Float32Array | Int32Array;
type BigInts = BigInt64Array;

/** A copy of a typed array with one element that a comparison must refuse, by as little as fits. */
export function withElementBeyond(
  view: Numbers | BigInts,
  at: number,
  relative: number,
): ArrayBufferView {
  const copy = view.slice();
  if (isOfBigInts(copy)) {
    copy[at] = (copy[at] ?? 0n) + 1n;
    return copy;
  }
  const before = copy[at] ?? 0;
  for (const next of [numberBeyond(before, relative), ...coarser(before, relative)]) {
    copy[at] = next;
    if (isBeyond(before, copy[at] ?? 0, relative)) return copy;
  }
  return copy;
}

/**
 * Numbers farther and farther from one, for elements that hold whole numbers or fewer digits: away
 * from zero and, since the largest of a kind has none above it, towards zero.
 */
function* coarser(value: number, relative: number): Generator<number> {
  if (!Number.isFinite(value)) return yield 0;
  const size = Math.abs(value);
  const below = size * relative;
  const above = below / (1 - Math.min(relative, mostRelative));
  const sign = value < 0 ? -1 : 1;
  for (let part = 2 ** -24; part <= 1; part *= 2) {
    const step = part * Math.max(size, 1);
    yield value + sign * (above + step);
    yield value - sign * (below + step);
  }
}

/** What an element became must be a number that differs by more than is tolerated of the larger. */
function isBeyond(before: number, after: number, relative: number): boolean {
  if (!Number.isFinite(after)) return false;
  if (!Number.isFinite(before)) return true;
  return Math.abs(before - after) > relative * Math.max(Math.abs(before), Math.abs(after));
}

function isOfBigInts(view: ArrayBufferView): view is BigInts {
  return view instanceof BigInt64Array || (view as unknown) instanceof BigUint64Array;
}
