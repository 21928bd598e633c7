/** How far beyond the tolerance, in units in the last place: rounding takes one or two of them. */
const unitsBeyond = 4;

/** The nearest number that a comparison must refuse in the place of another. */
export function numberBeyond(value: number, relative: number): number {
  if (Number.isNaN(value)) return 0;
  if (!Number.isFinite(value)) return Math.sign(value) * Number.MAX_VALUE;
  const sign = value < 0 ? -1 : 1;
  if (relative === 0) return sign * unitsUp(Math.abs(value), 1);
  // |x - y| <= relative * y for y up to x / (1 - relative).
  const farthest = Math.abs(value) / (1 - Math.min(relative, 0.999));
  return sign * unitsUp(farthest, unitsBeyond);
}

/** The representable number so many steps above one that is not negative. */
function unitsUp(value: number, steps: number): number {
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
    if (!Object.is(copy[at], before) && isBeyond(before, copy[at] ?? 0, relative)) return copy;
  }
  return copy;
}

/** Steps for elements that hold whole numbers, or fewer digits. */
function coarser(value: number, relative: number): number[] {
  const step = Math.floor(Math.abs(value) * (relative / (1 - Math.min(relative, 0.999)))) + 1;
  return [value * (1 + 2 ** -22 + 2 * relative), value + step, value - step];
}

function isBeyond(a: number, b: number, relative: number): boolean {
  return !(Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)));
}

function isOfBigInts(view: ArrayBufferView): view is BigInts {
  return view instanceof BigInt64Array || (view as unknown) instanceof BigUint64Array;
}
