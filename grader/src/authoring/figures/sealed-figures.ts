import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SetupError } from "../../contract/errors.ts";
import { discoverExercises } from "../../course/exercises/course.ts";
import type { ExerciseFigures } from "./figures.ts";

/** Figures as a file holds them; `seal` is a digest of all the rest. */
interface Sealed extends ExerciseFigures {
  readonly seal?: string;
}

/** What a file of figures says. */
export type KeptFigures =
  | { readonly state: "kept"; readonly figures: ExerciseFigures }
  /** Not as a check wrote it. */
  | { readonly state: "edited"; readonly figures: ExerciseFigures }
  | { readonly state: "unreadable"; readonly why: string }
  | { readonly state: "missing" };

/** Where an exercise's figures are kept for everybody, from the course's root. */
export const figuresFile = (id: string) => `solutions/${id}/figures.json`;

const besideSolutions = (root: string, id: string) => join(root, figuresFile(id));

/** The last check on this machine, whether or not its figures were put beside the solutions. */
const ofThisCopy = (root: string, id: string) => join(root, ".bottleneck", "check", `${id}.json`);

/** Keeps the figures of an exercise in .bottleneck/ and, on demand, beside its solutions. */
export function keepFigures(figures: ExerciseFigures, root: string, beside: boolean): void {
  const id = figures.exercise;
  const text = asText({ ...figures, seal: sealOf(figures) });
  write(ofThisCopy(root, id), text);
  if (beside) write(besideSolutions(root, id), text);
}

/** The figures that are kept beside an exercise's solutions. */
export function keptFigures(root: string, id: string): KeptFigures {
  return readKept(besideSolutions(root, id));
}

/**
 * The figures of the last check that found everything as it should be, if nothing that it depended
 * on has changed since.
 *
 * @param digest of all that a check depends on now
 */
export function figuresOfSoundCheck(
  root: string,
  id: string,
  digest: string,
): ExerciseFigures | undefined {
  const kept = [besideSolutions, ofThisCopy]
    .map((place) => readKept(place(root, id)))
    .filter((one) => one.state === "kept")
    .map(({ figures }) => figures);
  // What has failed is run again, even if it held elsewhere.
  if (kept.some(({ failed }) => failed === digest)) return undefined;
  return kept.find(({ checked }) => checked === digest);
}

/** The figures that are kept beside the solutions, in order of id; unreadable ones are left out. */
export function readFigures(root: string): ExerciseFigures[] {
  return discoverExercises(root)
    .map(({ id }) => keptFigures(root, id))
    .flatMap((kept) => ("figures" in kept ? [kept.figures] : []));
}

function readKept(path: string): KeptFigures {
  if (!existsSync(path)) return { state: "missing" };
  try {
    const { seal, ...figures } = JSON.parse(readFileSync(path, "utf8")) as Sealed;
    return { state: seal === sealOf(figures) ? "kept" : "edited", figures };
  } catch (error) {
    return { state: "unreadable", why: (error as Error).message };
  }
}

function sealOf(figures: ExerciseFigures): string {
  return createHash("sha256").update(asText(figures)).digest("hex").slice(0, 16);
}

const asText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

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

/** @throws SetupError where there is no room, or no permission */
export function write(path: string, text: string): void {
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
