import { readFileSync } from "node:fs";

/** A limit of this process, which its children inherit; Infinity where there is none. */
interface ProcessLimit {
  readonly soft: number;
  readonly hard: number;
}

/** Reads /proc/<pid>/limits (proc_pid_limits(5)): limits by the kernel's name of them. */
export function parseLimits(text: string): ReadonlyMap<string, ProcessLimit> {
  const rows = [...text.matchAll(/^(Max .*?) {2,}(unlimited|\d+) +(unlimited|\d+)/gm)];
  const amount = (word = "") => (word === "unlimited" ? Number.POSITIVE_INFINITY : Number(word));
  return new Map(
    rows.map(([, name = "", soft, hard]) => [name, { soft: amount(soft), hard: amount(hard) }]),
  );
}

let own: ReadonlyMap<string, ProcessLimit> | undefined;

/** Of this process; empty where the kernel does not tell. */
function ownLimits(): ReadonlyMap<string, ProcessLimit> {
  own ??= process.platform === "linux" ? parseLimits(readLimits()) : new Map();
  return own;
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}

/** The lesser of a limit and what this process may have: only root may raise that. */
export function withinOwn(name: string, wanted: number): number {
  return Math.min(wanted, ownLimits().get(name)?.hard ?? wanted);
}

/** What the grader and Node can do with, and how a shell names it and its unit. */
const needs = [
  { name: "Max open files", what: "open files", option: "n", enough: 256, unit: 1 },
  { name: "Max processes", what: "processes", option: "u", enough: 1024, unit: 1 },
  { name: "Max cpu time", what: "CPU seconds", option: "t", enough: 3600, unit: 1 },
  // V8 reserves far more addresses than it uses.
  { name: "Max address space", what: "kB of addresses", option: "v", enough: 2 ** 37, unit: 1024 },
  { name: "Max data size", what: "kB of data", option: "d", enough: 2 ** 33, unit: 1024 },
  { name: "Max stack size", what: "kB of stack", option: "s", enough: 2 ** 22, unit: 1024 },
  { name: "Max file size", what: "kB for a file", option: "f", enough: 2 ** 26, unit: 1024 },
] as const;

/**
 * The limits that may keep the grader's processes from working, in a shell's words, such as
 * "32 open files (ulimit -n)".
 */
export function lowLimits(limits = ownLimits()): string[] {
  return needs.flatMap(({ name, what, option, enough, unit }) => {
    const soft = limits.get(name)?.soft ?? Number.POSITIVE_INFINITY;
    return soft < enough ? [`${Math.floor(soft / unit)} ${what} (ulimit -${option})`] : [];
  });
}

/** The limit for which the system may have ended a process of ours in this way, if there is one. */
export function limitBehind(how: string, limits = ownLimits()): string | undefined {
  const low = lowLimits(limits);
  const option = /SIG(KILL|XCPU)$/.test(how) ? "t" : /SIGSEGV$/.test(how) ? "s" : undefined;
  return low.find((limit) => limit.includes(`-${option})`));
}

/** Whether memory may be refused before a limit of the exercise is reached. */
export function limitsMemory(limits = ownLimits()): boolean {
  return lowLimits(limits).some((limit) => /-[vd]\)/.test(limit));
}

/** What to do where a limit may be the reason; undefined where none is low. */
export function adviceOnLimits(low = lowLimits()): string | undefined {
  if (low.length === 0) return undefined;
  return `this shell allows ${low.join(", ")}: allow more, or use another shell`;
}
