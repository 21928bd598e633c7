import { readdirSync, readFileSync } from "node:fs";

/** Where these functions find anything; elsewhere they find nothing. */
export const canListProcesses = process.platform === "linux";

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** The running processes whose command line names a text, such as a folder of theirs. */
export function processesNaming(text: string): RunningProcess[] {
  return runningProcesses().filter(({ command }) => command.includes(text));
}

/** It stays, and waits for texts to read. */
const reader = "reader-process.ts";

/** The processes that a process has started, and those that they started; the reader apart. */
export function descendantsOf(ancestor: number): RunningProcess[] {
  return processesOf(ancestor).filter(({ command }) => !command.includes(reader));
}

/** The processes in which a process reads the texts of strangers. */
export function readersOf(ancestor: number): RunningProcess[] {
  return processesOf(ancestor).filter(({ command }) => command.includes(reader));
}

function processesOf(ancestor: number): RunningProcess[] {
  const running = runningProcesses();
  const parents = new Map(running.map(({ pid }) => [pid, parentOf(pid)]));
  const descends = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || descends(parent));
  };
  return running.filter(({ pid }) => descends(pid));
}

/** What a process that is still running may not have left: all but the watchdog that it keeps. */
export function leftRunningBy(ancestor: number): RunningProcess[] {
  return descendantsOf(ancestor).filter((started) => !isWatchdog(started));
}

/** The process that cleans up after a grader that is killed. */
export function isWatchdog({ command }: RunningProcess): boolean {
  return command.includes("bottleneck-watchdog");
}

function runningProcesses(): RunningProcess[] {
  return processIds().map((pid) => ({
    pid,
    command: contentOf(`/proc/${pid}/cmdline`).replaceAll("\0", " "),
  }));
}

function processIds(): number[] {
  if (!canListProcesses) return [];
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s*(\d+)$/m.exec(contentOf(`/proc/${pid}/status`))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** Empty where the process has ended in between. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
