import type { Comparison } from "../../contract/index.ts";

/** The first place where two answers differ. */
export interface Difference {
  /** Such as `answer.regions[2].revenue`. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Stands in a difference for something that is not there. */
export const missing = Symbol("nothing");

/** Compares two answers as the exercise declares; undefined when they agree. */
export function firstDifference(
  expected: unknown,
  actual: unknown,
  comparison: Comparison,
): Difference | undefined {
  if (comparison.kind === "unordered" && Array.isArray(expected) && Array.isArray(actual)) {
    return differ(inCanonicalOrder(expected), inCanonicalOrder(actual), "answer", 0);
  }
  return differ(expected, actual, "answer", comparison.kind === "within" ? comparison.relative : 0);
}

function inCanonicalOrder(items: readonly unknown[]): unknown[] {
  const keyed = items.map((item) => ({ item, key: canonicalText(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

/** A text that is equal for equal values and for no others. */
function canonicalText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value === 0 ? 0 : value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof Set) return `Set {${[...value].map(canonicalText).sort().join()}}`;
  if (value instanceof Map) return `Map {${canonicalEntries([...value])}}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} [${itemsOf(value)}]`;
  return `{${canonicalEntries(Object.entries(value))}}`;
}

function canonicalEntries(entries: readonly (readonly [unknown, unknown])[]): string {
  return entries
    .map(([key, item]) => `${canonicalText(key)}: ${canonicalText(item)}`)
    .sort()
    .join();
}

function differ(
  expected: unknown,
  actual: unknown,
  path: string,
  tolerance: number,
): Difference | undefined {
  if (typeof expected === "number" && typeof actual === "number") {
    return numbersAgree(expected, actual, tolerance) ? undefined : { path, expected, actual };
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return differInItems(expected, actual, path, tolerance);
  }
  if (ArrayBuffer.isView(expected) && ArrayBuffer.isView(actual) && sameClass(expected, actual)) {
    return differInItems(itemsOf(expected), itemsOf(actual), path, tolerance);
  }
  if (expected instanceof Date && actual instanceof Date) {
    return differ(expected.getTime(), actual.getTime(), path, 0);
  }
  if (expected instanceof Map && actual instanceof Map) {
    return differInEntries(byCanonicalKey(expected), byCanonicalKey(actual), path, tolerance);
  }
  if (expected instanceof Set && actual instanceof Set) {
    return differInItems(inCanonicalOrder([...expected]), inCanonicalOrder([...actual]), path, 0);
  }
  if (isRecord(expected) && isRecord(actual)) {
    const entriesOf = (record: object) => new Map(Object.entries(record));
    return differInEntries(entriesOf(expected), entriesOf(actual), path, tolerance);
  }
  return Object.is(expected, actual) ? undefined : { path, expected, actual };
}

function numbersAgree(expected: number, actual: number, tolerance: number): boolean {
  if (expected === actual || Object.is(expected, actual)) return true;
  const magnitude = Math.max(Math.abs(expected), Math.abs(actual));
  return Number.isFinite(magnitude) && Math.abs(expected - actual) <= tolerance * magnitude;
}

function differInItems(
  expected: ArrayLike<unknown>,
  actual: ArrayLike<unknown>,
  path: string,
  tolerance: number,
): Difference | undefined {
  const shared = Math.min(expected.length, actual.length);
  for (let index = 0; index < shared; index++) {
    const difference = differ(expected[index], actual[index], `${path}[${index}]`, tolerance);
    if (difference !== undefined) return difference;
  }
  if (expected.length === actual.length) return undefined;
  return { path: `${path}.length`, expected: expected.length, actual: actual.length };
}

function differInEntries(
  expected: ReadonlyMap<unknown, unknown>,
  actual: ReadonlyMap<unknown, unknown>,
  path: string,
  tolerance: number,
): Difference | undefined {
  for (const [key, value] of expected) {
    const place = `${path}.${String(key)}`;
    if (!actual.has(key)) return { path: place, expected: value, actual: missing };
    const difference = differ(value, actual.get(key), place, tolerance);
    if (difference !== undefined) return difference;
  }
  for (const [key, value] of actual) {
    if (!expected.has(key)) {
      return { path: `${path}.${String(key)}`, expected: missing, actual: value };
    }
  }
  return undefined;
}

/** Objects as keys are equal by content here: the two sides can't share them. */
function byCanonicalKey(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  const comparable = (key: unknown) =>
    typeof key === "object" && key !== null ? canonicalText(key) : key;
  return new Map([...map].map(([key, value]) => [comparable(key), value]));
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const sameClass = (a: object, b: object) =>
  Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && !(a instanceof DataView);

const itemsOf = (view: ArrayBufferView) => view as unknown as ArrayLike<unknown>;
