import { join, relative } from "node:path";
import { ExerciseError } from "../errors.ts";
import { findSolutions } from "../exercises/course.ts";
import { type LoadedExercise, loadCourse } from "../exercises/load.ts";
import { selectExercises } from "../exercises/select.ts";
import { exitCodes } from "../exit-codes.ts";
import { reportProfile } from "../reports/profile.ts";
import { styleOf } from "../reports/style.ts";
import { type ProfiledVersion, profileVersion } from "./profiled-version.ts";

/** Which version of an exercise a person wants to look at. */
export interface ProfileOptions {
  readonly baseline: boolean;
  readonly reference: boolean;
}

/** Profiles one version without grading it, and prints where its time and memory go. */
export async function profileCommand(
  id: string,
  options: ProfileOptions,
  root: string,
): Promise<number> {
  const [exercise] = selectExercises(await loadCourse(root), [id]) as [LoadedExercise];
  const version = versionOf(exercise, options, root);
  const evidence = await profileVersion(version, root, true);
  const { flamegraph } = evidence;
  const page = flamegraph.state === "written" ? relative(root, flamegraph.path) : undefined;
  const sourceFolder = relative(root, version.folder).replaceAll("\\", "/");
  const about = { id, version: version.name, sourceFolder };
  process.stdout.write(reportProfile(about, evidence, styleOf(process.stdout), page));
  return evidence.cpu.state === "seen" ? exitCodes.passed : exitCodes.failed;
}

function versionOf(
  exercise: LoadedExercise,
  { baseline, reference }: ProfileOptions,
  root: string,
): ProfiledVersion {
  if (baseline) return baselineOf(exercise);
  if (!reference) {
    return { exercise, folder: join(exercise.folder, "src"), side: "candidate", name: "your code" };
  }
  const folder = findSolutions(root, exercise.id).reference;
  if (folder !== undefined) return { exercise, folder, side: "candidate", name: "reference" };
  throw new ExerciseError(
    `there is no reference for ${exercise.id} in this copy of the course`,
    "profile your own version, or take a copy that has the folder solutions/",
  );
}

/** The slow version, as a version to profile. */
export function baselineOf(exercise: LoadedExercise): ProfiledVersion {
  const folder = join(exercise.folder, "baseline");
  return { exercise, folder, side: "baseline", name: "the baseline" };
}
