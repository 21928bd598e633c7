import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toolPages } from "../../src/evidence/tools/tool-pages.ts";
import { browserPath, openPage, startBrowser } from "../support/browser.ts";
import { type CourseCopy, copyCourse, sourceOf } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Frame {
  readonly name: string;
  readonly value: number;
  readonly type: string;
  readonly children: readonly Frame[];
}

/** Spends its time in comparisons of strings, which V8 does in a built-in, and in a regular expression. */
const program = `
const words: readonly string[] = Array.from({ length: 300 }, (_, index) => "a word with number " + index);

export function pairSums(values: readonly number[]): number {
  let found = 0;
  for (const value of values.slice(0, 40)) found += placeOf("a word with " + "number " + Math.abs(value));
  return found + values.filter((value) => /^-?\\d*5$/.test(String(value))).length;
}

function placeOf(word: string): number {
  for (let place = 0; place < words.length; place++) if (words[place] === word) return place;
  return -1;
}
`;

let course: CourseCopy;
let before: Record<string, string>;
let run: CliRun;
let path: string;
let html: string;

beforeAll(async () => {
  course = copyCourse();
  writeFileSync(join(sourceOf(course), "index.ts"), program);
  before = snapshot(sourceOf(course));
  run = await runCli(["flame", "pair-sums"], course);
  expect(run).toMatchObject({ status: 0 });
  path = toolPages(course.root, "pair-sums")[0]?.path ?? "";
  html = readFileSync(path, "utf8");
});

/** The frames that the page gives to its visualizer: compilations of a function joined, or apart. */
function framesOf(view: "merged" | "unmerged"): Frame[] {
  const json = /^ *visualizer\((.*)\)$/m.exec(html)?.[1];
  const [trees] = JSON.parse(`[${json}]`) as [Record<typeof view, Frame>];
  const withDescendants = (frame: Frame): Frame[] => [
    frame,
    ...(frame.children ?? []).flatMap(withDescendants),
  ];
  return withDescendants(trees[view]);
}

describe("npm run flame", () => {
  it("says where the page is, what to look for in it, and what it gets wrong", () => {
    expect(run.stderr).toBe("pair-sums: running under 0x\npair-sums: drawing the page\n");
    expect(run.stdout).toContain("pair-sums  0x (your code)");
    expect(run.stdout).toContain("page       .bottleneck/flame/pair-sums/your-code.html");
    expect(run.stdout.replaceAll(/\s+/g, " ")).toContain(
      "is shown on top of the caller of the function that used them",
    );
  });

  it("names V8's built-ins and regular expressions beside the functions in TypeScript", () => {
    const kinds = new Map(framesOf("merged").map(({ name, type }) => [name, type]));
    expect(kinds.get("pairSums index.ts:4")).toBe("app");
    expect(kinds.get("StringEqual (built-in)")).toBe("v8");
    expect([...kinds.keys()]).toContain("/^-?\\d*5$/ (regular expression)");
  });

  it("shows nothing but the calls: no loading, no warming up, no driver", () => {
    const names = framesOf("merged").map(({ name }) => name);
    expect(
      names.filter((name) => /drive-exercise|node:internal\/(main|modules)/.test(name)),
    ).toEqual([]);
    const [root] = framesOf("unmerged");
    const sum = root?.children.reduce((total, { value }) => total + value, 0);
    expect(root?.value).toBe(sum);
  });

  it("keeps the page and nothing else", () => {
    expect(snapshot(sourceOf(course))).toEqual(before);
    expect(readdirSync(course.temporary)).toEqual([]);
    expect(readdirSync(join(course.root, ".bottleneck"), { recursive: true })).toEqual([
      "flame",
      join("flame", "pair-sums"),
      join("flame", "pair-sums", "your-code.html"),
    ]);
  });

  it("names no folder of this machine in the page", () => {
    const traces = ["file:///", course.root, course.temporary, process.execPath];
    expect(traces.filter((trace) => html.includes(trace))).toEqual([]);
  });

  it.skipIf(browserPath === undefined)("has its frames drawn in Chromium", async () => {
    const browser = await startBrowser();
    try {
      const { page, troubles, drawnTexts } = await openPage(browser, path);
      const texts = await drawnTexts();
      expect(texts.join("\n")).toMatch(/^[*~]?pairSums index\.ts:4/m);
      expect(texts).toContain("StringEqual (built-in)");
      expect(await page.getByText("* optimized").isVisible()).toBe(true);
      expect(troubles).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
