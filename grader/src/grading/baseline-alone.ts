import { SetupError } from "../contract/errors.ts";
import type { Bench } from "../course/bench.ts";
import { WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { drive } from "../engine/server-load/drive.ts";

const calls = 16;

/**
 * What to say of a baseline that failed beside a candidate. Where it fails alone as well, its own
 * failure, which is for the author to fix; else nobody knows whose fault it is.
 */
export async function causeOf(bench: Bench, failed: WorkerFailed): Promise<Error> {
  if (await failsAlone(bench)) return failed;
  const { failure } = failed;
  const what = "error" in failure ? failure.error.message : failure.kind;
  return new SetupError(
    `the baseline of ${bench.exercise.id} failed while it was measured beside this version (${what}), and not when it ran alone: the machine or this version may be the cause`,
    "close other programs and grade again; if it fails again, see whether it does beside an untouched version",
  );
}

async function failsAlone(bench: Bench): Promise<boolean> {
  try {
    const worker = await bench.start("baseline");
    try {
      await worker.deliver(bench.pool.take(0, calls));
      await worker.run();
      const { load } = bench.exercise.definition;
      if (worker.address === undefined || load === undefined) return false;
      return (await drive(worker.address, load)).failed > 0;
    } finally {
      await worker.stop();
    }
  } catch (error) {
    if (error instanceof WorkerFailed) return true;
    throw error;
  }
}
