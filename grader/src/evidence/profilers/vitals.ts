import * as v from "valibot";
import { BrokenRecording, type Profiler } from "./profiler.ts";

/** What the process did while so many calls ran; sums of all calls. */
export interface RecordedVitals {
  readonly calls: number;
  readonly wallMs: number;
  readonly activeMs: number;
  readonly idleMs: number;
  readonly collectMs: number;
  readonly collections: number;
  readonly bytes: number;
  /** How late timers were, in ms; NaN when the loop never turned. */
  readonly delayMs: { readonly p99: number; readonly longest: number };
}

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

const form = v.object({
  wallMs: amount,
  activeMs: amount,
  idleMs: amount,
  collectMs: amount,
  collections: amount,
  bytes: amount,
  delayMs: v.object({ p99: amount, longest: amount }),
  resolutionMs: amount,
});

/** Node's and V8's own counters of the event loop, the garbage collector, and memory. */
export const vitals: Profiler<RecordedVitals> = {
  name: "the vitals",
  recording: () => ({ kind: "vitals" }),
  cpuMs: 300,
  read({ recording, calls }) {
    const parsed = v.safeParse(form, recording);
    if (!parsed.success) throw new BrokenRecording("the vitals have not the form of some");
    const { delayMs, resolutionMs, ...sums } = parsed.output;
    const late = (ms: number) => Math.max(0, ms - resolutionMs);
    return { ...sums, calls, delayMs: { p99: late(delayMs.p99), longest: late(delayMs.longest) } };
  },
};
