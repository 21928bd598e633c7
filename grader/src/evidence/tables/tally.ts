import type { HotFunction, HotLine, Place } from "../evidence.ts";

/** Samples by function and by line. */
export class Tally {
  readonly #total: number;
  readonly #msPerSample: number;
  readonly #functions = new Map<string, { place: Place; count: number }>();
  readonly #lines = new Map<string, { place: Place; line: number; count: number }>();

  constructor(total: number, msPerSample: number) {
    this.#total = total;
    this.#msPerSample = msPerSample;
  }

  add(place: Place, line: number | undefined, count: number): void {
    const key = `${place.file}:${place.line}:${place.name}`;
    const known = this.#functions.get(key) ?? { place, count: 0 };
    this.#functions.set(key, { place, count: known.count + count });
    if (line === undefined) return;
    const lineKey = `${place.file}:${line}`;
    const knownLine = this.#lines.get(lineKey) ?? { place, line, count: 0 };
    this.#lines.set(lineKey, { ...knownLine, count: knownLine.count + count });
  }

  functions(): HotFunction[] {
    return hottestFirst([...this.#functions.values()]).map(({ place, count }) => ({
      ...place,
      ...this.#time(count),
    }));
  }

  lines(): HotLine[] {
    return hottestFirst([...this.#lines.values()]).map(({ place, line, count }) => ({
      function: place.name,
      file: place.file,
      line,
      ...this.#time(count),
    }));
  }

  #time(count: number) {
    return { share: count / this.#total, msPerCall: count * this.#msPerSample };
  }
}

function hottestFirst<Item extends { count: number }>(items: Item[]): Item[] {
  return items.sort((a, b) => b.count - a.count);
}
