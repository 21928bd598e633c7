import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Outlives a grader that is killed: a shell that reads lines from a pipe until the grader is gone,
 * then kills the process groups that the last line names and removes the temporary folders.
 *
 * The grader may have been killed before it could name a process that it started. A bubblewrap
 * then dies of the closed pipe, and can leave an inner one behind that waits for it for ever. So
 * the shell also looks, for some seconds, for sessions without a terminal whose command line names
 * one of the folders: nobody else knows these names.
 */
const script = `
while read -r line; do groups=$line; done
unnamed() {
  stats=$(printf '%s\\n' "\${FOLDERS##*/}" | grep -lsFf - /proc/[0-9]*/cmdline | sed 's/cmdline$/stat/')
  sed -n 's/.*) [A-Z] [0-9]* \\([0-9]*\\) \\1 0 .*/\\1/p' /dev/null $stats
}
for pause in 0 1 3; do
  sleep $pause
  for group in $groups $(unnamed); do kill -s KILL -- "-$group"; done
  groups=
  rm -rf -- "$FOLDERS"*
done
`;

let watchdog: ChildProcess | undefined;

/**
 * Starts the watchdog, unless it runs already or the system has no shell.
 *
 * @param folders how the absolute paths of this process's temporary folders begin
 */
export function startWatchdog(folders: string): void {
  if (watchdog !== undefined || process.platform === "win32") return;
  // The last word tells people who list processes what this is.
  const child = spawn("/bin/sh", ["-c", script, "bottleneck-watchdog"], {
    // A Ctrl-C in the terminal, and what ends our process group, must not reach it.
    detached: true,
    env: { PATH: `${process.env.PATH ?? ""}:/usr/bin:/bin`, FOLDERS: folders },
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without it, the next grader removes the folders.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  child.unref();
  (child.stdin as Socket).unref();
  watchdog = child;
}

/** For a grader that ends in order, and has seen to everything itself. */
export function dismissWatchdog(): void {
  watchdog?.kill("SIGKILL");
}

/** Says which process groups run now; what was said before is forgotten. */
export function tellWatchdog(groups: readonly number[]): void {
  watchdog?.stdin?.write(`${groups.join(" ")}\n`);
}
