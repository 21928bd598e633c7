import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { doctorCategories } from "../../src/evidence/tools/clinic-doctor.ts";
import type { ClinicTool } from "../../src/evidence/tools/driven-run.ts";
import { type ToolPage, toolPages } from "../../src/evidence/tools/tool-pages.ts";
import { browserPath, openPage, startBrowser } from "../support/browser.ts";
import type { CourseCopy } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { measuring } from "../support/measuring.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { copyToolsCourse } from "../support/tools-course.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Drawing is slow enough for a busy machine to be patient with. */
const patience = { timeout: 20_000 };

let course: CourseCopy;
let browser: Browser | undefined;

beforeAll(async () => {
  course = copyToolsCourse();
  if (browserPath !== undefined) browser = await startBrowser();
});
afterAll(() => browser?.close());

/** A page that was drawn, and the run that drew it. */
interface Drawn {
  readonly run: CliRun;
  readonly page: ToolPage;
  readonly html: string;
}

async function draw(tool: ClinicTool, id: string): Promise<Drawn> {
  const run = await runCli(["clinic", tool, id], course);
  expect(run.stderr).toBe(runLines(tool, id));
  expect(run.status).toBe(0);
  const page = toolPages(course.root, id).find((drawn) => drawn.tool === tool);
  if (page === undefined) throw new Error(`there is no page of ${tool}`);
  return { run, page, html: readFileSync(page.path, "utf8") };
}

function runLines(tool: ClinicTool, id: string): string {
  const names = {
    doctor: "Doctor",
    flame: "Flame",
    bubbleprof: "Bubbleprof",
    "heap-profiler": "Heap Profiler",
  };
  return `${id}: running under Clinic ${names[tool]}\n${id}: drawing the page\n`;
}

/** Waits for something in the page as Chromium shows it; nothing where there is no Chromium. */
async function expectShown(path: string, selector: string): Promise<void> {
  if (browser === undefined) return;
  const { page, troubles } = await openPage(browser, path);
  await page.locator(selector).first().waitFor(patience);
  expect(troubles).toEqual([]);
}

async function expectDrawn(path: string, ...texts: string[]): Promise<void> {
  if (browser === undefined) return;
  const { troubles, drawnTexts } = await openPage(browser, path);
  await vi.waitFor(
    async () => expect(await drawnTexts()).toEqual(expect.arrayContaining(texts)),
    patience,
  );
  expect(troubles).toEqual([]);
}

// At the same time: most of a run is waiting, and nothing is measured.
describe("npm run clinic", measuring, () => {
  it.concurrent("has Doctor draw its graphs of a server under load, and puts its guess into words", async () => {
    const { run, page } = await draw("doctor", "price-server");
    expect(doctorCategories).toContain(page.diagnosis?.issueCategory);
    expect(run.stdout).toContain("price-server  Clinic Doctor (your code)");
    expect(run.stdout).toContain(".bottleneck/clinic/price-server/doctor-your-code.html");
    expect(run.stdout).toContain(`diagnosis  ${page.diagnosis?.issueCategory}. `);
    expect(run.stdout).toContain("no grade depends on it");
    // A line with a figure for each sample, in each of the graphs.
    await expectShown(page.path, "#graph path.line[d*='L']");
  });

  it.concurrent("has Bubbleprof draw the waits of a server", async () => {
    const { page, html } = await draw("bubbleprof", "price-server");
    expect(waitsOf(html).map(({ name }) => name)).toContain("askForItem");
    await expectShown(page.path, ".node-group .name-label:not(.hidden)");
  });

  it.concurrent("has Bubbleprof see how long an awaited function waits, in one group for all calls", async () => {
    const { page, html } = await draw("bubbleprof", "waiting-words");
    const waits = waitsOf(html).filter(
      ({ name, type }) => name === "lengthOf" && type === "Timeout",
    );
    expect(waits.length).toBeLessThan(10);
    expect(Math.max(...waits.map(({ callbacks }) => callbacks))).toBeGreaterThan(10);
    await expectShown(page.path, ".node-group .name-label:not(.hidden)");
  });

  it.concurrent("has Flame draw TypeScript, with the exercise's resource and input files at hand", async () => {
    const { page } = await draw("flame", "counted-rows");
    await expectDrawn(page.path, "sumOfRows", "readFileSync");
  });

  it.concurrent("has the heap profiler draw what is kept", async () => {
    const { page } = await draw("heap-profiler", "waiting-words");
    await expectDrawn(page.path, "keepForEver");
  });

  it("leaves nothing but pages, which name no folder of this machine", () => {
    expect(readdirSync(course.temporary)).toEqual([]);
    const kept = snapshot(join(course.root, ".bottleneck"));
    const pages = Object.entries(kept).filter(([, content]) => content !== "a folder");
    expect(pages.map(([path]) => path).sort()).toEqual([
      "clinic/counted-rows/flame-your-code.html",
      "clinic/price-server/bubbleprof-your-code.html",
      "clinic/price-server/doctor-your-code.html",
      "clinic/price-server/doctor-your-code.json",
      "clinic/waiting-words/bubbleprof-your-code.html",
      "clinic/waiting-words/heap-profiler-your-code.html",
    ]);
    const traces = [course.temporary, course.root, import.meta.dirname];
    const naming = pages.filter(([, page]) => traces.some((trace) => page.includes(trace)));
    expect(naming.map(([path]) => path)).toEqual([]);
  });
});

/** The groups of waits in a page of Bubbleprof, by the innermost function of the version. */
function waitsOf(html: string) {
  const json = /id="clinic-data">(.*?)<\/script>/s.exec(html)?.[1] ?? "{}";
  const { data } = JSON.parse(json) as { data: { nodes: BubbleNode[] }[] };
  return data.flatMap(({ nodes }) =>
    nodes.map(({ type, frames, sources }) => ({
      type,
      name: frames.find(({ fileName = "" }) => fileName.startsWith("./"))?.functionName,
      callbacks: sources.filter(({ after }) => after.length > 0).length,
    })),
  );
}

interface BubbleNode {
  readonly type: string;
  readonly frames: readonly { readonly functionName?: string; readonly fileName?: string }[];
  readonly sources: readonly { readonly after: readonly number[] }[];
}
