import { randomInt } from "node:crypto";
import { join } from "node:path";
import { SetupError } from "../../contract/errors.ts";
import type { Load, ServerRequest } from "../../contract/index.ts";
import { type Bench, withBench } from "../../course/bench.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { loadNamed } from "../../course/exercises/select.ts";
import {
  folderOf,
  type Version,
  type VersionOptions,
  versionOf,
} from "../../course/exercises/versions.ts";
import { take } from "../../course/staging/submission.ts";
import { makeArguments } from "../../engine/inputs/make-arguments.ts";
import { processSandbox } from "../../engine/sandbox/process-sandbox.ts";
import type { ToolName } from "../../evidence/tools/driven-run.ts";
import { toolNames } from "../../evidence/tools/tool-failures.ts";
import { pagePath, toolPages } from "../../evidence/tools/tool-pages.ts";
import { runTool, type ToolOutcome } from "../../evidence/tools/tool-run.ts";
import { printable } from "../../reports/style.ts";
import { reportToolPage } from "../../reports/tool-page.ts";
import { exitCodes } from "../terminal/exit-codes.ts";
import { print, printedStyle, tell } from "../terminal/terminal.ts";

/** What a person asked for on the command line. */
export interface ToolOptions extends VersionOptions {
  readonly id: string;
}

/** A tool that hangs, or fills the disk, is ended. */
const limits = { seconds: 60, megabytes: 400 };

/** Enough to differ, and few enough to be made anew by each run. */
const inputCount = 4;

const subjects: Readonly<Record<Version, string>> = {
  "your code": "your code",
  baseline: "the baseline",
  reference: "the reference",
};

/** Runs a version of an exercise under a tool, says where the page is, and returns the exit code. */
export async function toolCommand(
  tool: ToolName,
  options: ToolOptions,
  root: string,
): Promise<number> {
  const exercise = await loadNamed(root, options.id);
  refuseUnfit(tool, exercise);
  const version = versionOf(options);
  const folder = folderOf(version, exercise, root);
  const taken = await take(exercise, folder);
  if (taken.state === "refused") return explainFailure(exercise.id, taken.reasons.join("\n"));
  // The tool starts the process itself: of the sandbox only the staged folder is used.
  const { submission } = taken;
  const request = { exercise, submission, sandbox: processSandbox, timeSeed: randomInt(2 ** 32) };
  const outcome = await withBench(request, (bench) => runOn(tool, bench, version, root));
  return conclude(outcome, { tool, version, exercise, root });
}

/** @throws SetupError for what a tool could only waste time on */
function refuseUnfit(tool: ToolName, { id, definition }: LoadedExercise): void {
  const { entry, entryKind } = definition;
  if (tool !== "bubbleprof" || entryKind !== "function") return;
  throw new SetupError(
    `Bubbleprof shows what a program waits for, and ${entry} of ${id} never waits: it answers at once`,
    `see where its time goes instead: npm run flame -- ${id}`,
  );
}

function runOn(
  tool: ToolName,
  { exercise: { id, definition }, staged, pool }: Bench,
  version: Version,
  root: string,
): Promise<ToolOutcome> {
  const { entry, entryKind: kind, answer, load } = definition;
  const isServer = kind === "server";
  const stages = { running: `running under ${toolNames[tool]}`, drawing: "drawing the page" };
  return runTool({
    ...{ tool, id, entry, kind, limits },
    subject: subjects[version],
    source: staged.sides.candidate,
    inputs: isServer ? [] : pool.take(0, inputCount),
    mayChangeInput: answer.mayChangeInput,
    load: isServer ? (load ?? loadOfRequests(definition)) : undefined,
    page: pagePath(root, { id, tool, version }),
    scratch: join(staged.root, "tool"),
    onStage: (stage) => tell(`${id}: ${stages[stage]}\n`),
  });
}

/** For a server whose exercise says nothing of load: one of its requests, over and over. */
function loadOfRequests(definition: LoadedExercise["definition"]): Load {
  const made = makeArguments(definition, randomInt(2 ** 32), definition.input.sizes.time);
  const request = made[0] as ServerRequest;
  return {
    probe: { request, everyMs: 50 },
    background: { request, connections: 2 },
    windowMs: 1000,
  };
}

interface Drawn {
  readonly tool: ToolName;
  readonly version: Version;
  readonly exercise: LoadedExercise;
  readonly root: string;
}

function conclude(outcome: ToolOutcome, { tool, version, exercise, root }: Drawn): number {
  const { id, definition } = exercise;
  if (outcome.state === "tool failed") throw new SetupError(outcome.what, outcome.next);
  if (outcome.state === "code failed") return explainFailure(id, outcome.what);
  const page = toolPages(root, id).find(
    (drawn) => drawn.tool === tool && drawn.version === version,
  );
  if (page === undefined) throw new Error(`${toolNames[tool]} has drawn a page that is not there`);
  const context = { id, subject: subjects[version], kind: definition.entryKind };
  print(`${reportToolPage(page, context, printedStyle(), root)}\n`);
  return exitCodes.passed;
}

function explainFailure(id: string, what: string): number {
  const next = `fix that first; npm run grade -- ${id} says more`;
  tell(`error: ${printable(what)}\n  next: ${next}\n`);
  return exitCodes.failed;
}
