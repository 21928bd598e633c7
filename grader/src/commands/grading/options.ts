import { Option } from "@commander-js/extra-typings";
import type { Isolation } from "../../engine/sandbox/isolation.ts";

/** What a person asked for on the command line. */
export interface GradeOptions {
  readonly ids: readonly string[];
  /** Records on stdout, everything else on stderr. */
  readonly json: boolean;
  /** Grade our references instead of the student's files. */
  readonly reference: boolean;
  /** Measure even what the record knows. */
  readonly force: boolean;
  /** Measure for longer before calling a grading inconclusive. */
  readonly thorough: boolean;
  /** What keeps submissions from this machine; undefined for the strongest that works here. */
  readonly isolation?: Isolation | undefined;
  /** Profile what was measured. */
  readonly evidence: boolean;
  /** Read and write the record of gradings. */
  readonly record: boolean;
  /** Grade only what was rightly diagnosed before. */
  readonly requireDiagnosis: boolean;
}

export const isolationOption = () =>
  new Option(
    "--isolation <level>",
    "sandbox for submissions (default: bubblewrap if available)",
  ).choices(["bubblewrap", "permissions"] as const);
