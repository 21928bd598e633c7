import { relative, resolve } from "node:path";
import { templateTextIn } from "../authoring/check/template-text.ts";
import { readNewId } from "../authoring/new/exercise-id.ts";
import {
  createExercise,
  foldersOfExercise,
  type NewExercise,
} from "../authoring/new/new-exercise.ts";
import { choose } from "../contract/choice.ts";
import { SetupError } from "../contract/errors.ts";
import { type MetricName, metricNames } from "../contract/index.ts";
import type { PathologyName } from "../contract/pathologies.ts";
import { loadCourse } from "../course/exercises/load.ts";
import { type Interviewee, Left, listen } from "../evidence/diagnosis/interview.ts";
import { kindsList, readKind } from "../evidence/diagnosis/read-answers.ts";
import { courseOption, type DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { whoeverIsAtTheTerminal } from "./terminal/interviewee.ts";
import { print } from "./terminal/terminal.ts";

/** What was typed on the command line. */
export interface NewOptions {
  readonly id?: string | undefined;
  /** A pathology. */
  readonly topic?: string | undefined;
  readonly metric?: string | undefined;
  /** Give it a resource, whatever the metric. */
  readonly resource?: boolean | undefined;
}

/** What making an exercise needs from outside; tests bring their own. */
export interface NewTools {
  /** Undefined where nobody can be asked. */
  readonly person: Interviewee | undefined;
  write(text: string): void;
}

const realTools = (): NewTools => ({
  person: whoeverIsAtTheTerminal(),
  write: (text) => print(text),
});

/** Makes a new exercise that runs at once, says what is still to be done, returns the exit code. */
export async function newCommand(
  typed: NewOptions,
  root: string,
  { person, write }: NewTools = realTools(),
): Promise<number> {
  try {
    const stated = await stateExercise(typed, root, person);
    const hasResource = typed.resource ?? false;
    const exercise = { ...stated, order: await nextOrder(root), hasResource };
    createExercise(exercise, root);
    write(describe(exercise, root));
    return exitCodes.passed;
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    write("\nStopped. Nothing was made.\n");
    return exitCodes.interrupted;
  }
}

type Stated = Omit<NewExercise, "order" | "hasResource">;

/** What was typed, completed by asking where there is somebody to ask. */
async function stateExercise(
  typed: NewOptions,
  root: string,
  person: Interviewee | undefined,
): Promise<Stated> {
  const known = {
    id: typed.id === undefined ? undefined : readNewId(typed.id, root),
    metric: typed.metric === undefined ? undefined : readMetric(typed.metric),
    pathology: typed.topic === undefined ? undefined : readKind(typed.topic),
  };
  if (person === undefined) {
    if (known.id === undefined) throw missingId();
    return { id: known.id, metric: known.metric ?? "cpu time", pathology: known.pathology };
  }
  return {
    id: known.id ?? (await askForId(person, root)),
    metric: known.metric ?? (await askForMetric(person)),
    pathology: known.pathology ?? (await askForPathology(person)),
  };
}

function missingId(): SetupError {
  return new SetupError(
    "missing: the id of the new exercise",
    "give it, such as npm run new -- revenue-report, or run this in a terminal, which asks",
  );
}

function readMetric(text: string): MetricName {
  return choose(text, { noun: "metric", names: metricNames, list: metricsList() });
}

function metricsList(): string {
  return metricNames.map((name, at) => `  ${String(at + 1).padStart(2)}  ${name}`).join("\n");
}

function askForId(person: Interviewee, root: string): Promise<string> {
  person.tell("What is the new exercise's id? Words joined by hyphens, such as revenue-report:");
  return listen(person, (text) => readNewId(text, root));
}

function askForMetric(person: Interviewee): Promise<MetricName> {
  person.tell(`\n${metricsList()}\n\nWhat is the speedup a ratio of? Return alone is "cpu time":`);
  return listen(person, (text) => (text.trim() === "" ? "cpu time" : readMetric(text)));
}

function askForPathology(person: Interviewee): Promise<PathologyName | undefined> {
  person.tell(
    `\n${kindsList()}\n\nWhich kind of bottleneck? Return alone leaves it to the example:`,
  );
  return listen(person, (text) => (text.trim() === "" ? undefined : readKind(text)));
}

/** After the last exercise, with a gap. */
async function nextOrder(root: string): Promise<number> {
  const { exercises } = await loadCourse(root);
  const last = Math.max(0, ...exercises.map(({ definition }) => definition.order));
  return 10 * Math.floor(last / 10) + 10;
}

function describe({ id, metric }: Stated, root: string): string {
  const folders = foldersOfExercise(root, id);
  const [own, solutions] = folders.map((folder) => slashed(relative(root, folder)));
  const left = templateTextIn(folders).map(
    ({ file, lines }) => `    ${slashed(relative(root, file))}:${lines.join(", ")}`,
  );
  return [
    `Made ${own}/ and ${solutions}/: an example in ${metric} that can be graded as it is.`,
    "",
    "  still to do, by file and line (each is marked TODO)",
    ...left,
    "",
    `  next         npm run check -- ${id}`,
    "  the way      docs/authoring.md, from a slow function to a checked exercise",
    "  to commit    npm install --package-lock-only, once: npm ci must know the new workspace;",
    "               until then everything works without installing anything",
    "",
  ].join("\n");
}

const slashed = (path: string) => path.replaceAll("\\", "/");

export const define: DefineCommand = (program, finish) => {
  program
    .command("new")
    .description("Make a new exercise that runs at once, for you to fill in.")
    .argument("[id]", "its name: words joined by hyphens")
    .option("--topic <pathology>", "the kind of bottleneck: its number, or a prefix of its name")
    .option("--metric <metric>", "the metric to improve (default: cpu time)")
    .option("--resource", "with a folder resource/, such as for a database, whose use is counted")
    .addOption(courseOption())
    .addHelpText(
      "after",
      "\nIn a terminal you are asked for what you leave out.\nExit codes: 0 made, 2 usage or set-up.",
    )
    .action(async (id, { course, ...typed }) =>
      finish(await newCommand({ id, ...typed }, resolve(course))),
    );
};
