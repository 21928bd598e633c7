import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { SetupError } from "../errors.ts";
import { discoverExercises } from "../exercises/course.ts";
import type { Course, LoadedExercise } from "../exercises/load.ts";
import { reportCalibration } from "./calibration.ts";
import { type CatalogueEntry, reportCatalogue } from "./catalogue.ts";
import type { ExerciseFigures } from "./figures.ts";

/** The page of the docs that shows all figures, from the course's root. */
export const calibrationPage = "docs/calibration.md";

/** The page of the docs that lists all exercises, from the course's root. */
export const cataloguePage = "docs/catalogue.md";

const keptWith = (root: string, id: string) => join(root, "solutions", id, "figures.json");

/** Keeps the figures of an exercise in .bottleneck/ and, on demand, beside its solutions. */
export function keepFigures(figures: ExerciseFigures, root: string, beside: boolean): void {
  const id = figures.exercise;
  const text = `${JSON.stringify(figures, undefined, 2)}\n`;
  write(join(root, ".bottleneck", "check", `${id}.json`), text);
  if (beside) write(keptWith(root, id), text);
}

/** The figures that are kept beside the solutions, in order of id. */
export function readFigures(root: string): ExerciseFigures[] {
  return discoverExercises(root)
    .map(({ id }) => keptWith(root, id))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, "utf8")) as ExerciseFigures);
}

/** The pages of the docs as the manifests and the figures beside the solutions give them, by path. */
export function drawPages({ root, exercises }: Course): ReadonlyMap<string, string> {
  const figures = readFigures(root);
  const references = new Map(figures.map((own) => [own.exercise, speedupOfReference(own)]));
  const entries = exercises.map((exercise) =>
    catalogueEntry(root, exercise, references.get(exercise.id)),
  );
  return new Map([
    [calibrationPage, reportCalibration(figures)],
    [cataloguePage, reportCatalogue(entries)],
  ]);
}

function speedupOfReference({ versions }: ExerciseFigures): number | undefined {
  return versions.find(({ name }) => name === "reference")?.speedup;
}

function catalogueEntry(
  root: string,
  { id, folder, definition }: LoadedExercise,
  reference: number | undefined,
): CatalogueEntry {
  const readme = join(folder, "README.md");
  return {
    id,
    folder: relative(root, folder).replaceAll("\\", "/"),
    definition,
    readme: existsSync(readme) ? readFileSync(readme, "utf8") : "",
    reference,
  };
}

/** Draws the pages of the docs anew. */
export function writePages(course: Course): void {
  for (const [page, text] of drawPages(course)) write(join(course.root, page), text);
}

/**
 * Refuses to keep figures in a copy of the course that has no place for them.
 *
 * @throws SetupError in the students' edition
 */
export function refuseWithoutSolutions(root: string): void {
  if (existsSync(join(root, "solutions"))) return;
  throw new SetupError(
    `${root} has no solutions/, beside which figures are kept: it is a students' edition`,
    "check without --write, or in a copy of the course that has them",
  );
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new SetupError(
      `${path} can't be written (${(error as Error).message})`,
      "make room, or the folder writable, and check again",
    );
  }
}
