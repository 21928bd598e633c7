import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FlameFrame, SideEvidence } from "../../src/evidence/evidence.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { type PageContext, summaryOf } from "../../src/reports/page/context.ts";
import { reportPage } from "../../src/reports/page/page.ts";
import { browserPath, startBrowser } from "../support/browser.ts";
import { exampleEvidence, exampleSide } from "../support/example-evidence.ts";
import { exampleOutcomes, exampleResult } from "../support/example-results.ts";

const whySkipped = browserPath ? "" : " (skipped: no Chromium found, set CHROMIUM_PATH)";

const passed = exampleResult(exampleOutcomes.passed, { evidence: exampleEvidence });
const context: PageContext = {
  history: Array.from({ length: 30 }, () => summaryOf(passed)),
  links: [{ label: "0x", state: "there", href: "0x.html" }],
};

const work = mkdtempSync(join(tmpdir(), "report-page-test-"));
afterAll(() => rmSync(work, { recursive: true }));

function write(name: string, result: GradingResult, about = context): string {
  const path = join(work, `${name}.html`);
  writeFileSync(path, reportPage({ result, sourceFolder: "src", reused: false }, about));
  return pathToFileURL(path).href;
}

describe.skipIf(browserPath === undefined)(`in Chromium, the report page${whySkipped}`, () => {
  let browser: Browser;
  let url: string;
  const opened: Page[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    url = write("passed", passed);
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(() => browser?.close());

  /** Opens a page, noting down all that goes wrong or leaves the file. */
  async function open(address = url, options: BrowserContextOptions = {}) {
    const browserContext = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
      ...options,
    });
    const page = await browserContext.newPage();
    opened.push(page);
    const troubles: string[] = [];
    page.on("console", (line) => line.type() === "error" && troubles.push(line.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("dialog", (dialog) => troubles.push(dialog.message()));
    page.on("request", (request) => request.url() !== address && troubles.push(request.url()));
    await page.goto(address);
    return { page, troubles };
  }

  function boxOf(page: Page, name: string, side = "candidate") {
    return page
      .locator(`[data-side="${side}"] .box`)
      .filter({ has: page.getByText(name, { exact: true }) });
  }

  async function widthOf(page: Page, name: string, side?: string): Promise<number> {
    return (await boxOf(page, name, side).boundingBox())?.width ?? 0;
  }

  const findProductShare = 0.95 / 1.58;

  it("draws frames as wide as their time", async () => {
    const { page, troubles } = await open();
    const whole = await widthOf(page, "one call");
    expect(whole).toBeGreaterThan(600);
    expect((await widthOf(page, "findProduct")) / whole).toBeCloseTo(findProductShare, 2);
    expect(await boxOf(page, "findCustomer").count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it("draws narrow frames beside each other, not over each other", async () => {
    const { page } = await open(write("narrow", { ...passed, evidence: narrowEvidence() }));
    const ends = await page.evaluate<{ left: number; right: number }[]>(`
      [...document.querySelectorAll("[data-side='candidate'] .box[aria-level='3']")]
        .map((box) => box.getBoundingClientRect()).map(({ left, right }) => ({ left, right }))`);
    expect(ends).toHaveLength(100);
    for (const [index, { right }] of ends.slice(0, -1).entries()) {
      expect(ends[index + 1]?.left).toBeGreaterThan(right - 0.1);
    }
  });

  /** A side whose entry calls a hundred functions, each for 1 % of the time. */
  function narrowEvidence() {
    const { cpu } = exampleSide();
    if (cpu.state === "missing") throw new Error("the example has no CPU profile");
    const frame = (name: string, msPerCall: number, children: readonly FlameFrame[] = []) => ({
      ...{ name, file: "index.ts", line: 1, msPerCall, children },
    });
    const callees = Array.from({ length: 100 }, (_, index) => frame(`step ${index}`, 1));
    const flame = [frame("entry", 100, callees)];
    const side = exampleSide({ cpu: { ...cpu, msPerCall: 100, elsewhere: [], flame } });
    return { baseline: side, candidate: side };
  }

  it("draws the same without JavaScript, and no control that would do nothing", async () => {
    const { page } = await open(url, { javaScriptEnabled: false });
    expect(await widthOf(page, "findProduct")).toBeGreaterThan(300);
    expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    await page.getByRole("radio", { name: "baseline" }).check();
    expect(await widthOf(page, "findCustomer", "baseline")).toBeGreaterThan(300);
    expect(await boxOf(page, "findProduct").isVisible()).toBe(false);
  });

  it("shows on one scale how much has shrunk", async () => {
    const { page } = await open();
    const before = await widthOf(page, "one call");
    await page.getByLabel("same scale for both").check();
    expect((await widthOf(page, "one call")) / before).toBeCloseTo(1.58 / 12.4, 2);
  });

  it("zooms into a frame by a click, and out of it by Escape", async () => {
    const { page, troubles } = await open();
    const whole = await widthOf(page, "one call");
    await boxOf(page, "findProduct").click();
    expect(await widthOf(page, "findProduct")).toBeCloseTo(whole, 0);
    expect(await widthOf(page, "one call")).toBeCloseTo(whole, 0);
    expect(await boxOf(page, "indexCustomers").isVisible()).toBe(false);
    await page.keyboard.press("Escape");
    expect((await widthOf(page, "findProduct")) / whole).toBeCloseTo(findProductShare, 2);
    expect(await boxOf(page, "indexCustomers").isVisible()).toBe(true);
    expect(troubles).toEqual([]);
  });

  it("goes back to the whole picture by its button", async () => {
    const { page } = await open();
    const button = page.getByRole("button", { name: "Reset zoom" });
    expect(await button.isDisabled()).toBe(true);
    await boxOf(page, "findProduct").click();
    await button.click();
    expect(await boxOf(page, "indexCustomers").isVisible()).toBe(true);
    expect(await button.isDisabled()).toBe(true);
  });

  it("can be worked by keys alone", async () => {
    const { page } = await open();
    const focused = () => page.evaluate("document.activeElement.querySelector('b')?.textContent");
    await page.getByRole("searchbox").focus();
    await page.keyboard.press("Tab");
    const path: unknown[] = [await focused()];
    for (const key of [
      "ArrowDown",
      "ArrowDown",
      "ArrowRight",
      "ArrowLeft",
      "ArrowDown",
      "ArrowUp",
    ]) {
      await page.keyboard.press(key);
      path.push(await focused());
    }
    expect(path).toEqual(
      "one call,revenueByRegion,addOrder,indexCustomers,addOrder,findProduct,addOrder".split(","),
    );
    await page.keyboard.press("Enter");
    expect(await boxOf(page, "indexCustomers").isVisible()).toBe(false);
    expect(await page.getByRole("status").textContent()).toContain("addOrder, index.ts:35");
    expect(await page.locator(".box[tabindex='0']").count()).toBe(2);
    await page.keyboard.press("Escape");
    expect(await boxOf(page, "indexCustomers").isVisible()).toBe(true);
  });

  it("finds a function by its name and tells its time", async () => {
    const { page } = await open();
    await page.getByRole("searchbox").fill("findpro");
    expect(await page.locator("[data-side='candidate'] .found").count()).toBe(1);
    expect(await page.getByRole("status").textContent()).toContain(
      "This version: 1 found, 0.95 ms per call (60 %)",
    );
  });

  it.each([360, 768, 1280])("has no more than the width of the screen: %i px", async (width) => {
    const { page } = await open(url, { viewport: { width, height: 740 } });
    for (const details of await page.locator("details").all()) {
      await details.evaluate("(element) => { element.open = true; }");
    }
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });

  it.each(["light", "dark"] as const)("can be read where the scheme is %s", async (colorScheme) => {
    const { page } = await open(url, { colorScheme });
    const contrasts = await page.evaluate<Record<string, number>>(contrastScript);
    expect(Object.keys(contrasts).length).toBeGreaterThan(8);
    for (const [what, contrast] of Object.entries(contrasts)) {
      expect({ what, enough: contrast >= 4.5, contrast }).toMatchObject({ enough: true });
    }
  });

  /** WCAG 2.1's contrast of texts with what is behind them, by selector. */
  const contrastScript = `
    (() => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const pixel = (colors) => {
        for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data];
      };
      const luminance = ([red, green, blue]) => {
        const [r, g, b] = [red, green, blue].map((value) => value / 255)
          .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element) =>
        element === null ? ["white"] : [...behind(element.parentElement), getComputedStyle(element).backgroundColor];
      const contrast = (element) => {
        const background = behind(element);
        const [a, b] = [pixel(background), pixel([...background, getComputedStyle(element).color])].map(luminance);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      };
      const selectors = ["body", "h2", "nav a", ".note", "td .good", "td .bad", "td a", "small", "summary",
        ".box.faster3", ".box.faster2", ".box.same", ".box.slower3", ".heat4 td:last-child", ".next", "thead th", ".facts dt"];
      return Object.fromEntries(selectors.map((selector) => [selector, document.querySelector(selector)])
        .filter(([, element]) => element !== null)
        .map(([selector, element]) => [selector, contrast(element)]));
    })()`;

  it("is light by day and dark by night", async () => {
    const backgroundOf = async (colorScheme: "light" | "dark") => {
      const { page } = await open(url, { colorScheme });
      return page.evaluate("getComputedStyle(document.body).backgroundColor");
    };
    expect(await backgroundOf("light")).not.toBe(await backgroundOf("dark"));
  });

  it("prints light, without controls, and with everything unfolded", async () => {
    const { page: light } = await open(url, { colorScheme: "light" });
    const { page } = await open(url, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const background = "getComputedStyle(document.body).backgroundColor";
    expect(await page.evaluate(background)).toBe(await light.evaluate(background));
    for (const control of ["nav", ".flame-tools", ".flame-detail", "summary"]) {
      expect(await page.locator(control).first().isVisible()).toBe(false);
    }
    expect(await page.getByText("A row of the customer list.").first().isVisible()).toBe(true);
  });

  it("has a heading and a label for each landmark", async () => {
    const { page } = await open();
    expect(await page.getByRole("main").count()).toBe(1);
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    const sections = await page.locator("main > section").count();
    expect(await page.locator("main > section[aria-labelledby] > h2").count()).toBe(sections);
    expect(await page.locator("th:not([scope])").count()).toBe(0);
  });

  const hostileNames = [
    `</script><img src=x onerror=alert(1)>`,
    `"><svg onload=alert(2)>`,
    `'><script>alert(3)</script>`,
    `<!--<script>`,
    `</title></style>`,
  ];

  it("shows names, files, sources and messages that look like markup as text", async () => {
    const name = hostileNames.join(" ");
    const evidence = { baseline: hostileSide(name), candidate: hostileSide(`${name}!`) };
    const { page, troubles } = await open(
      write("hostile", { ...passed, evidence }, hostileContext(name)),
    );
    expect(await page.locator("img, svg[onload], script:not(:last-of-type)").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(1);
    for (const hostile of hostileNames) {
      expect(await page.getByText(hostile).count()).toBeGreaterThan(3);
    }
    expect(troubles).toEqual([]);
  });

  it("shows a hostile failure as text", async () => {
    const name = hostileNames.join(" ");
    const wrong = {
      ...exampleOutcomes["wrong answer"],
      expected: name,
      actual: name,
      input: [name],
    };
    const crashed = { ...exampleOutcomes.crashed, what: name };
    for (const outcome of [wrong, crashed]) {
      const { page, troubles } = await open(write("failure", exampleResult(outcome)));
      expect(await page.locator("main").textContent()).toContain(name);
      expect(troubles).toEqual([]);
    }
  });

  function hostileContext(name: string): PageContext {
    const answers = [{ question: name, said: name, judged: "wrong", why: name }] as const;
    return {
      history: [],
      links: [
        { label: name, state: "there", href: name },
        { label: name, state: "missing", why: name },
      ],
      diagnosis: { statedAt: passed.gradedAt, answers },
    };
  }

  /** Evidence in which everything that a submission can name has this name. */
  function hostileSide(name: string): SideEvidence {
    const place = { name, file: name, line: 1 };
    const cost = { share: 1, msPerCall: 5 };
    const flame: FlameFrame = { ...place, msPerCall: 5, children: [] };
    const site = { file: name, line: 1, column: 1 };
    return exampleSide({
      cpu: {
        state: "seen",
        ...{ msPerCall: 5, calls: 10, samples: 500, elsewhere: [], garbageCollection: 0 },
        functions: [{ ...place, ...cost }],
        lines: [{ function: name, file: name, line: 1, ...cost }],
        flame: [flame],
      },
      allocations: { state: "missing", why: name },
      shapes: {
        state: "seen",
        megamorphic: [{ ...site, function: name, access: "load", property: name, shapes: 5 }],
        deoptimizations: [{ ...site, reason: name, times: 1 }],
      },
      sources: { [name]: name },
    });
  }
});
