import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { checkDigest } from "../../src/authoring/check/check-digest.ts";
import { templateTextIn } from "../../src/authoring/check/template-text.ts";
import { copyForStudents } from "../../src/authoring/students-edition.ts";
import { type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { plainFilesBelow } from "../../src/engine/folders/plain-files.ts";
import { OutputFolder } from "../../src/engine/sandbox/output-folder.ts";
import { addExercise, copyCourse, folderInRepository, sourceOf } from "../support/course-copy.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const onWindows = process.platform === "win32";

/** Links that a walk would never come back from, or would leave the course by. */
const links = [
  ["the whole disk", "/"],
  ["the folder that it is in", "."],
  ["the folder above", ".."],
  ["itself", "link"],
  ["nothing", "no-such-file"],
  ["a process's view of the disk", "/proc/self/root"],
] as const;

async function exerciseIn(root: string): Promise<LoadedExercise> {
  const { exercises, broken } = await loadCourse(root);
  expect(broken).toEqual([]);
  return exercises[0] as LoadedExercise;
}

// Each would take for ever, or read all of the disk, where a link is followed.
describe.skipIf(onWindows).each(links)("a link to %s", (_what, target) => {
  it.each(["src", "baseline"])("in %s/ changes no digest of an exercise", async (part) => {
    const { root } = copyCourse();
    const before = await exerciseIn(root);
    const checked = checkDigest(root, before);
    symlinkSync(target, join(before.folder, part, "link"));
    symlinkSync(target, join(before.folder, "link"));
    const after = await exerciseIn(root);
    expect(after.version).toBe(before.version);
    expect(checkDigest(root, after)).toBe(checked);
  });

  it("in src/ leaves a submission as it is", async () => {
    const course = copyCourse();
    const before = await takeSubmission(sourceOf(course), []);
    symlinkSync(target, join(sourceOf(course), "link"));
    expect(await takeSubmission(sourceOf(course), [])).toEqual(before);
  });

  it("is moved away with src/ by a reset, as the link that it is", async () => {
    const course = copyCourse();
    symlinkSync(target, join(sourceOf(course), "link"));
    const { status, stdout } = await runCli(["reset", "pair-sums"], course);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining("what you had is in"),
    });
    const [, kept = ""] = /what you had is in (.*)\n/.exec(stdout) ?? [];
    expect(readlinkSync(join(course.root, kept, "link"))).toBe(target);
    expect(readdirSync(sourceOf(course))).toEqual(["index.ts"]);
  });

  it("does not come into the students' edition", () => {
    const { root } = copyCourse();
    const students = join(folderInRepository(), "students");
    writeFileSync(join(root, "package.json"), '{ "workspaces": [] }');
    writeFileSync(join(root, "package-lock.json"), '{ "packages": {} }');
    mkdirSync(join(root, "docs"));
    for (const place of ["docs", "packages/pair-sums", "packages/pair-sums/src"]) {
      symlinkSync(target, join(root, place, "link"));
    }
    copyForStudents(root, students);
    expect(plainFilesBelow(students)).toContain("packages/pair-sums/src/index.ts");
    expect(spawnSync("find", [students, "-type", "l"], { encoding: "utf8" }).stdout).toBe("");
  });

  it("is not followed where what a process wrote is counted, or the template's words are looked for", () => {
    const folder = temporaryFolder({ "a.md": "TODO\n", "inner/b.md": "TODO\n" });
    symlinkSync(target, join(folder, "inner/link"));
    expect(new OutputFolder(folder).whyTooFull()).toBeUndefined();
    expect(templateTextIn([folder]).map(({ file }) => file)).toEqual([
      join(folder, "a.md"),
      join(folder, "inner/b.md"),
    ]);
  });
});

