import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { discoverExercises } from "../course/exercises/course.ts";

/** What students don't get, from the course's root. */
export const authorsOnly: readonly string[] = [
  "solutions",
  "docs/authoring.md",
  "docs/calibration.md",
  "CONTRIBUTING.md",
  ".ci",
  ".github",
];

/** What belongs to one copy of the course, wherever it lies. */
const ofThisCopy = [".git", "node_modules", ".turbo", ".bottleneck"];

/**
 * Copies the course at `root` into a folder, for students: without solutions and what is only for
 * authors, every exercise at its start. The grader stays whole, so that a verdict means the same
 * in both copies.
 */
export function copyForStudents(root: string, folder: string): void {
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => isForStudents(path, relative(root, path).replaceAll("\\", "/")),
  });
  for (const { folder: exercise } of discoverExercises(folder)) startAnew(exercise);
  for (const file of pagesOf(folder)) rewrite(file, studentsPage);
  rewrite(join(folder, "package.json"), studentsManifest);
  rewrite(join(folder, "package-lock.json"), studentsLock);
}

function isForStudents(path: string, fromRoot: string): boolean {
  if (ofThisCopy.includes(basename(path)) || /\.(tsbuildinfo|sqlite)$/.test(path)) return false;
  if (authorsOnly.includes(fromRoot) || isSourceOfExercise(fromRoot)) return false;
  // A link may lead anywhere, to the solutions too; a pipe leads nowhere.
  const kind = lstatSync(path);
  return kind.isFile() || kind.isDirectory();
}

/** An author may have tried something there, and put anything into it. */
const isSourceOfExercise = (fromRoot: string) => /^(packages|projects)\/[^/]+\/src$/.test(fromRoot);

/** With the baseline as its src/. */
function startAnew(exercise: string): void {
  cpSync(join(exercise, "baseline"), join(exercise, "src"), { recursive: true });
}

/** The pages that may have parts for one kind of reader. */
function pagesOf(folder: string): string[] {
  const docs = readdirSync(join(folder, "docs"), { recursive: true, encoding: "utf8" });
  const here = readdirSync(folder);
  return [...here, ...docs.map((path) => join("docs", path))]
    .filter((path) => path.endsWith(".md"))
    .map((path) => join(folder, path));
}

function rewrite(file: string, change: (text: string) => string): void {
  if (existsSync(file)) writeFileSync(file, change(readFileSync(file, "utf8")));
}

/**
 * A page without what stands between `<!-- authors -->` and `<!-- /authors -->`, and with what a
 * comment that begins with `<!-- students` hides from everybody else.
 */
export function studentsPage(text: string): string {
  return text
    .replaceAll(/<!-- authors -->\n[\s\S]*?<!-- \/authors -->\n\n?/g, "")
    .replaceAll(/<!-- students\n([\s\S]*?)-->\n/g, "$1");
}

/** A part of the tests that reads the solutions. */
const checkOfTexts = "check:texts";

/** The course's package.json without the solutions: their workspace, and the check that reads them. */
export function studentsManifest(text: string): string {
  const manifest = JSON.parse(text) as {
    workspaces: string[];
    scripts?: Readonly<Record<string, string>>;
  };
  const workspaces = withoutSolutions(manifest.workspaces);
  const scripts = Object.entries(manifest.scripts ?? {})
    .filter(([name]) => name !== checkOfTexts)
    .map(([name, command]) => [name, command.replace(` ${checkOfTexts}`, "")]);
  const isWithScripts = manifest.scripts !== undefined;
  return asJson({
    ...manifest,
    workspaces,
    ...(isWithScripts && { scripts: Object.fromEntries(scripts) }),
  });
}

/** The course's package-lock.json without the workspace of the solutions. */
export function studentsLock(text: string): string {
  const lock = JSON.parse(text) as { packages: Record<string, { workspaces?: string[] }> };
  const packages = Object.entries(lock.packages)
    .filter(([path]) => path !== "solutions" && path !== "node_modules/@bottleneck/solutions")
    .map(([path, entry]) => [path, withStudentsWorkspaces(entry)]);
  return asJson({ ...lock, packages: Object.fromEntries(packages) });
}

function withStudentsWorkspaces<Entry extends { workspaces?: string[] }>(entry: Entry): Entry {
  if (entry.workspaces === undefined) return entry;
  return { ...entry, workspaces: withoutSolutions(entry.workspaces) };
}

const withoutSolutions = (workspaces: readonly string[]) =>
  workspaces.filter((workspace) => workspace !== "solutions");

/** As npm writes it. */
const asJson = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
