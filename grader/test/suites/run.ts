/**
 * Runs long suites one after the other, and says at the end how each went.
 *
 *   npm run test:suites -- [<suite>...] [--changed] [--count <number>] [--keep]
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { planOf, type Step } from "./plan.ts";
import { digestOfSuites, keepProof, readProofs } from "./proven.ts";
import { longSuites } from "./suites.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Leave out what is unchanged since it was green, but for one suite, which `count` turns over. */
    changed: { type: "boolean", default: false },
    count: { type: "string", default: "0" },
    /** Keep which suites were green in the repository. */
    keep: { type: "boolean", default: false },
  },
});

const unknown = positionals.filter((name) => !(name in longSuites));
if (unknown.length > 0) {
  console.error(`error: there is no suite "${unknown.join('", "')}"`);
  console.error(`  next: the suites are ${Object.keys(longSuites).join(", ")}`);
  process.exit(2);
}

const digest = digestOfSuites();
const known = values.changed ? readProofs() : {};
const all = Object.keys(longSuites);
const names = positionals.length > 0 ? positionals : all;
const results = planOf(names, all, known, digest, Number(values.count)).map(run);
for (const line of ["", ...results.map(describe)]) console.log(line);
process.exitCode = results.every(({ outcome }) => outcome !== "failed") ? 0 : 1;

interface Result {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "unchanged";
  readonly said: string;
}

function run({ name, unchangedSince }: Step): Result {
  if (unchangedSince !== undefined) {
    return { name, outcome: "unchanged", said: `since it passed on ${unchangedSince}: not run` };
  }
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync("npm", longSuites[name] ?? [], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  const outcome = status === 0 ? "passed" : "failed";
  const on = new Date().toISOString().slice(0, 10);
  if (outcome === "passed" && values.keep) keepProof(name, { digest, on, seconds });
  return { name, outcome, said: `in ${seconds} s` };
}

function describe({ name, outcome, said }: Result): string {
  return `suite ${name.padEnd(10)} ${outcome.padEnd(9)} ${said}`;
}
