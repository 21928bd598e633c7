import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { CourseCopy } from "./course-copy.ts";

/** What npm starts for each command. */
export const launcher = resolve(import.meta.dirname, "../../launch.mjs");

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line, running. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves when stderr has shown a text; rejects when the process ends without it. */
  shows(text: string): Promise<void>;
  readonly ended: Promise<CliRun>;
}

/** Runs the command line to its end, on a copy of a course where one is given. */
export function runCli(
  args: readonly string[],
  course?: CourseCopy,
  environment: NodeJS.ProcessEnv = {},
): Promise<CliRun> {
  return startCli(args, course, environment).ended;
}

export function startCli(
  args: readonly string[],
  course?: CourseCopy,
  environment: NodeJS.ProcessEnv = {},
): RunningCli {
  const where = course === undefined ? [] : ["--course", course.root];
  const temporary = course === undefined ? {} : { TMPDIR: course.temporary };
  const child = spawn(process.execPath, [launcher, ...args, ...where], {
    env: { ...process.env, ...temporary, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, "close").then(([status]) => ({ status, ...output }));
  return { child, ended, shows: (text) => waitFor(text, child, () => output.stderr) };
}

function waitFor(text: string, child: ChildProcess, shown: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => shown().includes(text) && resolve();
    child.stderr?.on("data", look);
    child.once("close", () => reject(new Error(`"${text}" was not shown in:\n${shown()}`)));
    look();
  });
}

/** The stages that a command says it is at, without the lines that say how far it is after a while. */
export const stagesOf = (stderr: string) => stderr.replaceAll(/^.*: run \d+ of \d+ .*\n/gm, "");
