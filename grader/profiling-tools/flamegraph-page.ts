import { type CodeType, codeType } from "./frame-labels.ts";

/** A frame as 0x puts it into its page. Its own classification yields to a `type` that is there. */
interface Frame {
  readonly name: string;
  readonly children: readonly Frame[];
  type?: CodeType;
}

/** What the page knows besides the frames; it only asks whether there was a CPU profile. */
interface Options {
  readonly title: string;
  readonly visualizeCpuProfile: string | true;
}

/** The arguments of the page's one call of the visualizer. */
type VisualizerArguments = [trees: { merged: Frame; unmerged: Frame }, options: Options];

/** The visualizer has about 490,000 characters; a page whose bundle failed is dead and much smaller. */
const smallestVisualizer = 200_000;

/** Makes a page of 0x show TypeScript, in readable colours, under a title. */
export function adaptPage(page: string, title: string): string {
  return withHead(withHeatColours(withFrameTypes(page)), title);
}

/** 0x takes only `.js` and `.mjs` for application code: all else counts as V8's own, hidden at first. */
function withFrameTypes(page: string): string {
  const [call, json] = /^ *visualizer\(([^\n]*)\)$/m.exec(page) ?? [];
  if (call === undefined || page.length - call.length < smallestVisualizer) {
    throw new Error("0x wrote a page without its visualizer: run npm ci");
  }
  const [trees, options]: VisualizerArguments = JSON.parse(`[${json}]`);
  setTypes(trees.merged);
  setTypes(trees.unmerged);
  const typedCall = `visualizer(${scriptText(trees)}, ${scriptText(withoutPath(options))})`;
  return page.replace(call, () => typedCall);
}

/** A page may be handed on, and 0x would put the path of its profile on this machine into it. */
function withoutPath(options: Options): Options {
  return { ...options, visualizeCpuProfile: true };
}

/** Escaped, because a function's name or the title could otherwise end the script element. */
function scriptText(value: object): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** All that Node's loader calls is start-up (finding files, stripping types), until other code begins. */
function setTypes(frame: Frame, caller: CodeType = "v8"): void {
  const type = codeType(frame.name);
  const isLoading = caller === "init" && type !== "app" && type !== "deps";
  frame.type = isLoading ? "init" : type;
  for (const child of frame.children) setTypes(child, frame.type);
}

/**
 * d3-fg multiplies the saturation by the percentage of samples, far beyond 1: hot frames turn white.
 * This goes from its pale orange to red instead, half of the way at 5 % of the samples.
 */
function withHeatColours(page: string): string {
  return replaceOnce(
    page,
    /s \*= vector\s+l \+= \(vector \* 2\)/,
    "var heat = top / (top + allSamples / 20); s += (95 - s) * heat; l += (50 - l) * heat",
  );
}

/**
 * Hides what misleads: a legend of marks that only 0x's own recordings have, and a dark mode
 * with black rims on black, which make a pressed button look like any other.
 */
const style = ".background { background: white !important } #key .silver { display: none }";

/** 0x names the page only inside of it, so that the browser's tabs would all be `flamegraph.html`. */
function withHead(page: string, title: string): string {
  const text = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const head = `<title>${text}</title><style>${style}</style>`;
  return replaceOnce(page, /(?<=<meta charset="utf-8">)/, head);
}

function replaceOnce(page: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(page)) throw new Error(`0x's page has no ${pattern}: run npm ci`);
  return page.replace(pattern, () => replacement);
}
