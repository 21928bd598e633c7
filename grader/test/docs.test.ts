import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  calibrationPage,
  cataloguePage,
  drawPages,
  readFigures,
} from "../src/authoring/keep-figures.ts";
import { loadCourse } from "../src/exercises/load.ts";
import { copyCourse, submit } from "./course-copy.ts";
import { runCli } from "./run-cli.ts";

vi.setConfig({ testTimeout: 120_000 });

const root = resolve(import.meta.dirname, "../..");
const pages = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "solutions/**/*.md"], {
  cwd: root,
});
const hasSolutions = existsSync(join(root, "solutions"));
const withoutFigures = "the students' edition has no solutions, nor figures of them";
const text = (page: string) => readFileSync(join(root, page), "utf8");
const scripts = (JSON.parse(text("package.json")) as { scripts: Record<string, string> }).scripts;

/** What a page tells its reader to type: `npm run <script> [-- <arguments>]`, up to a comment. */
function commandsOf(page: string): { script: string; args: string }[] {
  const found = text(page).matchAll(/npm run (?:-s |--silent )?([\w:]+)(?: -- ([^`\n#&]*))?/g);
  return [...found].map(([, script = "", args = ""]) => ({ script, args: args.trim() }));
}

const commands = new Map(
  pages.flatMap(commandsOf).map((command) => [`${command.script} ${command.args}`.trim(), command]),
);

/** Commands that take minutes or change the repository; continuous integration runs the first two. */
const notRunHere = [
  "calibrate",
  "check",
  "new",
  "release",
  "bench:grader",
  "format",
  "lint",
  "prove:evidence",
  "prove:verdicts",
  "typecheck",
  "watch",
];

/** Puts the fixture's exercise where a page names one of the course's, or leaves it open. */
function onFixture(args: string): string[] {
  return args
    .replace("[<id>...]", "")
    .replace("[<number>]", "2")
    .split(/\s+/)
    .filter((arg) => arg !== "")
    .map((arg) => (/^-|^\d+$|^permissions$|^doctor$/.test(arg) ? arg : "pair-sums"));
}

describe("the docs", () => {
  it("have pages and commands to test", () => {
    expect(pages).toContain("README.md");
    expect(commands.size).toBeGreaterThan(5);
  });

  it.each([...commands.values()])("name a script that exists: npm run $script", ({ script }) => {
    expect(Object.keys(scripts)).toContain(script);
  });

  const runnable = new Map(
    [...commands.values()]
      .filter(({ script }) => !notRunHere.includes(script))
      .map(({ script, args }) => [script, ...onFixture(args)])
      .map((command) => [command.join(" "), command]),
  );
  it.each([...runnable])("give a command that works: %s", async (_, command) => {
    const course = copyCourse();
    submit(course, "wrong-answer/pairs-a-value-with-itself");
    const isAboutTheMachine = command[0] === "doctor";
    const run = await runCli(command, isAboutTheMachine ? undefined : course);
    // A wrong answer fails, and soon; a machine may be noisy; a mistake in the command would be 2,
    // which is right for a diagnosis where nobody can be asked.
    const meant = { grade: [0, 1], doctor: [0, 3], diagnose: [2] }[command[0] ?? ""] ?? [0];
    expect(meant, run.stderr).toContain(run.status);
  });

  it.each(pages)("link only to what is there: %s", (page) => {
    const links = [...text(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = ""]) => to);
    const dead = links.filter((to) => !existsSync(resolve(root, dirname(page), to)));
    expect(dead).toEqual([]);
  });

  it("list every exercise in the README as the manifests have it, in the course's order", async () => {
    const { exercises } = await loadCourse(root);
    const rows = text("README.md").matchAll(
      /^\| \[([\w-]+)\]\(([^)]+)\) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm,
    );
    const listed = [...rows].map(([, id, page, metric, target]) => ({ id, page, metric, target }));
    expect(listed).toEqual(
      exercises.map(({ id, folder, definition: { goal } }) => ({
        id,
        page: `${relative(root, folder).replaceAll("\\", "/")}/README.md`,
        metric: goal.metric,
        target: `${goal.target}x`,
      })),
    );
  });

  it.for([calibrationPage, cataloguePage])(
    "show the manifests and the figures that are kept beside the solutions: %s",
    async (page, { skip }) => {
      skip(!hasSolutions, withoutFigures);
      const drawn = drawPages(await loadCourse(root)).get(page);
      expect(text(page), `${page} is out of date: npm run check -- <id> --write redraws it`).toBe(
        drawn,
      );
    },
  );

  it("list every exercise in the catalogue", async () => {
    const { exercises } = await loadCourse(root);
    const listed = [...text(cataloguePage).matchAll(/^\| \[([\w-]+)\]\(/gm)].map(([, id]) => id);
    expect(new Set(listed)).toEqual(new Set(exercises.map(({ id }) => id)));
  });

  it("have figures of every exercise at its present goal, each verdict right and safe", async ({
    skip,
  }) => {
    skip(!hasSolutions, withoutFigures);
    const figures = new Map(readFigures(root).map((own) => [own.exercise, own]));
    for (const { id, definition } of (await loadCourse(root)).exercises) {
      const { versions = [], ...kept } = figures.get(id) ?? {};
      const { metric, target, stretch } = definition.goal;
      expect(kept).toMatchObject({ metric, target, stretch });
      expect(versions.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["starter", "reference"]),
      );
      for (const { wrongVerdict } of versions) expect(wrongVerdict).toBeLessThan(0.01);
    }
  });

  it("keep the README under 150 lines", () => {
    expect(text("README.md").split("\n").length).toBeLessThan(150);
  });

  it("say in an exercise's README what its target is", async () => {
    const { exercises } = await loadCourse(root);
    for (const { id, definition } of exercises) {
      expect(text(`packages/${id}/README.md`)).toContain(String(definition.goal.target));
    }
  });
});
