import { setImmediate as nextTurn } from "node:timers/promises";
import { readingAt } from "@bottleneck/metering-exports/resource";

/** How many readings are worked on before everybody else gets a turn: a millisecond or two. */
export const sliceLength = 1000;

/**
 * A day's readings by their position in the store. In columns: an object for each would be copied
 * by the garbage collector while it is young, and during that nobody else gets a turn either.
 */
export interface Readings {
  readonly meters: readonly string[];
  readonly wattHours: Float64Array;
  /** 1 where the count was estimated. */
  readonly estimated: Uint8Array;
}

/** Takes the readings of the store's first meters on one day. */
export async function readDay(day: number, count: number): Promise<Readings> {
  const meters: string[] = [];
  const wattHours = new Float64Array(count);
  const estimated = new Uint8Array(count);
  for (let position = 0; position < count; position++) {
    const reading = readingAt(position, day);
    meters.push(reading.meter);
    wattHours[position] = reading.wattHours;
    estimated[position] = Number(reading.estimated);
    if (position % sliceLength === 0) await nextTurn();
  }
  return { meters, wattHours, estimated };
}
