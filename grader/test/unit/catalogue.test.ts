import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CatalogueEntry, reportCatalogue } from "../../src/authoring/figures/catalogue.ts";
import {
  calibrationPage,
  cataloguePage,
  drawPages,
  writePages,
} from "../../src/authoring/figures/generated-pages.ts";
import { keepFigures } from "../../src/authoring/figures/sealed-figures.ts";
import { manifestOf } from "../../src/contract/manifest.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import { addExercise, copyCourse, rewriteManifest } from "../support/course-copy.ts";
import { sumExercise } from "../support/example-exercise.ts";
import { exampleFigures } from "../support/example-figures.ts";

/** An exercise of the catalogue, with other fields in its manifest. */
function entry(definition: object = {}, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    id: "order-join",
    folder: "packages/order-join",
    definition: manifestOf({ ...sumExercise, ...definition }),
    readme: "# A title\n\nThe report is slow. It was not.\n",
    reference: 44.9,
    ...more,
  };
}

/** The cells of the rows of the page's tables that link to an exercise. */
function rowsOf(page: string): string[][] {
  return page
    .split("\n")
    .filter((line) => line.startsWith("| ["))
    .map((line) => line.slice(2, -2).split(" | "));
}

const rowOf = (own: CatalogueEntry) => rowsOf(reportCatalogue([own]))[0] ?? [];
const topicOf = (own: CatalogueEntry) => rowsOf(reportCatalogue([own]))[1] ?? [];

describe("the catalogue", () => {
  it("tells of each exercise its story, what is asked for, and what ours reaches", () => {
    const own = entry({
      title: "The report",
      difficulty: 2,
      prerequisites: ["contact-dedupe", "spread-index"],
      goal: { metric: "live bytes", target: 15, stretch: 35 },
    });
    expect(rowOf(own)).toEqual([
      "[order-join](../packages/order-join)",
      "**The report.** The report is slow.",
      "live bytes",
      "15x",
      "35x",
      "44.9x",
      "2",
      "contact-dedupe, spread-index",
    ]);
  });

  it("tells apart from that, folded, what would spoil it", () => {
    const origin = { url: "https://github.com/some/repo/pull/12", summary: "It was slow." };
    const own = entry({ lesson: "L08", pathology: "repeated work", origin });
    expect(topicOf(own)).toEqual([
      "[order-join](../packages/order-join)",
      "L08 algorithms and data structures",
      "repeated work",
      "[some/repo#12](https://github.com/some/repo/pull/12)",
    ]);
    const [open = ""] = reportCatalogue([own]).split("<details>");
    expect(open).not.toMatch(/L08|repeated work|some\/repo/);
  });

  it("keeps the order that it is given", () => {
    const page = reportCatalogue([entry({}, { id: "z" }), entry({}, { id: "a" })]);
    const ids = rowsOf(page).map(([link = ""]) => link.match(/\[(\w)/)?.[1]);
    expect(ids).toEqual(["z", "a", "z", "a"]);
  });

  it("says where nothing was measured, or nothing comes before", () => {
    const cells = rowOf(entry({}, { reference: undefined }));
    expect([cells[5], cells[7]]).toEqual(["-", "-"]);
  });

  it.each([
    ["a sentence over two lines", "# A\n\nIt is\nslow. More.\n", "It is slow."],
    ["line ends of Windows", "# A\r\n\r\nIt is\r\nslow. More.\r\n", "It is slow."],
    ["a number with a point", "# A\n\nIt takes 1.5 s. More.\n", "It takes 1.5 s."],
    ["a sentence up to its colon", "# A\n\nIt is slow: very. More.\n", "It is slow."],
    ["a paragraph of one sentence without an end", "# A\n\nIt is slow\n\nMore.\n", "It is slow"],
    ["the text of a link", "# A\n\n[It](other.md) is slow.\n", "It is slow."],
    ["a bar that does not end the cell", "# A\n\nIt is a|b.\n", "It is a\\|b."],
    ["no sentence where there is no README", "", ""],
  ])("takes from the README %s", (_, readme, sentence) => {
    const [, story] = rowOf(entry({ title: "The report" }, { readme }));
    expect(story).toBe(`**The report.** ${sentence}`.trim());
  });

  it.each([
    ["https://github.com/some/repo/issues/7", "some/repo#7"],
    ["https://github.com/some/repo/discussions/7#comment", "some/repo#7"],
    ["https://github.com/advisories/GHSA-ab12-cd34", "GHSA-ab12-cd34"],
    ["https://nvd.nist.gov/vuln/detail/CVE-2020-7753", "CVE-2020-7753"],
    ["https://engineering.example.com/posts/slow", "engineering.example.com"],
  ])("names the origin %s by %s", (url, name) => {
    expect(topicOf(entry({ origin: { url, summary: "text" } }))[3]).toBe(`[${name}](${url})`);
  });

  it("shows a lesson that it has no name for as it is", () => {
    expect(topicOf(entry({ lesson: "L99" }))[1]).toBe("L99");
  });
});

describe("the pages that are drawn", () => {
  it("show manifests, READMEs and kept figures, in the course's order", async () => {
    const { root } = copyCourse();
    const folder = addExercise({ root, temporary: "" }, "first-sums");
    rewriteManifest(folder, (text) => text.replace("order: 100", "order: 50"));
    writeFileSync(join(folder, "README.md"), "# Sums\n\nA till adds up.\n");
    keepFigures({ ...exampleFigures, exercise: "first-sums" }, root, true);
    const pages = drawPages(await loadCourse(root));
    expect(rowsOf(pages.get(cataloguePage) ?? "").slice(0, 2)).toMatchObject([
      { 0: "[first-sums](../packages/first-sums)", 5: "16x", 1: /A till adds up\.$/ },
      { 0: "[pair-sums](../packages/pair-sums)", 5: "-" },
    ]);
    expect(pages.get(calibrationPage)).toContain("## first-sums");
  });

  it("are written where the docs have them", async () => {
    const { root } = copyCourse();
    mkdirSync(join(root, "docs"));
    const course = await loadCourse(root);
    writePages(course);
    for (const [page, text] of drawPages(course)) {
      expect(readFileSync(join(root, page), "utf8")).toBe(text);
    }
  });
});
