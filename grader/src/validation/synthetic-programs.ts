import type { EntryKind, Load, MetricName } from "../contract/index.ts";

/** Kinds of versions whose cost in a metric is known but for a factor. */
export interface SyntheticKind {
  readonly metric: MetricName;
  readonly entryKind: EntryKind;
  readonly modules: readonly string[];
  /** For a server. */
  readonly load?: Load;
  /** A version, with the entry `work`, that costs so many units. */
  sourceOf(times: number): string;
}

/**
 * A piece of work that takes some 10 to 200 µs, as the body of a function of `seed`. Not shorter:
 * at a quarter of its steps the arithmetic no longer costs the same each time it is done, and eight
 * times as much of it measured as 9x to 15x.
 */
const units = {
  arithmetic: `
    let hash = seed | 0;
    for (let step = 0; step < 24000; step++) {
      hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) + step;
    }
    return hash & 1023;`,
  allocation: `
    const points = [];
    for (let step = 0; step < 1200; step++) points.push({ x: seed + step, y: step * 0.5, next: null });
    let sum = 0;
    for (const point of points) sum += point.x - point.y;
    return sum & 1023;`,
  lookups: `
    const counts = new Map();
    for (let step = 0; step < 700; step++) {
      const word = "word" + ((seed + step * 7) % 97);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts.size;`,
};

/** A unit of work again and again, in one go. */
const working = (unit: string): SyntheticKind => ({
  metric: "cpu time",
  entryKind: "function",
  modules: [],
  sourceOf: (times) => `
function unit(seed) {${unit}
}
export function work(seed) {
  let sum = 0;
  for (let time = 0; time < ${times}; time++) sum += unit(seed + time);
  return sum;
}
`,
});

/** About 1 ms of arithmetic. */
const oneMs = `
let state = 1;
function unit() {
  for (let step = 0; step < 200000; step++) {
    state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) + step;
  }
}
`;

/** Something that is awaited, again and again. */
const awaiting = (each: string): SyntheticKind => ({
  metric: "wall time",
  entryKind: "async function",
  modules: [],
  sourceOf: (times) => `${oneMs}
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
export async function work(seed) {
  for (let time = 0; time < ${times}; time++) { ${each} }
  return seed;
}
`,
});

/** How much a server does for each background request, in stretches of different length. */
const unitsPerRequest = 80;

const stretches = (metric: MetricName): SyntheticKind => ({
  metric,
  entryKind: "server",
  modules: ["node:http"],
  load: {
    probe: { request: { method: "GET", path: "/ping" }, everyMs: 5 },
    background: { request: { method: "GET", path: "/work" }, connections: 1 },
    windowMs: 800,
  },
  sourceOf: (times) => `import { createServer } from "node:http";
${oneMs}
async function answer(request, response) {
  for (let done = 0; request.url === "/work" && done < ${unitsPerRequest}; done += ${times}) {
    for (let time = 0; time < ${times}; time++) unit();
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end("done");
}
export const work = () => createServer(answer).listen(0);
`,
});

/** Between two turns of the event loop. */
const blocking: SyntheticKind = {
  metric: "event-loop delay",
  entryKind: "async function",
  modules: [],
  sourceOf: (times) => `${oneMs}
export async function work(seed) {
  for (let turn = 0; turn < 6; turn++) {
    for (let time = 0; time < ${times}; time++) unit();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seed;
}
`,
};

/** By name. */
export const syntheticKinds = {
  arithmetic: working(units.arithmetic),
  allocation: working(units.allocation),
  lookups: working(units.lookups),
  waits: awaiting("await pause();"),
  works: awaiting("unit();"),
  "waits and works": awaiting("await pause(); unit();"),
  stretches: stretches("latency p99"),
  blocks: blocking,
} as const satisfies Readonly<Record<string, SyntheticKind>>;

export type SyntheticName = keyof typeof syntheticKinds;

/** The names of the kinds that show a metric. */
export function kindsOf(metric: MetricName): SyntheticName[] {
  const names = Object.keys(syntheticKinds) as SyntheticName[];
  return names.filter((name) => syntheticKinds[name].metric === metric);
}
