import { formatBytes } from "../../../contract/format.ts";
import type { Random } from "../../../contract/index.ts";
import {
  type Answer,
  type EncodedArguments,
  inTurn,
  type Timing,
  type Worker,
} from "../../sandbox/sandbox.ts";
import type { Metric } from "../metric.ts";

/** Calls before the first count: tables filled once and V8's data about code are no leaks. */
const firstCalls = 8;
const countedCalls = 16;

/**
 * How often it is looked at what is retained, among the first calls and among the others: after the
 * last, and at moments that are drawn anew, because a version may let go of everything now and then.
 */
const looks = { first: 2, counted: 3 };

/**
 * Bytes that each call retains: by how much the most that is in use grew over some calls on fresh
 * inputs, after full garbage collections, divided by the number of calls.
 */
const liveBytes: Metric = {
  name: "live bytes",
  clock: "none",
  // What stays is often allocated once, and never again for inputs that were seen before.
  profiles: ["bytes", "time"],
  onOneCpu: true,
  method: {
    kind: "fresh processes",
    least: 256,
    inputs: firstCalls + countedCalls,
    timedCalls: countedCalls,
    // A little, because V8 holds more data about more code.
    heldBefore: { callsUntil: firstCalls, calls: countedCalls, freeShare: 1 / 8 },
    async measure(worker, inputs, random) {
      const first = await callAndLook(worker, inputs.slice(0, firstCalls), looks.first, random);
      const rest = inputs.slice(firstCalls);
      const counted = await callAndLook(worker, rest, looks.counted, random);
      return {
        cost: (counted.most - first.most) / countedCalls,
        held: first.most,
        timing: counted.timing,
        answers: [...first.answers, ...counted.answers],
      };
    },
  },
  example: "example-live-bytes",
  spread: 0.05,
  format: formatBytes,
  words: {
    better: "less retained",
    worse: "more retained",
    same: "as much retained",
    missed: "retains too much",
    cost: "retained",
  },
};

/** What some calls showed. */
interface Looked {
  /** The most bytes that were in use at any look. */
  readonly most: number;
  /** Of all calls together. */
  readonly timing: Timing;
  /** That of any of the calls. */
  readonly answers: readonly Answer[];
}

async function callAndLook(
  worker: Worker,
  inputs: readonly EncodedArguments[],
  count: number,
  random: Random,
): Promise<Looked> {
  const timings: Timing[] = [];
  const answers: Answer[] = [];
  const inUse: number[] = [];
  // Only one, because what it takes to send answers is not the version's.
  const asked = random.int(0, inputs.length - 1);
  let from = 0;
  for (const to of drawMoments(inputs.length, count, random)) {
    await worker.deliver(inputs.slice(from, to));
    timings.push(await worker.run());
    if (from <= asked && asked < to) {
      answers.push(...(await worker.collect([asked - from])).answers);
    }
    inUse.push(await worker.liveBytes());
    from = to;
  }
  return { most: Math.max(...inUse), timing: timings.reduce(inTurn), answers };
}

/** After how many calls to look, in order: other ones each time, and after the last in any case. */
function drawMoments(calls: number, count: number, random: Random): number[] {
  const before = Array.from({ length: calls - 1 }, (_, index) => index + 1);
  const drawn = random.shuffle(before).slice(0, count - 1);
  return [...drawn, calls].sort((a, b) => a - b);
}

export default liveBytes;
