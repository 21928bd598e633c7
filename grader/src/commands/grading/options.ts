import { Option } from "@commander-js/extra-typings";
import type { Isolation } from "../../engine/sandbox/isolation.ts";
import { type FormatName, formatNames, formats } from "../../reports/formats.ts";
import type { TypePolicy } from "./types.ts";

/** What a person asked for on the command line. */
export interface GradeOptions {
  readonly ids: readonly string[];
  /** How the records are printed at the end; a text for a terminal, as they come, without one. */
  readonly format: FormatName | undefined;
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
  /** What follows from type errors; undefined for what the course says. */
  readonly types?: TypePolicy | undefined;
  /** Grade only what was rightly diagnosed before. */
  readonly requireDiagnosis: boolean;
}

export const isolationOption = () =>
  new Option(
    "--isolation <level>",
    "sandbox for submissions (default: bubblewrap if available)",
  ).choices(["bubblewrap", "permissions"] as const);

export const formatOption = () =>
  new Option(
    "--format <name>",
    `print all records at the end, and nothing else on stdout: ${formatNames
      .map((name) => formats[name].description)
      .join(", ")}`,
  ).choices(formatNames);
