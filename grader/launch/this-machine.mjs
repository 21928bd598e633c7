/** What packages for one kind of machine say about it, as npm does. */
export const thisMachine = {
  os: process.platform,
  cpu: process.arch,
  libc: process.platform === "linux" ? libcOfLinux() : undefined,
};

/** Node says which glibc it runs on; built for musl, it names none. */
function libcOfLinux() {
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/** Whether a package of a lockfile is one for this machine: it names no other. */
export function isForThisMachine(locked) {
  return ["os", "cpu", "libc"].every(
    (key) => locked[key] === undefined || [locked[key]].flat().includes(thisMachine[key]),
  );
}
