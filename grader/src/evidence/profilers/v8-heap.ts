import * as v from "valibot";
import { BrokenRecording, type Profiler } from "./profiler.ts";

/** A function as called from the one above, and what it allocated itself, in bytes. */
export interface HeapNode {
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** From 0. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** What was allocated while so many calls ran. */
export interface HeapProfile {
  readonly head: HeapNode;
  readonly calls: number;
}

const count = v.pipe(v.number(), v.finite());

const node: v.GenericSchema<HeapNode> = v.object({
  callFrame: v.object({
    functionName: v.string(),
    url: v.string(),
    lineNumber: count,
    columnNumber: count,
  }),
  selfSize: v.pipe(count, v.minValue(0)),
  children: v.array(v.lazy(() => node)),
});

const form = v.object({ profile: v.object({ head: node }) });

/** V8's sampling heap profiler, with what was collected meanwhile. */
export const v8Heap: Profiler<HeapProfile> = {
  name: "the heap profile",
  recording: () => ({ kind: "heap profile" }),
  cpuMs: 400,
  read({ recording, calls }) {
    const parsed = v.safeParse(form, recording);
    if (!parsed.success) throw new BrokenRecording("the heap profile has not the form of one");
    return { head: parsed.output.profile.head, calls };
  },
};
