import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { browserPath, startBrowser } from "../support/browser.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const tools = resolve(import.meta.dirname, "../../profiling-tools");
const work = mkdtempSync(join(tmpdir(), "flamegraph-page-test-"));
afterAll(() => rmSync(work, { recursive: true }));

const program = {
  "index.ts": `import { priceOf } from "./prices.ts";

interface Order { readonly region: string; readonly item: number }

export function revenueByRegion(orders: readonly Order[]): Map<string, number> {
  const revenue = new Map<string, number>();
  for (const { region, item } of orders) {
    revenue.set(region, (revenue.get(region) ?? 0) + priceOf(item));
  }
  return revenue;
}

const orders = Array.from({ length: 200 }, (_, item) => ({ region: \`r\${item % 7}\`, item }));
const end = performance.now() + 500;
while (performance.now() < end) revenueByRegion(orders);
`,
  "prices.ts": `type Cents = number;

/** Adds the price up, cent by cent. */
export function priceOf(item: number): Cents {
  let cents = 0;
  for (let step = 0; step < 5_000 + item; step++) cents += Math.sqrt(step) % 3;
  return cents;
}
`,
};

interface Frame {
  readonly name: string;
  readonly type?: string;
  readonly children: readonly Frame[];
}

const profile = join(work, "index.cpuprofile");
const pagePath = join(work, "out", "page.html");
const title = "revenue </script> & <more>";
let rendering: ReturnType<typeof render>;
let html: string;

beforeAll(() => {
  profileProgram();
  mkdirSync(join(work, "out"));
  rendering = render(profile, pagePath, title);
  html = readFileSync(pagePath, "utf8");
});

