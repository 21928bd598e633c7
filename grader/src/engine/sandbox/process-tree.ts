import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Stream } from "node:stream";
import { machineFailure } from "../machine-failure.ts";
import { tellWatchdog } from "../watchdog.ts";
import { endingWithUs } from "./wrapped.ts";

const live = new Set<ChildProcess>();
const helpers = new Set<ChildProcess>();

/** The outermost command and arguments of a child process. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
}

/**
 * Starts a child as the leader of a process group of its own, with an empty environment, so that
 * it and whatever it starts can be ended together and a Ctrl-C in the terminal reaches only us.
 * Descriptors 3 to 5 are pipes.
 *
 * @param input what it gets as standard input; nothing by default
 * @throws SetupError when the system refuses another process
 */
export async function startProcess(command: Command, input?: Stream): Promise<ChildProcess> {
  const child = registered(
    spawn(command.file, [...command.args], {
      cwd: command.folder,
      detached: process.platform !== "win32",
      env: leastEnvironment(),
      stdio: [input ?? "ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
    }),
  );
  if (child.pid !== undefined) return child;
  const [error] = (await once(child, "error")) as [Error];
  throw machineFailure(`a process could not be started (${error.message})`);
}

/** Starts a program of an exercise on this Node. Descriptor 3 is a pipe; it and we send messages. */
export function startService(args: readonly string[]): ChildProcess {
  const detached = process.platform !== "win32";
  const stdio: StdioOptions = ["ignore", "ignore", "ignore", "pipe", "ipc"];
  return registered(
    spawn(process.execPath, [...args], { detached, env: leastEnvironment(), stdio }),
  );
}

/**
 * Starts a program of ours, with our environment, that is ended with all others. What it leaves in
 * its temporary folder goes with that folder.
 */
export function startTool(file: string, args: readonly string[], temporary: string): ChildProcess {
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const detached = process.platform !== "win32";
  return registered(spawn(file, [...args], { detached, env, stdio: ["ignore", "ignore", "pipe"] }));
}

/**
 * Starts a program of ours that waits for messages and answers them, for as long as the grader runs;
 * it ends with the grader, however that ends.
 */
export function startHelper(
  file: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
): ChildProcess {
  const run = endingWithUs({ file, args });
  return registered(
    spawn(run.file, run.args, {
      detached: process.platform !== "win32",
      env: { ...process.env, ...variables },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    }),
    helpers,
  );
}

function registered(child: ChildProcess, among = live): ChildProcess {
  const forget = () => {
    among.delete(child);
    tellOfLive();
  };
  among.add(child);
  child.once("exit", forget);
  child.once("error", forget);
  tellOfLive();
  return child;
}

/** Each child leads a process group. */
function tellOfLive(): void {
  tellWatchdog([...live, ...helpers].flatMap(({ pid }) => (pid === undefined ? [] : [pid])));
}

/** Windows can't start a program without SystemRoot; elsewhere nothing is needed. */
function leastEnvironment(): Record<string, string> {
  const systemRoot = process.env.SystemRoot;
  return systemRoot === undefined ? {} : { SystemRoot: systemRoot };
}

/** Ends a child and everything in its process group at once. */
export function endProcessTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Ends every child that still runs: for Ctrl-C and for the grader's own exit. */
export function endAllProcesses(): void {
  for (const child of [...live, ...helpers]) endProcessTree(child);
}

/** How many children run now, helpers apart. */
export function liveProcessCount(): number {
  return live.size;
}
