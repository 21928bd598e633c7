import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { folderLinksIn } from "../suites/folder-links.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = resolve(import.meta.dirname, "../../..");
const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");

/** What is changed, and the tasks whose cached results are then of no use. */
const readBy = {
  "packages/sums/src/index.ts": ["check:texts", "lint", "test:course", "test:exercises", "types"],
  "grader/src/main.ts": ["check:texts", "lint", "test:course", "test:unit", "types"],
  "docs/architecture.md": ["check:texts", "test:course", "test:unit"],
};
const tasks = ["check:texts", "lint", "test:course", "test:exercises", "test:unit", "types"];

/** A repository with a course in one of its folders, tasks and all. */
function courseInRepository(files: Readonly<Record<string, string>> = {}): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { packageManager, scripts, version } = manifest;
  const own = { name: "course", version, packageManager, scripts, workspaces: ["packages/*"] };
  const outer = temporaryFolder({
    "course/package.json": JSON.stringify(own),
    "course/package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: { "": own } }),
    "course/turbo.json": readFileSync(join(root, "turbo.json"), "utf8"),
    "course/packages/sums/package.json": JSON.stringify({ name: "sums", version }),
    ...Object.fromEntries(Object.keys(readBy).map((path) => [`course/${path}`, "1\n"])),
    "something.txt": "something\n",
    ...files,
  });
  const git = (...args: string[]) => spawnSync("git", args, { cwd: outer });
  git("init", "--quiet");
  git("add", "--force", "something.txt");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "a");
  return outer;
}

/** By task, the digest under which turbo would look for a cached result. */
function digestsIn(outer: string): Readonly<Record<string, string>> {
  const args = [turbo, "run", ...tasks, "--dry=json"];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: join(outer, "course"),
    encoding: "utf8",
    env: { ...process.env, HOME: outer },
  });
  const { tasks: planned } = JSON.parse(stdout) as { tasks: { task: string; hash: string }[] };
  return Object.fromEntries(planned.map(({ task, hash }) => [task, hash]));
}

describe("a cached result is not used for files that have changed", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["as git sees all of them", {}],
    ["though a .gitignore above ignores all of them", { ".gitignore": "*\n" }],
    ["though a .gitignore above ignores the course", { ".gitignore": "course\n" }],
    ["though .git/info/exclude ignores all of them", { ".git/info/exclude": "*\n" }],
    [
      "though git's settings of this machine ignore all of them",
      { ".gitconfig": "[core]\nexcludesFile = ~/ignored\n", ignored: "*\n" },
    ],
    [
      "though a .gitignore of the course ignores them",
      { "course/.gitignore": "*.ts\nsrc/\n*.md\n" },
    ],
    ["though a .gitignore beside them does", { "course/packages/sums/.gitignore": "*\n" }],
  ])("%s", (_, files) => {
    const outer = courseInRepository(files);
    let before = digestsIn(outer);
    for (const [path, readers] of Object.entries(readBy)) {
      writeFileSync(join(outer, "course", path), "2\n");
      const after = digestsIn(outer);
      expect(tasks.filter((task) => after[task] !== before[task])).toEqual(readers);
      before = after;
    }
  });

  it("and is used for files that have not", () => {
    const outer = courseInRepository({ ".gitignore": "*\n" });
    expect(digestsIn(outer)).toEqual(digestsIn(outer));
  });
});

describe("what turbo can't see is found: a link to a folder", () => {
  it.each([
    ["packages/sums/src", ["packages/sums/src"]],
    ["solutions/sums/partial/quick", ["solutions/sums/partial/quick"]],
    ["grader/src/engine", ["grader/src/engine"]],
    ["packages/sums/node_modules/linked", []],
    ["elsewhere/linked", []],
  ])("%s", (link, found) => {
    const folder = temporaryFolder({ "behind/index.ts": "" });
    const path = join(folder, "course", link);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(folder, "behind"), path, "junction");
    symlinkSync(join(folder, "nowhere"), `${path}-dead`);
    expect(folderLinksIn(join(folder, "course"))).toEqual(found);
  });

  it("of which this course has none", () => {
    expect(folderLinksIn(root)).toEqual([]);
  });
});
