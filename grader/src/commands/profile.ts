import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Diagnosis } from "../contract/exercise.ts";
import type { MetricName } from "../contract/metric-names.ts";
import { loadNamed } from "../course/exercises/select.ts";
import { folderOf, type VersionOptions, versionOf } from "../course/exercises/versions.ts";
import { costKindsOf, costliestPlace, diagnosisOf } from "../evidence/costly-place.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import { reportProfile } from "../reports/profile.ts";
import { profileVersion } from "./grading/profiled-version.ts";
import {
  baselineOption,
  courseOption,
  type DefineCommand,
  idArgument,
  referenceOption,
} from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, printedStyle } from "./terminal/terminal.ts";

/** Profiles one version without grading it, and prints where its time and memory go. */
export async function profileCommand(
  id: string,
  options: VersionOptions,
  root: string,
): Promise<number> {
  const exercise = await loadNamed(root, id);
  const version = versionOf(options);
  const evidence = await profileVersion(exercise, version, root, true);
  const { flamegraph } = evidence;
  const page = flamegraph.state === "written" ? relative(root, flamegraph.path) : undefined;
  const folder = folderOf(version, exercise, root);
  const sourceFolder = relative(root, folder).replaceAll("\\", "/");
  const about = { id, version, sourceFolder };
  // Students are to find the place themselves: their edition has no solutions.
  const isForAuthors = version === "baseline" && existsSync(join(root, "solutions", id));
  const diagnosis = isForAuthors ? placeFor(evidence, exercise.definition.goal.metric) : undefined;
  print(reportProfile(about, evidence, printedStyle(), page, diagnosis));
  return evidence.cpu.state === "seen" ? exitCodes.passed : exitCodes.failed;
}

/** What a manifest may say of the place that a baseline's profiles show. */
function placeFor(evidence: SideEvidence, metric: MetricName): Diagnosis | undefined {
  const [place] = costKindsOf(metric).flatMap((kind) => costliestPlace(evidence, kind) ?? []);
  return place && diagnosisOf(place, evidence.sources);
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("profile")
    .description("Show where a version's time and memory go, line by line; no verdict.")
    .addArgument(idArgument())
    .addOption(baselineOption())
    .addOption(referenceOption())
    .addOption(courseOption())
    .action(async (id, { course, ...options }) =>
      finish(await profileCommand(id, options, resolve(course))),
    );
};
