import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  calibrationPage,
  cataloguePage,
  drawPages,
} from "../../src/authoring/figures/generated-pages.ts";
import { readFigures } from "../../src/authoring/figures/sealed-figures.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import { commands, pages, root, text } from "../support/docs-pages.ts";

vi.setConfig({ testTimeout: 120_000 });

const hasSolutions = existsSync(join(root, "solutions"));
const withoutFigures = "the students' edition has no solutions, nor figures of them";
const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };

describe("the docs", () => {
  it("have pages and commands to test", () => {
    expect(pages).toContain("README.md");
    expect(commands.size).toBeGreaterThan(5);
  });

  it.each([...commands.values()])("name a script that exists: npm run $script", ({ script }) => {
    expect(Object.keys(scripts)).toContain(script);
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
