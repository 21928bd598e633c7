/**
 * The store of meter readings. What it says of a meter depends on the meter, the day and the edition.
 */

// Taken before a version could put another in its place, which would see the edition.
const { imul } = Math;

let read = 0;
let edition = 0;

/** How many readings were taken from the store so far. */
export function operations(): number {
  return read;
}

/** Corrections come in: from now on the store says other things. */
export function change(next: number): void {
  edition = next;
}

/** What a meter counted on one day. */
export interface Reading {
  /** The meter's number, such as `0014-2231-K`. */
  readonly meter: string;
  readonly wattHours: number;
  /** Whether the meter was read, or its count estimated. */
  readonly estimated: boolean;
}

/** The reading of the meter at a position of the store, counted from 0, on a day. */
export function readingAt(position: number, day: number): Reading {
  read++;
  const meterHash = mix(position, 0x51ed270b);
  const dayHash = mix(meterHash ^ day ^ edition, 0x2545f491);
  const household = 500 + (dayHash % 24_000);
  return {
    meter: `${String(meterHash % 10_000).padStart(4, "0")}-${position}-${letters[dayHash % 4]}`,
    // Holiday flats stand empty, and all of their meters count the same.
    wattHours: meterHash % 9 === 0 ? 240 : household,
    estimated: (dayHash >>> 8) % 40 === 0,
  };
}

const letters = ["A", "K", "R", "Z"];

/** Mixes the bits of a whole number, by multiplying and shifting. */
function mix(value: number, factor: number): number {
  let hash = imul(value ^ (value >>> 16) ^ factor, 0x45d9f3b);
  hash = imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 16)) >>> 0;
}
