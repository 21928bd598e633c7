import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { MetricName } from "../../../contract/index.ts";
import { metrics } from "../../../engine/metrics/index.ts";
import { templateCourse } from "../../new/new-exercise.ts";
import type { RuleContext, RuleResult } from "../rule.ts";

/** As much as is read of npm's files. */
interface Manifest {
  readonly name?: string;
  readonly scripts?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, unknown>>;
}

/** That npm knows the exercise's folder: a clone could not be set up otherwise. */
export function* isAWorkspace({ course, exercise }: RuleContext): Generator<RuleResult> {
  const { id, folder } = exercise;
  const manifest = readJson<Manifest>(join(folder, "package.json"));
  if (manifest === undefined) return;
  const lock = readJson<Lock>(join(course.root, "package-lock.json"));
  const place = relative(course.root, folder).replaceAll("\\", "/");
  const name = `@bottleneck/${id}`;
  yield {
    rule: `its package is called ${name}`,
    holds: manifest.name === name,
    figure: manifest.name ?? "it has no name",
    fix: `set "name" in ${place}/package.json: npm test -w ${name} finds it by that`,
  };
  yield hasTheUsualScripts(manifest, exercise.definition.goal.metric, place);
  if (lock === undefined) return;
  const isLocked = place in lock.packages;
  yield {
    rule: "package-lock.json holds its workspace",
    holds: isLocked,
    figure: isLocked ? place : `there is no ${place} in it`,
    fix: "run npm install --package-lock-only, and commit package-lock.json: npm ci refuses otherwise",
  };
}

/** What a new exercise has: the commands that are typed in its folder. */
function hasTheUsualScripts(
  { scripts = {} }: Manifest,
  metric: MetricName,
  place: string,
): RuleResult {
  const template = join(templateCourse, "packages", metrics[metric].example, "package.json");
  const usual = Object.entries(readJson<Manifest>(template)?.scripts ?? {});
  const off = usual.filter(([name, command]) => scripts[name] !== command);
  const [name, command] = off[0] ?? [];
  return {
    rule: "its commands can be typed in its folder",
    holds: off.length === 0,
    figure:
      off.length === 0 ? `${usual.length} scripts` : `not: ${off.map(([one]) => one).join(", ")}`,
    fix: `set "${name}" in "scripts" of ${place}/package.json to "${command}"`,
  };
}

function readJson<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : undefined;
}
