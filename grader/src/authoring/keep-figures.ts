import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SetupError } from "../errors.ts";
import { discoverExercises } from "../exercises/course.ts";
import { reportCalibration } from "./calibration.ts";
import type { ExerciseFigures } from "./figures.ts";

/** The page of the docs that shows all figures, from the course's root. */
export const calibrationPage = "docs/calibration.md";

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

/** Draws the page of the docs from the figures beside the solutions. */
export function writeCalibrationPage(root: string): void {
  write(join(root, calibrationPage), reportCalibration(readFigures(root)));
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