/** Samples the program in a process of its own, with its sources in a folder as deep as a staged one. */
function profileProgram(): void {
  const staged = join(work, "staged", "candidate", "src");
  mkdirSync(staged, { recursive: true });
  for (const [file, text] of Object.entries(program)) writeFileSync(join(staged, file), text);
  const sampling = ["--cpu-prof", `--cpu-prof-dir=${work}`, "--cpu-prof-name=index.cpuprofile"];
  const { status, stderr } = run([...sampling, join(staged, "index.ts")]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}

function render(...args: readonly string[]) {
  return run([join(tools, "zero-x/render-flamegraph.ts"), ...args]);
}

/** Runs Node with a folder for temporary files that shows what is left in it. */
function run(args: readonly string[]) {
  const temporary = mkdtempSync(join(work, "tmp-"));
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  return { status, stdout, stderr, leftovers: readdirSync(temporary) };
}

/** The frames that the page gives to its visualizer. */
function framesOf(page: string): Frame[] {
  const json = /^ *visualizer\((.*)\)$/m.exec(page)?.[1];
  const [trees] = JSON.parse(`[${json}]`);
  return withDescendants(trees.unmerged);
}

function withDescendants(frame: Frame): Frame[] {
  return [frame, ...frame.children.flatMap(withDescendants)];
}

function frameOf(page: string, name: string): Frame {
  const found = framesOf(page).find((frame) => frame.name.startsWith(`${name} `));
  if (found === undefined) throw new Error(`the page has no frame of ${name}`);
  return found;
}

/** The function with which the page sorts frames into kinds of code, taken out of the page. */
function classifierOf(page: string): (frame: Pick<Frame, "name" | "type">) => { type: string } {
  const start = page.indexOf("function includesPathSeperator");
  const end = page.indexOf("\n}", page.indexOf("function v8cats")) + 2;
  return new Function(`${page.slice(start, end)}; return v8cats`)();
}

/** The line, counted from 1, on which the program declares a function. */
function declarationLine(file: keyof typeof program, name: string): number {
  const before = program[file].slice(0, program[file].indexOf(`function ${name}(`));
  return before.split("\n").length;
}

const expectedLabels = [
  `revenueByRegion index.ts:${declarationLine("index.ts", "revenueByRegion")}`,
  `priceOf prices.ts:${declarationLine("prices.ts", "priceOf")}`,
];

describe("the flamegraph page", () => {
  it("is the only thing written: nothing printed, nothing left behind", () => {
    expect(rendering).toEqual({ status: 0, stdout: "", stderr: "", leftovers: [] });
    expect(readdirSync(join(work, "out"))).toEqual(["page.html"]);
  });

  it("labels TypeScript functions with their name, file and line", () => {
    expect(framesOf(html).map((frame) => frame.name)).toEqual(
      expect.arrayContaining(expectedLabels),
    );
  });

  it("names no folder of this machine", () => {
    const traces = ["file:///", work, "/staged/"];
    expect(traces.filter((trace) => html.includes(trace))).toEqual([]);
  });

  it.each(["revenueByRegion", "priceOf"])("counts %s as application code", (name) => {
    expect(classifierOf(html)(frameOf(html, name))).toEqual({ type: "app" });
  });

  it.each(["priceOf prices.ts:4", "priceOf file:///staged/candidate/src/prices.ts:4"])(
    "would hide %s if the page's own pattern decided",
    (name) => {
      expect(classifierOf(html)({ name })).toEqual({ type: "v8" });
    },
  );

  it("counts what Node does before the program starts as start-up", () => {
    expect(frameOf(html, "executeUserEntryPoint").type).toBe("init");
    expect(framesOf(html).filter(({ type }) => type === "wasm")).toEqual([]);
  });

  it("has its title, in whatever characters", () => {
    expect(html).toContain("<title>revenue &lt;/script> &amp; &lt;more></title>");
  });
});

describe("the labels of frames", () => {
  const label = labelsOf([
    { functionName: "grade", url: "file:///work/grader/child.ts", lineNumber: 8 },
    { functionName: "outer", url: "file:///tmp/stage/candidate/index.ts", lineNumber: 0 },
    { functionName: "outer", url: "file:///tmp/stage/baseline/index.ts", lineNumber: 0 },
    { functionName: "", url: "file:///tmp/stage/candidate/lines.ts", lineNumber: 4 },
    { functionName: "</script><b>", url: "file:///tmp/stage/candidate/lines.ts", lineNumber: 5 },
    { functionName: "merge", url: "file:///work/node_modules/left/merge.js", lineNumber: 6 },
    { functionName: "generated", url: "", lineNumber: 2 },
    { functionName: "sort", url: "", lineNumber: -1 },
    { functionName: "readFileSync", url: "node:fs", lineNumber: 440 },
    { functionName: "add", url: "wasm://wasm/00ad0bc6", lineNumber: 0 },
  ]);

  it.each([
    ["a file's name alone", "grade child.ts:9", "app"],
    ["the folder too where two files have one name", "outer candidate/index.ts:1", "app"],
    ["the other of two files with one name", "outer baseline/index.ts:1", "app"],
    ["a function without a name", "anonymous lines.ts:5", "app"],
    ["a name that looks like markup", "‹/script›‹b› lines.ts:6", "app"],
    ["a package's file, from the package on", "merge node_modules/left/merge.js:7", "deps"],
    ["code from `new Function`", "generated eval:3", "app"],
    ["a built-in, which has no file", "sort", "v8"],
    ["a module of Node", "readFileSync node:fs:441", "core"],
    ["WebAssembly", "add wasm://wasm/00ad0bc6:1", "wasm"],
  ])("show %s: %s", (_, name, type) => {
    expect(label()).toContainEqual({ name, type });
  });
});

/** Renders a profile with these functions, each called by the root, and gives their labels. */
function labelsOf(callFrames: readonly object[]) {
  let labels: { name: string; type: string | undefined }[];
  beforeAll(() => {
    const page = join(work, "labels.html");
    render(writeProfile("labels.cpuprofile", callFrames), page, "labels");
    labels = framesOf(readFileSync(page, "utf8")).map(({ name, type }) => ({ name, type }));
  });
  return () => labels;
}

function writeProfile(name: string, callFrames: readonly object[], hitCount = 1): string {
  const functions = callFrames.map((callFrame, index) => ({ id: index + 2, callFrame, hitCount }));
  const root = { functionName: "(root)", url: "", lineNumber: -1 };
  const children = functions.map(({ id }) => id);
  return writeText(
    name,
    JSON.stringify({ nodes: [{ id: 1, callFrame: root, hitCount: 0, children }, ...functions] }),
  );
}

function writeText(name: string, text: string): string {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
}

describe("an impossible rendering ends with one line that says why", () => {
  const idle = { functionName: "(idle)", url: "", lineNumber: -1 };

  it.each([
    ["arguments are missing", () => [], "usage: node render-flamegraph.ts"],
    ["there is no profile", () => [join(work, "none")], "cannot read the profile"],
    ["the profile is cut off", () => [writeText("cut", '{"nodes":\n[')], "is not JSON"],
    ["the file holds something else", () => [writeText("other", "{}")], "is not a V8 CPU profile"],
    ["nothing was sampled", () => [writeProfile("empty", [idle], 0)], "holds no samples"],
    ["the process only waited", () => [writeProfile("idle", [idle])], "holds no samples"],
  ])("when %s", (_, profiles, message) => {
    const page = join(work, "never.html");
    const { status, stdout, stderr, leftovers } = render(...profiles(), page, "title");
    expect({ status, stdout, leftovers }).toEqual({ status: 1, stdout: "", leftovers: [] });
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(page)).toBe(false);
  });

  it("when 0x is not installed", () => {
    const copy = copyOfTools("alone");
    expect(renderWith(copy)).toMatchObject({
      status: 1,
      stderr: "0x is not installed: run npm ci\n",
      leftovers: [],
    });
  });

  it("when 0x writes a page without its visualizer", () => {
    const copy = copyOfTools("dead-page");
    mkdirSync(join(copy, "node_modules/0x"), { recursive: true });
    writeFileSync(join(copy, "node_modules/0x/index.js"), fakeZeroX);
    expect(renderWith(copy)).toMatchObject({
      status: 1,
      stderr: "0x wrote a page without its visualizer: run npm ci\n",
      leftovers: [],
    });
  });

  /** A 0x whose bundle failed: its page holds a great deal of data and no visualizer. */
  const fakeZeroX = `
    const { writeFileSync } = require("node:fs");
    const frame = { name: "x".repeat(400_000), top: 1, value: 1, children: [] };
    const trees = JSON.stringify({ merged: frame, unmerged: frame });
    module.exports = async ({ workingDir, name }) =>
      writeFileSync(workingDir + "/" + name + ".html", "<script>\\nvisualizer(" + trees + ", {})\\n</script>");
  `;

  function copyOfTools(name: string): string {
    const copy = join(work, name);
    const isOurs = (path: string) => !path.includes("node_modules");
    cpSync(tools, copy, { recursive: true, filter: (path) => isOurs(path.slice(tools.length)) });
    return copy;
  }

  function renderWith(copy: string) {
    return run([
      join(copy, "zero-x/render-flamegraph.ts"),
      profile,
      join(work, "never.html"),
      "title",
    ]);
  }
});

