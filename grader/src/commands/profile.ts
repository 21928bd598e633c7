import { relative } from "node:path";
import { loadNamed } from "../course/exercises/select.ts";
import { folderOf, type VersionOptions, versionOf } from "../course/exercises/versions.ts";
import { reportProfile } from "../reports/profile.ts";
import { styleOf } from "../reports/style.ts";
import { exitCodes } from "./exit-codes.ts";
import { profileVersion } from "./profiled-version.ts";

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
  process.stdout.write(reportProfile(about, evidence, styleOf(process.stdout), page));
  return evidence.cpu.state === "seen" ? exitCodes.passed : exitCodes.failed;
}
