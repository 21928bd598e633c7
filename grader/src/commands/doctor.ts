import { lookAtCpus } from "../engine/machine/busy-cpus.ts";
import { measureClocks } from "../engine/machine/clocks.ts";
import { judgeMachine } from "../engine/machine/doctor-checks.ts";
import { watchMachine } from "../engine/machine/facts.ts";
import type { MeasuredMachine } from "../engine/machine/measured-machine.ts";
import { measureThroughput } from "../engine/machine/throughput.ts";
import { pinnableCpus } from "../engine/sandbox/cpu-pinning.ts";
import { reportDoctor } from "../reports/doctor.ts";
import { measureNoiseFloor } from "../validation/noise-floor.ts";
import type { DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, printedStyle, tell } from "./terminal/terminal.ts";

/** Measures this machine and says whether verdicts can be trusted on it. */
export async function doctorCommand(json: boolean): Promise<number> {
  tell("measuring this machine, for about ten seconds\n");
  const finish = watchMachine(await lookAtCpus());
  const noise = await measureNoiseFloor(pinnableCpus());
  const facts = finish();
  const report: MeasuredMachine = {
    facts,
    noise,
    clocks: measureClocks(),
    throughput: measureThroughput(),
  };
  const trust = judgeMachine(report);
  print(
    json
      ? `${JSON.stringify({ ...trust, ...report }, undefined, 2)}\n`
      : `${reportDoctor(report, printedStyle())}\n`,
  );
  return trust.trust === "poor" ? exitCodes.inconclusive : exitCodes.passed;
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("doctor")
    .description("Measure this machine, and say whether verdicts can be trusted on it.")
    .option("--json", "print all figures as JSON", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 verdicts can be trusted here, 3 they will often be inconclusive.",
    )
    .action(async ({ json }) => finish(await doctorCommand(json)));
};
