import { setImmediate as nextTurn } from "node:timers/promises";
import { type Readings, sliceLength } from "./readings.ts";

/** Compares two readings by their positions, as `sort` wants it. */
type Order = (a: number, b: number) => number;

/**
 * The positions of readings, the largest consumption first, equal ones by their meters. Slices are
 * sorted one by one and then merged two by two, because a sort can't be interrupted.
 */
export async function rank(readings: Readings): Promise<Uint32Array> {
  const order = byConsumption(readings);
  let lists = await sortSlices(readings.meters.length, order);
  while (lists.length > 1) lists = await mergePairs(lists, order);
  return lists[0] ?? new Uint32Array();
}

function byConsumption({ meters, wattHours }: Readings): Order {
  return (a, b) => {
    const difference = (wattHours[b] as number) - (wattHours[a] as number);
    if (difference !== 0) return difference;
    return (meters[a] as string) < (meters[b] as string) ? -1 : 1;
  };
}

async function sortSlices(count: number, order: Order): Promise<Uint32Array[]> {
  const slices: Uint32Array[] = [];
  for (let start = 0; start < count; start += sliceLength) {
    const length = Math.min(sliceLength, count - start);
    slices.push(Uint32Array.from({ length }, (_, offset) => start + offset).sort(order));
    await nextTurn();
  }
  return slices;
}

async function mergePairs(lists: readonly Uint32Array[], order: Order): Promise<Uint32Array[]> {
  const merged: Uint32Array[] = [];
  for (let at = 0; at < lists.length; at += 2) {
    const [a, b] = lists.slice(at, at + 2) as [Uint32Array, Uint32Array?];
    merged.push(b === undefined ? a : await merge(a, b, order));
  }
  return merged;
}

async function merge(a: Uint32Array, b: Uint32Array, order: Order): Promise<Uint32Array> {
  const merged = new Uint32Array(a.length + b.length);
  let atA = 0;
  let atB = 0;
  for (let at = 0; at < merged.length; at++) {
    const isFromA =
      atB === b.length || (atA < a.length && order(a[atA] as number, b[atB] as number) < 0);
    merged[at] = (isFromA ? a[atA++] : b[atB++]) as number;
    if (at % sliceLength === 0) await nextTurn();
  }
  return merged;
}
