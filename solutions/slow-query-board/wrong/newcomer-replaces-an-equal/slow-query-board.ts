import type { QueryRecord } from "./query-record.ts";

/** A place on the board. */
interface Entry {
  record: QueryRecord;
  /** How many records came before it. */
  arrival: number;
}

/** Keeps the slowest of the records that it has seen, up to a number of them. */
export class SlowQueryBoard {
  readonly #size: number;
  /** A heap: the entry at i goes before those at 2i + 1 and 2i + 2, so the first is the next to go. */
  readonly #entries: Entry[] = [];
  #arrived = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(record: QueryRecord): void {
    const entries = this.#entries;
    const arrival = this.#arrived++;
    if (entries.length < this.#size) {
      rise(entries, { record, arrival });
      return;
    }
    const [next] = entries;
    if (next === undefined || record.durationMs < next.record.durationMs) return;
    next.record = record;
    next.arrival = arrival;
    sink(entries, next);
  }

  /** The slowest first. */
  slowest(): readonly QueryRecord[] {
    return this.#entries
      .toSorted((one, other) => (goesBefore(one, other) ? 1 : -1))
      .map(({ record }) => record);
  }
}

function goesBefore(one: Entry, other: Entry): boolean {
  const difference = one.record.durationMs - other.record.durationMs;
  return difference < 0 || (!(difference > 0) && one.arrival > other.arrival);
}

/** Adds an entry at the end and moves it up to its place. */
function rise(entries: Entry[], entry: Entry): void {
  let place = entries.length;
  entries.push(entry);
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = entries[above] as Entry;
    if (!goesBefore(entry, parent)) break;
    entries[place] = parent;
    place = above;
  }
  entries[place] = entry;
}

/** Moves the first entry down to its place. */
function sink(entries: Entry[], entry: Entry): void {
  const { length } = entries;
  let place = 0;
  for (let below = 1; below < length; below = 2 * place + 1) {
    const right = below + 1;
    if (right < length && goesBefore(entries[right] as Entry, entries[below] as Entry))
      below = right;
    const child = entries[below] as Entry;
    if (!goesBefore(child, entry)) break;
    entries[place] = child;
    place = below;
  }
  entries[place] = entry;
}
