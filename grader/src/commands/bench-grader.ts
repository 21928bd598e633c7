import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { formatMs, formatRatio } from "../contract/format.ts";
import { median } from "../contract/statistics/summary.ts";
import { courseRoot } from "../course/exercises/course.ts";
import { speedupOf } from "../engine/measurement/measurement.ts";
import { strongestIsolation } from "../engine/sandbox/isolation.ts";
import { decode, encode } from "../engine/sandbox/wire.ts";
import type { GradingResult } from "../grading/result.ts";
import type { DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print } from "./terminal/terminal.ts";

const startUps = 11;

/** Measures the grader as a person meets it, on the course at `root`, and prints medians. */
export async function benchGraderCommand(root: string): Promise<number> {
  const row = (what: string, ms: number, goal: string) =>
    print(`${what.padEnd(48)}${formatMs(ms).padStart(9)}   goal: ${goal}\n`);

  const help = runs(startUps, () => timeGrader(root, ["grade", "--help"]).ms);
  row("grade --help", median(help), "under 200 ms");
  const npm = runs(startUps, () => timeNpm(root, ["run", "grade", "--", "--help"]));
  row("  the same through npm run", median(npm), "none: npm's own start-up");

  const cold = timeGrader(root, ["grade", "--json", "--force"]);
  const results = JSON.parse(cold.output) as GradingResult[];
  row(`all ${results.length} exercises, measured`, cold.ms, "15 s for each");
  for (const { exercise, outcome } of results) {
    if (!("measurement" in outcome)) continue;
    const what = `  ${exercise.id}: ${outcome.outcome}, measuring`;
    row(what, outcome.measurement.seconds * 1000, "4 s for a clear verdict");
  }

  if (strongestIsolation() === "bubblewrap") compareIsolation(root);

  const ratio = formatRatio(decodingRatio());
  print(`reading 4,000 objects: v8.deserialize / our decoding  ${ratio}\n`);

  const again = runs(3, () => timeGrader(root, ["grade"]).ms);
  row("all of them again, unchanged", median(again), "under 1 s");
  return exitCodes.passed;
}

/** What bubblewrap costs, and whether it changes what is measured, on our references. */
function compareIsolation(root: string): void {
  const gradings = runs(3, () => ({
    with: timeGrader(root, [...isolated, "bubblewrap"]),
    without: timeGrader(root, [...isolated, "permissions"]),
  }));
  const seconds = gradings.map((pair) => pair.with.ms / pair.without.ms);
  print(
    `grading in bubblewrap / with permissions alone           ${formatRatio(median(seconds))}   goal: at most 1.15x\n`,
  );
  const speedups = gradings.map((pair) => ({
    with: speedupsIn(pair.with.output),
    without: speedupsIn(pair.without.output),
  }));
  for (const id of Object.keys(speedups[0]?.with ?? {})) {
    const shift = median(speedups.map((pair) => (pair.with[id] ?? 0) / (pair.without[id] ?? 0)));
    print(`  ${id}: speedup shifted by ${formatRatio(shift)}\n`);
  }
}

const isolated = ["grade", "--reference", "--json", "--no-record", "--isolation"];

function speedupsIn(output: string): Record<string, number> {
  const results = JSON.parse(output) as GradingResult[];
  const measured = results.map(({ exercise, outcome }) => [
    exercise.id,
    "measurement" in outcome ? speedupOf(outcome.measurement).estimate : Number.NaN,
  ]);
  return Object.fromEntries(measured);
}

/** How much longer V8's own format takes to read than ours, in CPU time. */
function decodingRatio(): number {
  const objects = Array.from({ length: 4000 }, (_, index) => {
    return { id: `tx${index}`, account: `acc${index % 50}`, amount: index * 1.5, at: index };
  });
  const ours = encode(objects);
  const theirs = serialize(objects);
  const ratios = runs(7, () => cpuMsOf(() => deserialize(theirs)) / cpuMsOf(() => decode(ours)));
  return median(ratios);
}

function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  for (let call = 0; call < 40; call++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const runs = <T>(count: number, run: () => T) => Array.from({ length: count }, run);

function timeGrader(root: string, args: readonly string[]) {
  const launcher = join(root, "grader", "launch.mjs");
  const start = performance.now();
  const { stdout } = spawnSync(process.execPath, [launcher, ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { ms: performance.now() - start, output: stdout };
}

function timeNpm(root: string, args: readonly string[]): number {
  const start = performance.now();
  spawnSync("npm", [...args], { cwd: root, stdio: "ignore", shell: process.platform === "win32" });
  return performance.now() - start;
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("bench:grader")
    .description("Measure the grader itself: time to a verdict, start-up, cold and repeated runs.")
    .action(async () => finish(await benchGraderCommand(courseRoot)));
};
