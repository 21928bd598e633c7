import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { machineFailure } from "../machine-failure.ts";
import { programOnPath } from "./on-path.ts";

/**
 * What keeps a child from the rest of the machine. `bubblewrap`: namespaces of its own, in which
 * there is nothing but Node, the runner and the inputs, on top of `permissions`: Node's permission
 * model, memory and time limits.
 */
export type Isolation = "bubblewrap" | "permissions";

/** Folders of the system that Node needs to run. */
const systemFolders = ["/usr", "/lib", "/lib64"];

const temporaryBytes = 16 * 1024 * 1024;

/** Descriptor on which bubblewrap says which process it started. */
export const infoDescriptor = 5;

/** What a child in bubblewrap gets to see and to do. */
export interface Cage {
  /** Absolute paths of files and folders, for reading only. */
  readonly readable: readonly string[];
  /** Absolute paths of folders that it may write to. */
  readonly writable?: readonly string[];
  /** The folder that it starts in. */
  readonly folder?: string | undefined;
}

/** The arguments of bubblewrap for a child that ends with us, and that we have to know the id of. */
export const tiedToUs = ["--die-with-parent", "--info-fd", String(infoDescriptor)];

/** The arguments of bubblewrap up to the command that it runs. */
export function cageArguments({ readable, writable = [], folder = "/" }: Cage): string[] {
  const bind = (path: string) => ["--ro-bind", path, path];
  return [
    "--unshare-all",
    // No session of its own: it has no terminal as it is, and what stays in its process group is
    // killed with it, also while it starts.
    ...["--clearenv", "--cap-drop", "ALL"],
    ...systemFolders.filter((folder) => existsSync(folder)).flatMap(bind),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...["--size", String(temporaryBytes), "--tmpfs", "/tmp"],
    ...readable.flatMap(bind),
    ...writable.flatMap((path) => ["--bind", path, path]),
    ...["--remount-ro", "/", "--chdir", folder],
    "--as-pid-1",
  ];
}

let strongest: Isolation | undefined;

/** The strongest isolation that works here, found out by trying it once. */
export function strongestIsolation(): Isolation {
  strongest ??= bubblewrapWorks() ? "bubblewrap" : "permissions";
  return strongest;
}

/** It may be installed and still be kept from working, such as inside of some containers. */
function bubblewrapWorks(): boolean {
  const bubblewrap = process.platform === "linux" ? programOnPath("bwrap") : undefined;
  if (bubblewrap === undefined) return false;
  // Not tied to us: it ends by itself, also when we are killed meanwhile.
  const args = cageArguments({ readable: [process.execPath] });
  const trial = spawnSync(bubblewrap, [...args, process.execPath, "--version"], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    timeout: 10_000,
  });
  const { message = "" } = trial.error ?? {};
  // That nothing can be started now says nothing of bubblewrap.
  if (isOfLimits(`${message}${trial.stderr ?? ""}`)) {
    throw machineFailure("a process could not be started", `${message}\n${trial.stderr ?? ""}`);
  }
  return trial.status === 0;
}

/** Whether the system had no process, file or memory left, in Node's words or in those of the C library. */
const isOfLimits = (said: string) =>
  /EAGAIN|EMFILE|ENOMEM|temporarily unavailable|Too many open files|Cannot allocate/.test(said);
