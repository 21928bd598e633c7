import { standardDeviation } from "../contract/statistics/summary.ts";
import type { NoiseFloor } from "../engine/machine/measured-machine.ts";
import { speedupOf } from "../engine/measurement/measurement.ts";
import { measureSynthetic } from "./synthetic.ts";

const forks = 6;
const times = 40;

/** Measures the same code against itself: all that is not a speedup of 1 is this machine's noise. */
export async function measureNoiseFloor(cpus: readonly number[]): Promise<NoiseFloor> {
  const measurement = await measureSynthetic(
    { kind: "lookups", times: { baseline: times, candidate: times } },
    {
      target: 1,
      // All forks are made, whatever they show.
      schedule: {
        ...{ fewestForks: forks, fewestClearForks: forks, mostForks: forks, leastForks: forks },
        budgetMs: 60_000,
      },
      cpus,
    },
  );
  const { estimate, low, high } = speedupOf(measurement);
  return {
    forks,
    bias: estimate,
    low,
    high,
    forkSpread: standardDeviation(measurement.forks.map(({ logSpeedup }) => logSpeedup)),
    contention: measurement.contention,
    samplesDropped: 2 * measurement.forks.reduce((sum, { dropped }) => sum + dropped, 0),
    seconds: measurement.seconds,
  };
}
