import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const grader = resolve(import.meta.dirname, "../..");
const root = resolve(grader, "..");

/** When a suite was last green, and on what. */
export interface Proof {
  /** Of all that the long suites depend on. */
  readonly digest: string;
  /** ISO 8601. */
  readonly on: string;
  readonly seconds: number;
}

/** The suites that were green, by name. */
export type Proofs = Readonly<Record<string, Proof>>;

/** Kept in the repository, so that what is unchanged need not be run again elsewhere. */
export const proofsFile = join(grader, "test/suites/proven.json");

export function readProofs(path = proofsFile): Proofs {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Proofs) : {};
}

export function keepProof(name: string, proof: Proof, path = proofsFile): void {
  const proofs = { ...readProofs(path), [name]: proof };
  const sorted = Object.fromEntries(Object.entries(proofs).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** Prose that tests follow to the letter: the guide is acted out, and commands are run. */
const readByTests = ["docs/authoring.md", "README.md"];

/**
 * A digest of what the long suites depend on: everything of the grader but its prose, the pages
 * that tests follow, and the versions of all packages. Exercises are not in it: `check` looks
 * after them.
 */
export function digestOfSuites(): string {
  const files = readdirSync(grader, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isPartOfSuites(path.slice(grader.length + 1).replaceAll("\\", "/")));
  const hash = createHash("sha256").update(process.version);
  for (const path of [...files.sort(), ...readByTests.map((page) => join(root, page))]) {
    if (existsSync(path)) hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.update(versionsOfPackages()).digest("hex").slice(0, 16);
}

function isPartOfSuites(path: string): boolean {
  return !/\.md$|(^|\/)(node_modules|\.[\w-]+)\/|^test\/(unit|course)\/|proven\.json$/.test(path);
}

/** What npm installs from elsewhere; a new exercise is a workspace and changes nothing of it. */
function versionsOfPackages(): string {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string; resolved?: string; link?: boolean }>;
  };
  const installed = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.includes("node_modules/") && !link,
  );
  return JSON.stringify(installed.map(([path, { version }]) => [path, version]));
}
