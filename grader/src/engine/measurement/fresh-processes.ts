import type { ProcessMethod } from "../metrics/index.ts";
import type { Side } from "../sandbox/sandbox.ts";
import { type ForkPlace, type ForkRequest, inOrder, type NotMeasured, soundFork } from "./fork.ts";
import type { Fork, Pair, Sample } from "./measurement.ts";
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
    const pair = pairs.length;
    const inputs = request.pool.take(pair * method.inputs, method.inputs);
    const measureSide = async (side: Side): Promise<Sample> => {
      const worker = await request.start(side, cpu);
      try {
        const { cost, timing } = await method.measure(worker, inputs);
        const calls = Math.max(method.timedCalls, 1);
        return { cost: without(cost, 0, method.least), timing, calls };
      } finally {
        await worker.stop();
      }
    };
    pairs.push(await inOrder(isBaselineFirst(pair, number), measureSide));
  }
  return soundFork(pairs, cpu);
}
