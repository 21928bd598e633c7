import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Course, LoadedExercise } from "../../course/exercises/load.ts";
import { reportCalibration } from "./calibration.ts";
import { type CatalogueEntry, listForReadme, reportCatalogue } from "./catalogue.ts";
import type { ExerciseFigures } from "./figures.ts";
import { readFigures, write } from "./sealed-figures.ts";

/** The page of the docs that shows all figures, from the course's root. */
export const calibrationPage = "docs/calibration.md";

/** The page of the docs that lists all exercises, from the course's root. */
export const cataloguePage = "docs/catalogue.md";

/** The page that has a table of the exercises between two comments, from the course's root. */
export const readmePage = "README.md";

const tableInReadme = /(<!-- exercises -->\n)[\s\S]*?(\n<!-- \/exercises -->)/;

/** The pages as the manifests and the figures beside the solutions give them, by path. */
export function drawPages({ root, exercises }: Course): ReadonlyMap<string, string> {
  const figures = readFigures(root);
  const references = new Map(figures.map((own) => [own.exercise, speedupOfReference(own)]));
  const entries = exercises.map((exercise) =>
    catalogueEntry(root, exercise, references.get(exercise.id)),
  );
  const readme = textOf(join(root, readmePage));
  const table = listForReadme(entries);
  return new Map([
    [calibrationPage, reportCalibration(figures)],
    [cataloguePage, reportCatalogue(entries)],
    ...(tableInReadme.test(readme)
      ? [[readmePage, readme.replace(tableInReadme, `$1\n${table}\n$2`)] as const]
      : []),
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
  return {
    id,
    folder: relative(root, folder).replaceAll("\\", "/"),
    definition,
    readme: textOf(join(folder, "README.md")),
    reference,
  };
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** The drawn pages that a course has, and that show something else by now. */
export function outdatedPages(course: Course): string[] {
  return [...drawPages(course)]
    .filter(([page, drawn]) => {
      const path = join(course.root, page);
      return existsSync(path) && readFileSync(path, "utf8") !== drawn;
    })
    .map(([page]) => page);
}

/** Draws the pages anew. */
export function writePages(course: Course): void {
  for (const [page, text] of drawPages(course)) write(join(course.root, page), text);
}
