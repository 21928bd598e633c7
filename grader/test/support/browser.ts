import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const wellKnownBrowsers = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Undefined where no Chromium was found: tests that need it are skipped. */
export const browserPath =
  process.env.CHROMIUM_PATH ?? wellKnownBrowsers.find((path) => existsSync(path));

/** Starts Chromium without a window, and without requests of its own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? "",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** A page that was opened, and all that went wrong in it or left its file. */
export interface OpenedPage {
  readonly page: Page;
  readonly troubles: readonly string[];
  /** The text that its canvases show now. */
  drawnTexts(): Promise<string[]>;
}

/** Every redraw starts by clearing the canvas, and ends what was drawn before. */
const recordTexts = `
  globalThis.drawnTexts = [];
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  Object.assign(CanvasRenderingContext2D.prototype, {
    fillText(text, x, y) {
      drawnTexts.push(text);
      return fillText.call(this, text, x, y);
    },
    clearRect(x, y, width, height) {
      if (width === this.canvas.width) drawnTexts.length = 0;
      return clearRect.call(this, x, y, width, height);
    },
  });
`;

/** Opens a page from a file. */
export async function openPage(browser: Browser, path: string): Promise<OpenedPage> {
  const url = pathToFileURL(path).href;
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const troubles: string[] = [];
  const isInside = (requested: string) => requested === url || requested.startsWith("data:");
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("request", (request) => isInside(request.url()) || troubles.push(request.url()));
  await page.addInitScript({ content: recordTexts });
  await page.goto(url);
  return { page, troubles, drawnTexts: () => page.evaluate("drawnTexts") };
}
