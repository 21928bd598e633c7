/**
 * Measures how long the tests take, and what continuous integration would take for a larger course.
 *
 *   npm run bench:tests -- [--runs <number>] [--busy <loops>]
 *
 * With --runs, `npm test` is run so often from scratch, beside that many endless loops, and counted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readFigures } from "../../src/authoring/figures/sealed-figures.ts";
import { mean } from "../../src/contract/statistics/summary.ts";
import { courseRoot } from "../../src/course/exercises/course.ts";
import { readProofs } from "./proven.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "0" },
    busy: { type: "string", default: "0" },
  },
});

/** A course as it may become. */
const larger = { exercises: 45, projects: 2, secondsOfProject: 240 };

interface Timed {
  readonly status: number | null;
  readonly seconds: number;
  /** From the start to the first output that holds the text that was waited for. */
  readonly secondsToText?: number;
}

/** Runs npm to its end, without showing what it prints. */
async function npm(
  args: readonly string[],
  { waitedFor, env = {} }: { waitedFor?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Timed> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let secondsToText: number | undefined;
  const child = spawn("npm", args, {
    cwd: courseRoot,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (waitedFor !== undefined && text.includes(waitedFor)) secondsToText ??= seconds();
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { status, seconds: seconds(), ...(secondsToText !== undefined && { secondsToText }) };
}

/** Nothing is answered from turbo's cache. */
const testFromScratch = () => npm(["test"], { env: { TURBO_FORCE: "true" } });

/** They end with this program, however that ends. */
function startLoops(count: number): ChildProcess[] {
  const loop = `process.stdin.on("end", () => process.exit()).resume();
    setInterval(() => { for (const end = Date.now() + 200; Date.now() < end; ); }, 0);`;
  return Array.from({ length: count }, () =>
    spawn(process.execPath, ["-e", loop], { stdio: ["pipe", "ignore", "ignore"] }),
  );
}

function row(what: string, { status, seconds }: Timed): void {
  console.log(`${what.padEnd(52)} ${seconds.toFixed(1).padStart(7)} s   exit code ${status}`);
}

async function countGreenRuns(runs: number, loops: number): Promise<void> {
  const busy = startLoops(loops);
  const timed: Timed[] = [];
  while (timed.length < runs) {
    timed.push(await testFromScratch());
    row(`npm test, run ${timed.length} beside ${loops} endless loops`, timed.at(-1) as Timed);
  }
  for (const loop of busy) loop.kill("SIGKILL");
  const green = timed.filter(({ status }) => status === 0).length;
  console.log(`${green} of ${runs} green`);
}

async function timeEach(): Promise<Timed> {
  const test = await testFromScratch();
  row("npm test, nothing cached", test);
  row("npm test, nothing changed", await npm(["test"]));
  row("npm run check, nothing changed", await npm(["run", "--silent", "check"]));
  const grade = ["run", "--silent", "grade", "--", firstExercise(), "--force"];
  const graded = await npm(grade, { waitedFor: "too slow" });
  row(`grade ${firstExercise()}: verdict`, {
    ...graded,
    seconds: graded.secondsToText ?? Number.NaN,
  });
  row(`grade ${firstExercise()}: verdict and evidence`, graded);
  return test;
}

/** The one that the README grades. */
function firstExercise(): string {
  const readme = resolve(courseRoot, "README.md");
  return /npm run grade -- ([\w-]+)/.exec(readFileSync(readme, "utf8"))?.[1] ?? "";
}

/** What takes turns: one suite, and a fourth of the exercises. */
function showArithmetic(test: number): void {
  const checks = readFigures(courseRoot).flatMap(({ measured }) => measured.seconds ?? []);
  const suites = Object.values(readProofs()).map(({ seconds }) => seconds);
  const ofExercise = mean(checks);
  const ofCourse = larger.exercises * ofExercise + larger.projects * larger.secondsOfProject;
  const always = test + setUpSeconds;
  const total = suites.reduce((sum, one) => sum + one, 0);
  const small = always + Math.max(...suites) + ofCourse / 4 + ofExercise;
  console.log(`
a check of an exercise: ${ofExercise.toFixed(0)} s (${checks.length} were measured), the long suites: ${total} s
with ${larger.exercises} exercises and ${larger.projects} projects of ${larger.secondsOfProject} s:
  a text or one exercise: ${always.toFixed(0)} + ${Math.max(...suites)} + ${(ofCourse / 4 + ofExercise).toFixed(0)} = ${(small / 60).toFixed(1)} min
  the code that measures: ${always.toFixed(0)} + ${total} + ${ofCourse.toFixed(0)} = ${((always + total + ofCourse) / 60).toFixed(1)} min`);
}

/** npm ci twice, and the README's first command. */
const setUpSeconds = 75;

if (Number(values.runs) > 0) await countGreenRuns(Number(values.runs), Number(values.busy));
else showArithmetic((await timeEach()).seconds);
