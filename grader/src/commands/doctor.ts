import { exitCodes } from "../exit-codes.ts";
import { measureClocks } from "../machine/clocks.ts";
import { diagnose } from "../machine/diagnose.ts";
import type { DoctorReport } from "../machine/doctor-report.ts";
import { watchMachine } from "../machine/facts.ts";
import { measureThroughput } from "../machine/throughput.ts";
import { measureNoiseFloor } from "../proof/noise-floor.ts";
import { reportDoctor } from "../reports/doctor.ts";
import { styleOf } from "../reports/style.ts";
import { pinnableCpus } from "../sandbox/cpu-pinning.ts";

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