describe.skipIf(onWindows)("a file that can't be read", () => {
  const index = 'import "./lib/a.ts";\nexport const pairSums = () => 0;\n';

  /** As somebody else than root, who may read everything. */
  async function reasonsAsNobody(folder: string): Promise<readonly string[]> {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const taken = await takeSubmission(folder, []);
      return taken.state === "refused" ? taken.reasons : [];
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it.each([
    ["index.ts", ["src/index.ts: it can't be read: permission denied"]],
    ["lib/a.ts", ["src/lib/a.ts: it can't be read: permission denied"]],
    [
      "lib",
      [
        "src/index.ts:1: src/lib is not a plain folder (a folder that can't be read (permission denied))",
      ],
    ],
    [".", ["src/ can't be read: permission denied"]],
  ])("is named: %s", async (path, reasons) => {
    const folder = join(temporaryFolder({ "src/index.ts": index, "src/lib/a.ts": "" }), "src");
    chmodSync(join(folder, ".."), 0o755);
    // The processes that are needed are started before nobody does.
    await takeSubmission(folder, []);
    chmodSync(join(folder, path), 0);
    const found = await reasonsAsNobody(folder);
    chmodSync(join(folder, path), 0o755);
    expect(found).toEqual(reasons);
  });

  it("with a name that is too long is named", async () => {
    const folder = temporaryFolder({ "index.ts": `import "./${"a".repeat(300)}.ts";` });
    expect(await takeSubmission(folder, [])).toEqual({
      state: "refused",
      reasons: [expect.stringMatching(/^src\/index\.ts:1: there is no \.\/a{90,}/)],
    });
  });

  it("with a name of bytes that are no text is left out", async () => {
    const folder = temporaryFolder({ "index.ts": "export const pairSums = () => 0;" });
    const name = Buffer.from([0xff, 0xfe, 0x2e, 0x74, 0x73]);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), "}{");
    expect(await takeSubmission(folder, [])).toMatchObject({
      state: "taken",
      submission: { leftOut: ["\ufffd\ufffd.ts"] },
    });
  });
});

/** What can be in the place of a student's index.ts, and what is said of it. */
const oddEntries: readonly (readonly [string, RegExp, (path: string) => unknown])[] = [
  ["a folder", /is a folder/, (path) => mkdirSync(path)],
  ["a link to nothing", /a symbolic link/, (path) => symlinkSync("nowhere", path)],
  ["a link to itself", /a symbolic link/, (path) => symlinkSync("index.ts", path)],
  ["a link to a file", /a symbolic link/, (path) => symlinkSync("/etc/passwd", path)],
  ["a named pipe", /a named pipe/, (path) => spawnSync("mkfifo", [path])],
  ["a device", /a device/, (path) => spawnSync("mknod", [path, "c", "1", "5"])],
  ["nothing", /is missing/, () => {}],
  ["UTF-16", /it is UTF-16/, (path) => writeFileSync(path, "\ufeffexport {};\n", "utf16le")],
];

describe.skipIf(onWindows)("one odd exercise among others", () => {
  it("is refused with the reason, and all the others are graded: the JSON is complete", async () => {
    const course = copyCourse();
    const odd = oddEntries.map(([what]) => what.replaceAll(" ", "-"));
    for (const [nth, id] of odd.entries()) {
      const path = join(addExercise(course, id), "src/index.ts");
      rmSync(path);
      oddEntries[nth]?.[2](path);
    }
    writeFileSync(join(sourceOf(course), "index.ts"), "export const pairSums = () => [];\n");
    const { status, stdout, stderr } = await runCli(["grade", "--json", "--no-record"], course);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "pair-sums: checking answers\n" });
    const records = JSON.parse(stdout) as {
      exercise: { id: string };
      outcome: { outcome: string; reasons?: string[] };
    }[];
    const outcomes = new Map(records.map(({ exercise, outcome }) => [exercise.id, outcome]));
    expect(outcomes.size).toBe(oddEntries.length + 1);
    expect(outcomes.get("pair-sums")?.outcome).toBe("wrong answer");
    for (const [nth, id] of odd.entries()) {
      // Only root can make a device.
      if (id === "a-device" && process.geteuid?.() !== 0) continue;
      expect(outcomes.get(id)).toEqual({
        outcome: "refused",
        reasons: [expect.stringMatching(oddEntries[nth]?.[1] as RegExp)],
      });
    }
  });
});