const whySkipped = browserPath ? "" : " (skipped: no Chromium found, set CHROMIUM_PATH)";

/** Text that was drawn on the canvas, at the place of its lower left corner. */
interface DrawnLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

describe.skipIf(browserPath === undefined)(`in Chromium, the page${whySkipped}`, () => {
  let browser: Browser;
  let page: Page;
  let troubles: string[];

  beforeAll(async () => {
    browser = await startBrowser();
    ({ page, troubles } = await open(pagePath));
  });
  afterAll(() => browser?.close());

  /** Opens a page, noting down what it draws and all that goes wrong or leaves the file. */
  async function open(path: string) {
    const url = pathToFileURL(path).href;
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const troubles: string[] = [];
    page.on("console", (line) => line.type() === "error" && troubles.push(line.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => request.url() !== url && troubles.push(request.url()));
    await page.addInitScript({ content: recordLabels });
    await page.goto(url);
    return { page, troubles };
  }

  /** Every redraw starts by clearing the canvas, and ends what was drawn before. */
  const recordLabels = `
    globalThis.drawnLabels = [];
    const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
    Object.assign(CanvasRenderingContext2D.prototype, {
      fillText(text, x, y) {
        drawnLabels.push({ text, x, y });
        return fillText.call(this, text, x, y);
      },
      clearRect(x, y, width, height) {
        if (width === this.canvas.width) drawnLabels.length = 0;
        return clearRect.call(this, x, y, width, height);
      },
    });
  `;

  function drawnLabels(page: Page): Promise<DrawnLabel[]> {
    return page.evaluate("drawnLabels");
  }

  async function drawnLabel(name: string): Promise<DrawnLabel> {
    const label = (await drawnLabels(page)).find(({ text }) => text.startsWith(`${name} `));
    if (label === undefined) throw new Error(`${name} was not drawn`);
    return label;
  }

  /** The colour of a frame, left of its label. */
  async function colourOf({ x, y }: DrawnLabel) {
    const [red, green, blue, opacity] = await page.evaluate<[number, number, number, number]>(`
      [...document.querySelector("canvas").getContext("2d").getImageData(${x - 2}, ${y - 6}, 1, 1).data]
    `);
    return { red, green, blue, opacity };
  }

  it("draws the frames of the program, and none of Node's start-up", async () => {
    const texts = (await drawnLabels(page)).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(expectedLabels));
    expect(texts.join("\n")).not.toContain("node:internal");
  });

  it("draws the hottest frame in a strong red", async () => {
    const { red, green, blue, opacity } = await colourOf(await drawnLabel("priceOf"));
    expect(opacity).toBeGreaterThan(150);
    expect(red - green).toBeGreaterThan(80);
    expect(red - blue).toBeGreaterThan(80);
  });

  it("draws a frame without own time in a paler colour than the hottest", async () => {
    const hot = await colourOf(await drawnLabel("priceOf"));
    const cold = await colourOf(await drawnLabel("anonymous"));
    expect(cold.green).toBeGreaterThan(hot.green + 40);
  });

  it("tells a frame's share of the samples under the mouse", async () => {
    const { x, y } = await drawnLabel("priceOf");
    await page.locator("canvas").hover({ position: { x, y: y - 6 } });
    const tooltip = page.locator(".d3-flame-graph-tooltip", { hasText: "On Stack" });
    await tooltip.waitFor();
    const text = await tooltip.innerHTML();
    expect(text).toContain("priceOf prices.ts:4<br>Top of Stack: ");
    expect(text).toMatch(/On Stack: [\d.]+% \(\d+ of \d+ samples\)$/);
  });

  it("finds a function by its name", async () => {
    const label = await drawnLabel("revenueByRegion");
    await page.getByPlaceholder("search functions").pressSequentially("revenue");
    await expect
      .poll(() => colourOf(label))
      .toEqual({ red: 0, green: 255, blue: 255, opacity: 255 });
  });

  it("has no legend for marks that a CPU profile has none of", async () => {
    expect(await page.getByText("unoptimized").isVisible()).toBe(false);
  });

  it("shows its title", async () => {
    expect(await page.title()).toBe(title);
    expect(await page.locator("h1").textContent()).toContain(title);
  });

  it("asks the network for nothing and reports no error", () => {
    expect(troubles).toEqual([]);
  });

  it("would draw only the root if its frames had no type", async () => {
    const untyped = writeText("untyped.html", html.replaceAll(/"type":"\w+"/g, '"untyped":0'));
    const blank = await open(untyped);
    expect((await drawnLabels(blank.page)).map(({ text }) => text)).toEqual(["(root)"]);
    expect(blank.troubles).toEqual([]);
  });
});
