import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  authorsOnly,
  copyForStudents,
  studentsLock,
  studentsManifest,
  studentsPage,
} from "../../src/authoring/students-edition.ts";
import { discoverExercises } from "../../src/course/exercises/course.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import { courseFixture, folderInRepository } from "../support/course-copy.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

const root = resolve(import.meta.dirname, "../../..");
const hasSolutions = existsSync(join(root, "solutions"));

/** A small course with something of everything that a release looks at. */
function courseToRelease(): string {
  const course = join(folderInRepository(), "course");
  cpSync(courseFixture, course, { recursive: true });
  const files = {
    "README.md":
      "# A\n<!-- authors -->\nnpm run check\n<!-- /authors -->\n<!-- students\nHi.\n-->\n",
    "CONTRIBUTING.md": "text",
    "docs/authoring.md": "text",
    "docs/calibration.md": "text",
    "docs/glossary.md": "text",
    ".ci/run": "text",
    ".git/HEAD": "text",
    ".bottleneck/history.sqlite": "text",
    "node_modules/some/index.js": "text",
    "packages/pair-sums/node_modules/some.js": "text",
    "packages/pair-sums/src/tried.ts": "text",
    "package.json": '{ "workspaces": ["packages/*", "solutions"], "type": "module" }\n',
    "package-lock.json": JSON.stringify({
      packages: {
        "": { name: "x", workspaces: ["packages/*", "solutions"], license: "MIT" },
        "node_modules/@bottleneck/solutions": { resolved: "solutions", link: true },
        "packages/pair-sums": { version: "0.1.0" },
        solutions: { version: "0.1.0" },
      },
    }),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(course, path, ".."), { recursive: true });
    writeFileSync(join(course, path), text);
  }
  symlinkSync(join(course, "solutions"), join(course, "packages/pair-sums/linked"));
  return course;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

describe("the students' edition", () => {
  it("holds what students need, each exercise at its start, and nothing else", () => {
    const course = courseToRelease();
    const folder = temporaryFolder();
    copyForStudents(course, folder);
    expect(filesOf(folder)).toEqual([
      "README.md",
      "docs/glossary.md",
      "package-lock.json",
      "package.json",
      "packages/pair-sums/baseline/index.ts",
      "packages/pair-sums/exercise.ts",
      "packages/pair-sums/src/index.ts",
    ]);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("# A\nHi.\n");
    expect(existsSync(join(course, "packages/pair-sums/src/tried.ts"))).toBe(true);
  });

  it("has pages without what is for authors, however many such parts there are", () => {
    const page = ["a", "<!-- authors -->", "b", "<!-- /authors -->", "", "c", ""].join("\n");
    expect(studentsPage(page + page)).toBe("a\nc\na\nc\n");
    expect(studentsPage("a\n<!-- students\nb\n-->\nc\n")).toBe("a\nb\nc\n");
  });

  it("is known to npm without the workspace of the solutions", () => {
    const course = courseToRelease();
    const read = (file: string) => readFileSync(join(course, file), "utf8");
    expect(JSON.parse(studentsManifest(read("package.json")))).toEqual({
      workspaces: ["packages/*"],
      type: "module",
    });
    const lock = JSON.parse(studentsLock(read("package-lock.json")));
    expect(lock).toEqual({
      packages: {
        "": { name: "x", workspaces: ["packages/*"], license: "MIT" },
        "packages/pair-sums": { version: "0.1.0" },
      },
    });
    expect(Object.keys(lock.packages[""])).toEqual(["name", "workspaces", "license"]);
  });
});

describe("npm run release refuses", () => {
  const course = courseToRelease();
  const release = (folder: string, from = course) => runCli(["release", folder, "--course", from]);

  it.each<[string, () => string, string]>([
    ["the course itself", () => course, "inside of the course"],
    ["a new folder in the course", () => join(course, "new/folder"), "inside of the course"],
    ["a folder that is not empty", () => temporaryFolder({ "a.txt": "text" }), "is not empty"],
    ["a file", () => join(temporaryFolder({ "a.txt": "text" }), "a.txt"), "is a file"],
    [
      "a link into the course",
      () => {
        const link = join(temporaryFolder(), "link");
        symlinkSync(join(course, "docs"), link);
        return join(link, "new");
      },
      "inside of the course",
    ],
  ])("%s", async (_, folder, problem) => {
    const before = filesOf(course);
    const run = await release(folder());
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(problem);
    expect(run.stderr).toContain("next: name a folder");
    expect(filesOf(course)).toEqual(before);
  });

  it("a course that is a students' edition already", async () => {
    const folder = temporaryFolder();
    copyForStudents(course, folder);
    const run = await release(temporaryFolder(), folder);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("students' edition already");
  });
});

describe.runIf(hasSolutions)("the students' edition of this course", () => {
  /** In the repository's own folder it would be inside of the course. */
  const outside = mkdtempSync(join(tmpdir(), "bottleneck-test-"));
  afterAll(() => rmSync(outside, { recursive: true, force: true }));
  let edition: string;
  let run: CliRun;
  beforeAll(async () => {
    edition = join(outside, "students");
    run = await runCli(["release", edition]);
    // In place of npm ci, which takes long and needs a network.
    symlinkSync(join(root, "node_modules"), join(edition, "node_modules"), "dir");
  }, 60_000);

  it("is made, and the command says what is left out and what to do", () => {
    expect(run).toMatchObject({ status: 0, stderr: "" });
    for (const part of authorsOnly) expect(run.stdout).toContain(part);
    expect(run.stdout).toContain("npm ci && npm test");
  });

  it("holds no file of ours under any name", () => {
    const textsOf = (folder: string, pattern: RegExp) =>
      filesOf(folder)
        .filter((path) => pattern.test(path))
        .map((path) => readFileSync(join(folder, path), "utf8"));
    // A partial fix may leave some of the baseline's files as they are.
    const known = new Set(textsOf(join(root, "packages"), /(^|\/)baseline\//));
    const ours = textsOf(join(root, "solutions"), /\.(ts|md)$/).filter((text) => !known.has(text));
    const copied = new Set(textsOf(join(edition, "packages"), /\.(ts|md)$/));
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((text) => copied.has(text))).toEqual([]);
    for (const path of authorsOnly) expect(existsSync(join(edition, path))).toBe(false);
  });

  it("has every exercise, and each can be loaded", async () => {
    const ids = (folder: string) => discoverExercises(folder).map(({ id }) => id);
    expect(ids(edition)).toEqual(ids(root));
  });

  it("links to no page that was left out", () => {
    // Not all of its files: its packages are links into the course.
    const docs = filesOf(join(edition, "docs")).filter((path) => path.endsWith(".md"));
    const pages = ["README.md", ...docs.map((path) => join("docs", path))];
    const dead = pages.flatMap((page) =>
      [...readFileSync(join(edition, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, to = ""]) => join(edition, page, "..", to))
        .filter((to) => !existsSync(to)),
    );
    expect(dead).toEqual([]);
  });

  it("grades an exercise, by its own grader", async () => {
    const [exercise] = (await loadCourse(root)).exercises;
    const launcher = join(edition, "grader/launch.mjs");
    const args = [launcher, "grade", exercise?.id ?? "", "--json"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ outcome: { outcome: "too slow" } }]);
    expect(existsSync(join(edition, ".bottleneck/history.sqlite"))).toBe(true);
  });
});
