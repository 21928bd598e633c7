import type { Comparison } from "../../contract/index.ts";
import { firstDifference } from "../../engine/correctness/compare.ts";
import { numberBeyond, withElementBeyond } from "./numbers-beyond.ts";

/** An answer with one small mistake. */
export interface Mutant {
  /** What was done, such as "one element dropped". */
  readonly mutation: string;
  /** Where, such as `answer[2].revenue`. */
  readonly path: string;
  readonly value: unknown;
}

/** A change of the value at hand. */
type Change = Pick<Mutant, "mutation" | "value">;

/** A part of the value at hand. */
interface Part {
  /** Such as `[2]` or `.revenue`. */
  readonly step: string;
  readonly value: unknown;
  /** The whole with another value in this place. */
  replaced(by: unknown): unknown;
}

/** Each answer that differs from a right one in one place, and must not pass for it. */
export function mutantsOf(answer: unknown, comparison: Comparison): Generator<Mutant> {
  return mutate(answer, "answer", comparison, comparison.kind !== "unordered");
}

function* mutate(
  value: unknown,
  path: string,
  comparison: Comparison,
  isOrdered: boolean,
): Generator<Mutant> {
  for (const change of changesOf(value, comparison, isOrdered)) yield { ...change, path };
  for (const part of partsOf(value)) {
    for (const inside of mutate(part.value, `${path}${part.step}`, comparison, true)) {
      yield { ...inside, value: part.replaced(inside.value) };
    }
  }
}

function changesOf(value: unknown, comparison: Comparison, isOrdered: boolean): Change[] {
  if (Array.isArray(value)) return changesOfList(value, comparison, isOrdered);
  if (ArrayBuffer.isView(value)) return changesOfView(value as Float64Array, comparison);
  if (value instanceof Map) return changesOfMap(value);
  if (value instanceof Set) return changesOfSet(value);
  if (value instanceof Date) {
    const later = new Date(Number.isNaN(value.getTime()) ? 0 : value.getTime() + 1);
    return [{ mutation: "one date changed", value: later }];
  }
  if (typeof value === "object" && value !== null) return changesOfRecord(value);
  return changesOfScalar(value, comparison);
}

function changesOfScalar(value: unknown, comparison: Comparison): Change[] {
  const changed = (mutation: string, by: unknown) => ({ mutation, value: by });
  switch (typeof value) {
    case "number": {
      const relative = relativeOf(comparison);
      const by = relative === 0 ? "one number off by an ulp" : "one number just out of tolerance";
      return [changed(by, numberBeyond(value, relative)), changed("one number lost", null)];
    }
    case "string":
      return changesOfText(value);
    case "boolean":
      return [changed("one boolean flipped", !value)];
    case "bigint":
      return [changed("one bigint off by one", value + 1n)];
    default:
      return [changed("nothing made something", 0)];
  }
}

function changesOfText(text: string): Change[] {
  const mutation = "one string changed";
  if (text === "") return [{ mutation, value: "x" }];
  const last = text.endsWith("x") ? "y" : "x";
  return [
    { mutation, value: `${text.slice(0, -1)}${last}` },
    { mutation: "one string cut short", value: text.slice(0, -1) },
  ];
}

function changesOfList(list: unknown[], comparison: Comparison, isOrdered: boolean): Change[] {
  if (list.length === 0) return [{ mutation: "one element added", value: [0] }];
  const swapped = isOrdered ? swapOf(list, comparison) : undefined;
  return [
    ...spots(list.length).flatMap((at) => [
      { mutation: "one element dropped", value: list.toSpliced(at, 1) },
      { mutation: "one element doubled", value: list.toSpliced(at, 0, list[at]) },
    ]),
    ...(swapped === undefined ? [] : [{ mutation: "two elements swapped", value: swapped }]),
  ];
}

/** The first element and the last that differs from it, in each other's place. */
function swapOf(list: readonly unknown[], comparison: Comparison): unknown[] | undefined {
  const other = list.findLastIndex((item) => firstDifference(list[0], item, comparison));
  if (other === -1) return undefined;
  return list.with(0, list[other]).with(other, list[0]);
}

function changesOfView(view: Float64Array, comparison: Comparison): Change[] {
  const shorter = view.slice(0, -1);
  const dropped = view.length === 0 ? [] : [{ mutation: "one element dropped", value: shorter }];
  const changed = spots(view.length).map((at) => ({
    mutation: "one element changed",
    value: withElementBeyond(view, at, relativeOf(comparison)),
  }));
  return [...dropped, ...changed];
}

function changesOfMap(map: ReadonlyMap<unknown, unknown>): Change[] {
  const entries = [...map];
  return [
    ...spots(entries.length).map((at) => ({
      mutation: "one key missing",
      value: new Map(entries.toSpliced(at, 1)),
    })),
    { mutation: "one key too many", value: new Map([...entries, [strangeKey, 0]]) },
  ];
}

function changesOfSet(set: ReadonlySet<unknown>): Change[] {
  const items = [...set];
  return [
    ...spots(items.length).map((at) => ({
      mutation: "one element dropped",
      value: new Set(items.toSpliced(at, 1)),
    })),
    { mutation: "one element added", value: new Set([...items, strangeKey]) },
  ];
}

function changesOfRecord(record: object): Change[] {
  const entries = Object.entries(record);
  return [
    ...spots(entries.length).map((at) => ({
      mutation: "one key missing",
      value: Object.fromEntries(entries.toSpliced(at, 1)),
    })),
    { mutation: "one key too many", value: Object.fromEntries([...entries, [strangeKey, 0]]) },
  ];
}

/** No answer has it. */
const strangeKey = "a key of no answer";

function partsOf(value: unknown): Part[] {
  if (Array.isArray(value)) {
    return spots(value.length).map((at) => ({
      step: `[${at}]`,
      value: value[at],
      replaced: (by) => value.with(at, by),
    }));
  }
  if (value instanceof Map) return partsOfEntries([...value], (entries) => new Map(entries));
  if (typeof value !== "object" || value === null || !isRecord(value)) return [];
  return partsOfEntries(Object.entries(value), (entries) => Object.fromEntries(entries));
}

function partsOfEntries<Key>(
  entries: readonly (readonly [Key, unknown])[],
  whole: (entries: readonly (readonly [Key, unknown])[]) => unknown,
): Part[] {
  return entries.slice(0, fieldsTried).map(([key, value], at) => ({
    step: `.${String(key)}`,
    value,
    replaced: (by) => whole(entries.with(at, [key, by])),
  }));
}

/** Fields differ in kind where elements do not. */
const fieldsTried = 12;

/** The first, a middle and the last of so many elements: all are compared alike. */
function spots(length: number): number[] {
  return length === 0 ? [] : [...new Set([0, length >> 1, length - 1])];
}

const relativeOf = (comparison: Comparison) =>
  comparison.kind === "within" ? comparison.relative : 0;

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
