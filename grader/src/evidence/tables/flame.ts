import type { FlameFrame } from "../evidence.ts";
import type { CpuProfileNode, ProfileTree } from "../profilers/cpu-profile.ts";
import type { NodeSamples } from "../profilers/cpu-samples.ts";
import { labelOf, type Outlines, placeOf } from "./sources.ts";

/** Frames below this share of the whole are left out: nobody could see them. */
const leastShare = 0.002;

/** No picture is deeper. */
const mostDepth = 200;

/** A frame of the own source while samples are still being counted. */
interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  samples: number;
  readonly children: Map<string, Frame>;
}

/**
 * The own frames of a profile as a flame graph: frames of V8 and Node are folded into the own code
 * that called them, and the places that a function was called from are one.
 */
export function flameOf(
  tree: ProfileTree,
  { counts }: NodeSamples,
  outlines: Outlines,
  msPerSample: number,
): FlameFrame[] {
  const top: Map<string, Frame> = new Map();
  for (const [node, count] of counts) {
    const stack = ownStack(node, tree, outlines);
    let children = top;
    for (const own of stack.slice(0, mostDepth)) {
      const frame = frameIn(children, own, outlines);
      frame.samples += count;
      children = frame.children;
    }
  }
  const total = [...top.values()].reduce((sum, { samples }) => sum + samples, 0);
  return finished(top, total * leastShare, msPerSample);
}

/** The frames of the own source on the way to a node, the outermost first. */
function ownStack(node: CpuProfileNode, tree: ProfileTree, outlines: Outlines): CpuProfileNode[] {
  const stack: CpuProfileNode[] = [];
  for (let at: CpuProfileNode | undefined = node; at !== undefined; at = tree.parentOf(at)) {
    if (outlines.has(at.callFrame.url)) stack.push(at);
  }
  return stack.reverse();
}

function frameIn(
  siblings: Map<string, Frame>,
  { callFrame }: CpuProfileNode,
  outlines: Outlines,
): Frame {
  const name = labelOf(callFrame, outlines);
  const { file } = placeOf(callFrame, outlines);
  const line = callFrame.lineNumber + 1;
  const key = `${name} ${file}:${line}:${callFrame.columnNumber}`;
  const known = siblings.get(key);
  if (known !== undefined) return known;
  const frame = { name, file, line, samples: 0, children: new Map() };
  siblings.set(key, frame);
  return frame;
}

function finished(
  frames: ReadonlyMap<string, Frame>,
  fewest: number,
  msPerSample: number,
): FlameFrame[] {
  return [...frames.values()]
    .filter(({ samples }) => samples >= fewest)
    .sort((a, b) => b.samples - a.samples)
    .map(({ name, file, line, samples, children }) => ({
      ...{ name, file, line, msPerCall: samples * msPerSample },
      children: finished(children, fewest, msPerSample),
    }));
}
