import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isForThisMachine } from "./this-machine.mjs";

/** Commands that also need what is installed for tests. */
const commandsWithTests = ["runtime", "check"];

/** That nothing is installed at all; undefined if something is. */
export function problemOfNoInstall(root) {
  if (existsSync(join(root, "node_modules"))) return undefined;
  return problem("the course's packages are not installed", "run npm ci");
}

/**
 * What is wrong with the installed packages of a course; undefined if nothing is. Compares what npm
 * was to install (package-lock.json) with what it says it has (node_modules/.package-lock.json) and
 * with what is there.
 */
export function problemOfInstall(root, command) {
  const locked = packagesIn(join(root, "package-lock.json"));
  if (locked === undefined) return undefined;
  const installed = packagesIn(join(root, "node_modules/.package-lock.json")) ?? locked;
  for (const [path, wanted] of Object.entries(locked)) {
    if (!isNeeded(path, wanted, command)) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (!existsSync(join(root, path, "package.json"))) {
      return problem(
        `the course's packages are incomplete: ${name} is missing`,
        "run npm ci again",
      );
    }
    const { version } = installed[path] ?? {};
    if (version !== wanted.version) {
      const have = version ?? "of unknown version";
      return problem(
        `the course needs ${name} ${wanted.version}, and ${have} is installed`,
        "run npm ci: it installs what this version of the course needs",
      );
    }
  }
  return undefined;
}

const problem = (what, next) => [`error: ${what}`, `  next: ${next}`];

function packagesIn(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}

/** The links are to exercises, which are found without; all of them but the grader's contract. */
function isNeeded(path, wanted, command) {
  if (!path.includes("node_modules/")) return false;
  if (wanted.link) return path === "node_modules/@bottleneck/grader";
  if (isForTests(wanted) && !commandsWithTests.includes(command)) return false;
  if (!wanted.optional) return true;
  // Without os and cpu it belongs to an optional package that does not run here either.
  return wanted.os !== undefined && wanted.cpu !== undefined && isForThisMachine(wanted);
}

const isForTests = ({ dev, devOptional }) => dev === true || devOptional === true;
