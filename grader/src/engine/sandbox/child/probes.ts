/**
 * What each line allocates. V8 does not tell, so a copy of the source says at each statement which
 * one begins (source/probes.ts), and what the memory in use grew by until the next is that one's.
 *
 * Of each site the first segments are all measured, later ones ever more rarely, each standing for
 * those that were skipped: a line that runs once counts like one that runs a million times.
 */
import { getHeapStatistics } from "node:v8";
import type { Recorder } from "./recorder.ts";

const { random, floor, max } = Math;
const statistics = getHeapStatistics;

/** Sites with higher numbers are not recorded. */
const mostSites = 4096;

/** Segments of a site before any is skipped. */
const allMeasured = 8192;

const noSite = -1;

// In typed arrays, because numbers kept elsewhere may be allocated themselves.
const segments = new Float64Array(mostSites);
const nextMeasured = new Float64Array(mostSites);
const lastMeasured = new Float64Array(mostSites);
const bytes = new Float64Array(mostSites);
/** The segment that is being measured. */
const segment = {
  /** How many segments it stands for; 0 when none is being measured. */
  weight: new Float64Array(1),
  /** Memory in use when it began. */
  inUse: new Float64Array(1),
  /** What looking at that has allocated itself. */
  ofReading: new Float64Array(1),
};

let isOn = false;
let current = noSite;

/** Says that a statement begins. */
export function at(site: number): void {
  if (isOn) turnTo(site);
}

/** Says that a function begins, and returns where its caller was. */
export function enter(site: number): number {
  const caller = current;
  if (isOn) turnTo(site);
  return caller;
}

/** Says that a function ends with a value, which is handed through. */
export function leave<Value>(caller: number, value?: Value): Value | undefined {
  if (isOn) turnTo(caller);
  return value;
}

/** Records the bytes of each site, by its number. */
export function startProbes(): Recorder {
  return {
    resume() {
      isOn = true;
      current = noSite;
    },
    pause() {
      turnTo(noSite);
      isOn = false;
    },
    finish: () => Array.from(bytes, (sum, site) => [segments[site] ?? 0, max(0, sum)] as const),
  };
}

function turnTo(site: number): void {
  const wasMeasured = (segment.weight[0] ?? 0) > 0;
  if (wasMeasured) closeSegment();
  current = site;
  segment.weight[0] = 0;
  if (site === noSite || site >= mostSites) return;
  const number = (segments[site] ?? 0) + 1;
  segments[site] = number;
  if (number < (nextMeasured[site] ?? 0)) return;
  segment.weight[0] = number - (lastMeasured[site] ?? 0);
  lastMeasured[site] = number;
  nextMeasured[site] = number + 1 + floor((random() * 2 * number) / allMeasured);
  // Twice, because how much looking allocates depends on how far V8 has optimized it by now.
  const before = inUse();
  segment.inUse[0] = inUse();
  segment.ofReading[0] = segment.inUse[0] - before;
}

/** After a collection less is in use than before: then nothing is known of the segment. */
function closeSegment(): void {
  const grown = inUse() - (segment.inUse[0] ?? 0);
  if (grown < 0) return;
  const own = grown - (segment.ofReading[0] ?? 0);
  bytes[current] = (bytes[current] ?? 0) + own * (segment.weight[0] ?? 0);
}

/** Bytes on V8's heap and in array buffers. */
function inUse(): number {
  const { used_heap_size, external_memory } = statistics();
  return used_heap_size + external_memory;
}
