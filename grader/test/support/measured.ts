import { isMeasured, type NotMeasured } from "../../src/engine/measurement/fork.ts";
import type { Measurement } from "../../src/engine/measurement/measurement.ts";

/** The measurement of a test that expects one. */
export async function measured(result: Promise<Measurement | NotMeasured>): Promise<Measurement> {
  const measurement = await result;
  if (isMeasured(measurement)) return measurement;
  throw new Error(`nothing was measured: ${JSON.stringify(measurement)}`);
}
