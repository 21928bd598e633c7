import * as v from "valibot";
import type { RecordedProfile } from "./cpu-samples.ts";
import { BrokenRecording, type Profiler, type RecordedCalls } from "./profiler.ts";

const count = v.pipe(v.number(), v.finite());
const callFrame = v.object({
  functionName: v.string(),
  url: v.string(),
  lineNumber: count,
  columnNumber: count,
});

const form = v.object({
  profile: v.object({
    nodes: v.array(
      v.object({
        id: count,
        callFrame,
        children: v.optional(v.array(count)),
        hitCount: v.optional(count),
        positionTicks: v.optional(v.array(v.object({ line: count, ticks: count }))),
      }),
    ),
    samples: v.array(count),
    timeDeltas: v.array(count),
  }),
  windows: v.array(v.object({ from: count, to: count, cpuMs: count })),
  intervalMs: count,
});

/** A profile, and how its calls were made. */
export type ProfileOfCalls = RecordedProfile & Pick<RecordedCalls, "made">;

/** V8's sampling CPU profiler: enough samples for the same top function in 20 of 20 runs. */
export const v8Cpu: Profiler<ProfileOfCalls> = {
  name: "the CPU profile",
  recording: () => ({ kind: "cpu profile" }),
  cpuMs: 700,
  // Enough samples of a fast version, which takes a few percent of the time that its inputs take.
  mostDeliveryMs: 1400,
  read({ recording, calls, made }) {
    const parsed = v.safeParse(form, recording);
    if (!parsed.success || !isTree(parsed.output.profile.nodes)) {
      throw new BrokenRecording("the CPU profile has not the form of one");
    }
    return { ...parsed.output, calls, ...(made && { made }) };
  },
};

/** V8 numbers callers before what they call; whatever else was sent could go round in circles. */
function isTree(nodes: RecordedProfile["profile"]["nodes"]): boolean {
  return nodes.every(({ id, children = [] }) => children.every((child) => child > id));
}
