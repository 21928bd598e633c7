import { SetupError } from "../../contract/errors.ts";

const permissions = "fix its permissions, or copy the course to a folder of your own";
const memory = "close other programs: the system has no memory or no process left for this one";

/** What to do about errors of the system that no code of ours can be to blame for. */
const advice: Readonly<Record<string, string>> = {
  EACCES: permissions,
  EPERM: permissions,
  EROFS: "copy the course to a folder that can be written to",
  ENOSPC: "free some disk space",
  EDQUOT: "free some disk space: your share of it is used up",
  EIO: "check the disk: the system can't read or write it",
  EMFILE: "close other programs, or allow more open files (ulimit -n)",
  ENFILE: "close other programs: the system has too many files open",
  ENOMEM: memory,
  EAGAIN: memory,
  ENAMETOOLONG: "move the course to a folder with a shorter path",
};

/** An error that the machine is to blame for, in words for its user; undefined for any other. */
export function asMachineError(error: unknown): SetupError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  const next = syscall === undefined ? undefined : advice[code];
  if (next === undefined) return undefined;
  return new SetupError(`the system refused something: ${error.message}`, next);
}
