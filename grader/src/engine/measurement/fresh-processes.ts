import { randomInt } from "node:crypto";
import { createRandom } from "../../contract/index.ts";
import type { ProcessMethod } from "../metrics/index.ts";
import type { ProcessReading } from "../metrics/metric.ts";
import type { EncodedArguments, Side } from "../sandbox/sandbox.ts";
import {
  type Both,
  type ForkPlace,
  type ForkRequest,
  inOrder,
  isMeasured,
  type NotMeasured,
  soundFork,
} from "./fork.ts";
import { chargeForHeld } from "./held-before.ts";
import type { Fork } from "./measurement.ts";
import type { Pair, Sample } from "./samples.ts";
import { without } from "./samples.ts";
import { isBaselineFirst } from "./schedule.ts";

/** Each of them starts a process a side. */
const pairsPerFork = 4;

/** Measures each sample in a process of its own, both sides in turn. */
export async function measureInFreshProcesses(
  request: ForkRequest,
  method: ProcessMethod,
  { number, cpu }: ForkPlace,
): Promise<Fork | NotMeasured> {
  const pairs: Pair[] = [];
  while (pairs.length < pairsPerFork) {
    const inputs = request.pool.take(pairs.length * method.inputs, method.inputs);
    const readings = await readPair(request, method, inputs, {
      baselineFirst: isBaselineFirst(pairs.length, number),
      cpu,
    });
    if (!isMeasured(readings)) return readings;
    pairs.push(pairOf(method, readings));
  }
  return soundFork(pairs, cpu);
}

/** Both sides are looked at at the same moments, and asked for the same answers. */
async function readPair(
  request: ForkRequest,
  method: ProcessMethod,
  inputs: readonly EncodedArguments[],
  { baselineFirst, cpu }: { baselineFirst: boolean; cpu: number | undefined },
): Promise<Both<ProcessReading> | NotMeasured> {
  const { withoutTurboFan = false } = method;
  const secret = randomInt(2 ** 32);
  const readings = await inOrder(baselineFirst, async (side: Side) => {
    const worker = await request.start(side, cpu, { withoutTurboFan });
    try {
      return await method.measure(worker, inputs, createRandom(secret));
    } finally {
      await worker.stop();
    }
  });
  const { baseline, candidate } = readings;
  const mistake = request.checkAnswers(baseline.answers, candidate.answers);
  return mistake === undefined ? readings : { state: "wrong", mistake };
}

function pairOf(
  { least, timedCalls, heldBefore }: ProcessMethod,
  readings: Both<ProcessReading>,
): Pair {
  const charge = heldBefore === undefined ? { cost: 0 } : chargeForHeld(heldBefore, readings);
  const sampleOf = ({ cost, otherCost, timing }: ProcessReading): Sample => ({
    cost: without(cost, 0, least),
    ...(otherCost !== undefined && { otherCost: without(otherCost, 0, least) }),
    timing,
    calls: Math.max(timedCalls, 1),
  });
  const candidate = sampleOf(readings.candidate);
  return {
    baseline: sampleOf(readings.baseline),
    candidate: { ...candidate, ...charge, cost: candidate.cost + charge.cost },
  };
}
