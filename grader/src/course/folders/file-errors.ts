const words: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it is gone",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "it is a symbolic link",
  ENXIO: "it is a socket",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** Why something of a file system can't be read or written, as a part of a sentence. */
export function wordsOfFileError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && words[code]) ?? code ?? message;
}
