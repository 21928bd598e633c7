import type { DriveJob } from "../../src/evidence/tools/driven-run.ts";
import { escapedHtml, replaceOnce } from "../page-text.ts";
import { type CodeType, codeType, recordedLabel } from "./frame-labels.ts";

/** A frame as 0x puts it into its page. Its own classification yields to a `type` that is there. */
interface Frame {
  name: string;
  value: number;
  readonly top: number;
  readonly children?: readonly Frame[];
  type?: CodeType;
  fn?: string;
}

/** What the page knows besides the frames; it only asks whether there was a CPU profile. */
interface Options {
  readonly title: string;
  readonly visualizeCpuProfile?: string | true;
}

/** The two ways in which the page shows the frames: with a function's compilations as one, and apart. */
interface Trees {
  readonly merged: Frame;
  readonly unmerged: Frame;
}

/** The arguments of the page's one call of the visualizer. */
type VisualizerArguments = [trees: Trees, options: Options];

/** The visualizer has about 490,000 characters; a page whose bundle failed is dead and much smaller. */
const smallestVisualizer = 200_000;

/** Makes a page of 0x that shows a CPU profile show TypeScript, in readable colours, under a title. */
export function adaptPage(page: string, title: string): string {
  // The name of the profile's file would be put into the page.
  const adapted = withFrames(page, ([trees, options]) => [
    trees,
    { ...options, visualizeCpuProfile: true },
  ]);
  // Only 0x's own recordings have the marks that this legend explains.
  return withHead(withHeatColours(adapted), title, "#key .silver { display: none }");
}

/** The same for a page of what 0x recorded itself, with V8's built-ins shown from the start. */
export function adaptRecording(
  page: string,
  { title, source, kind }: Pick<DriveJob, "source" | "kind"> & { readonly title: string },
): string {
  const adapted = withFrames(page, ([{ merged, unmerged }, options]) => {
    const prepared = (tree: Frame) => {
      relabel(tree, source);
      return kind === "function" ? partBelowCalls(tree) : tree;
    };
    return [{ merged: prepared(merged), unmerged: prepared(unmerged) }, options];
  });
  return withHead(withHeatColours(withBuiltInsShown(adapted)), title, "");
}

/** 0x takes only `.js` and `.mjs` for application code: all else counts as V8's own, hidden at first. */
function withFrames(
  page: string,
  prepare: (given: VisualizerArguments) => VisualizerArguments,
): string {
  const [call, json] = /^ *visualizer\(([^\n]*)\)$/m.exec(page) ?? [];
  if (call === undefined || page.length - call.length < smallestVisualizer) {
    throw new Error("0x wrote a page without its visualizer: run npm ci");
  }
  const [trees, options] = prepare(JSON.parse(`[${json}]`));
  setTypes(trees.merged);
  setTypes(trees.unmerged);
  return page.replace(call, () => `visualizer(${scriptText(trees)}, ${scriptText(options)})`);
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
  for (const child of frame.children ?? []) setTypes(child, frame.type);
}

function relabel(frame: Frame, source: string): void {
  frame.name = recordedLabel(frame.name, source);
  // The same with the paths of this machine, which the page does not read.
  delete frame.fn;
  for (const child of frame.children ?? []) relabel(child, source);
}

/** The driver's functions around all calls but those that warm up; the inner one makes them. */
const outerLabel = /^[~*^]?runCalls drive-exercise\.ts:/;
const innerLabel = /^[~*^]?callUntil drive-exercise\.ts:/;

/** What the calls of an entry that answers at once did: without loading, warming up and the driver. */
function partBelowCalls(root: Frame): Frame {
  const callers = framesNamed(outerLabel, root).flatMap((outer) => framesNamed(innerLabel, outer));
  if (callers.length === 0) return root;
  const children = sameNamesJoined(callers.flatMap((caller) => caller.children ?? []));
  return { ...root, top: 0, value: sum(children, "value"), children };
}

function framesNamed(pattern: RegExp, frame: Frame): Frame[] {
  if (pattern.test(frame.name)) return [frame];
  return (frame.children ?? []).flatMap((child) => framesNamed(pattern, child));
}

/** The driver itself is there in several compilations, each with callees of its own. */
function sameNamesJoined(frames: readonly Frame[]): Frame[] {
  return [...Map.groupBy(frames, ({ name }) => name).values()].map((same) => ({
    ...(same[0] as Frame),
    value: sum(same, "value"),
    top: sum(same, "top"),
    children: sameNamesJoined(same.flatMap(({ children = [] }) => children)),
  }));
}

function sum(frames: readonly Frame[], key: "value" | "top"): number {
  return frames.reduce((total, frame) => total + frame[key], 0);
}

/** They are what a recording shows and a CPU profile does not. */
function withBuiltInsShown(page: string): string {
  const hidden = /new Set\(\['cpp', 'regexp', 'v8', 'native', 'init'\]\)/;
  return replaceOnce(page, hidden, "new Set(['cpp', 'native', 'init'])");
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

/** A dark mode with black rims on black makes a pressed button look like any other. */
const background = ".background { background: white !important }";

/** 0x names the page only inside of it, so that the browser's tabs would all be `flamegraph.html`. */
function withHead(page: string, title: string, style: string): string {
  const head = `<title>${escapedHtml(title)}</title><style>${background} ${style}</style>`;
  return replaceOnce(page, /(?<=<meta charset="utf-8">)/, head);
}
