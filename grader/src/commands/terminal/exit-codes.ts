import type { OutcomeName } from "../../engine/verdict/outcome.ts";

/** What the process says to the shell. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  /** A mistake in the arguments, or something to be fixed on the machine. */
  setup: 2,
  /** Nothing failed, but something could not be decided. */
  inconclusive: 3,
  /** The grader itself is wrong: EX_SOFTWARE of BSD's sysexits.h. */
  bug: 70,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,

  of(outcomes: readonly OutcomeName[]): number {
    const failed = outcomes.some((outcome) => outcome !== "passed" && outcome !== "inconclusive");
    if (failed) return exitCodes.failed;
    return outcomes.includes("inconclusive") ? exitCodes.inconclusive : exitCodes.passed;
  },
};
