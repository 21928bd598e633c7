import { measureClocks } from "../engine/machine/clocks.ts";
import { diagnose } from "../engine/machine/diagnose.ts";
import type { DoctorReport } from "../engine/machine/doctor-report.ts";
import { watchMachine } from "../engine/machine/facts.ts";
import { measureThroughput } from "../engine/machine/throughput.ts";
import { pinnableCpus } from "../engine/sandbox/cpu-pinning.ts";
import { reportDoctor } from "../reports/doctor.ts";
import { styleOf } from "../reports/style.ts";
import { measureNoiseFloor } from "../validation/noise-floor.ts";
import { exitCodes } from "./exit-codes.ts";

/** Measures this machine and says whether verdicts can be trusted on it. */
export async function doctorCommand(json: boolean): Promise<number> {
  process.stderr.write("measuring this machine, for about ten seconds\n");
  const finish = watchMachine();
  const noise = await measureNoiseFloor(pinnableCpus());
  const facts = finish();
  const report: DoctorReport = {
    facts,
    noise,
    clocks: measureClocks(),
    throughput: measureThroughput(),
  };
  const diagnosis = diagnose(report);
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...diagnosis, ...report }, undefined, 2)}\n`
      : `${reportDoctor(report, styleOf(process.stdout))}\n`,
  );
  return diagnosis.trust === "poor" ? exitCodes.inconclusive : exitCodes.passed;
}
