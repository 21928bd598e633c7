import type { Attempts } from "./attempts.ts";
import type { Seen } from "./evidence.ts";
import { lineAllocations } from "./profilers/line-allocations.ts";
import type { Profiler } from "./profilers/profiler.ts";
import { shapes } from "./profilers/shapes.ts";
import { v8Heap } from "./profilers/v8-heap.ts";
import { vitals } from "./profilers/vitals.ts";
import { findAllocations, findLineAllocations } from "./tables/allocations.ts";
import { findShapes } from "./tables/shapes.ts";
import type { Outlines } from "./tables/sources.ts";
import { readVitals } from "./tables/vitals.ts";

/** What is known of a side before it runs under a profiler. */
export interface Known {
  readonly outlines: Outlines;
  /** Whether the entry is awaited, or a server. */
  readonly waits: boolean;
}

/** Gathers one kind of evidence of a side, in a run of its own. */
type Gather<What extends object> = (attempts: Attempts, known: Known) => Promise<Seen<What>>;

/** A kind of evidence: a profiler, and what is read from its profile. */
const kind =
  <Profile, What extends object>(
    profiler: Profiler<Profile>,
    read: (profile: Profile, known: Known) => What,
  ): Gather<What> =>
  (attempts, known) =>
    attempts.run(profiler, (profile) => read(profile, known));

/** Every kind beside the CPU profile, by the name that it has in the record. They run in this order. */
const kinds = {
  allocations: kind(v8Heap, (heap, { outlines }) => findAllocations(heap, outlines)),
  lineAllocations: kind(lineAllocations(), findLineAllocations),
  shapes: kind(shapes, (log, { outlines }) => findShapes(log, outlines)),
  vitals: kind(vitals, (recorded, { waits }) => readVitals(recorded, waits)),
};

type Kinds = typeof kinds;

/** What was seen of a side, by kind. */
export type GatheredKinds = { readonly [Name in keyof Kinds]: Awaited<ReturnType<Kinds[Name]>> };

/** Gathers one kind only. */
export const gatherKind = <Name extends keyof Kinds>(
  name: Name,
  attempts: Attempts,
  known: Known,
): Promise<GatheredKinds[Name]> => kinds[name](attempts, known) as Promise<GatheredKinds[Name]>;

/** How many runs `gatherKinds` makes. */
export const countKinds = Object.keys(kinds).length;

/** Runs a side under each profiler, one after the other. */
export async function gatherKinds(attempts: Attempts, known: Known): Promise<GatheredKinds> {
  const gathered: Record<string, Seen<object>> = {};
  for (const [name, gather] of Object.entries<Gather<object>>(kinds)) {
    gathered[name] = await gather(attempts, known);
  }
  return gathered as GatheredKinds;
}
