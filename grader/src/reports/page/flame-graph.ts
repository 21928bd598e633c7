import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { FlameFrame } from "../../evidence/evidence.ts";

/** A frame of both sides' flame graphs laid over each other; a side that has none shows 0 ms. */
export interface MergedFrame {
  readonly name: string;
  /** What the baseline calls it, where that is something else. */
  readonly formerName?: string;
  readonly file: string;
  /** Of the candidate, or of the baseline where only that has it. */
  readonly line: number;
  /** Per call, with all that it called. */
  readonly ms: Readonly<Record<Side, number>>;
  /** The widest first, on whichever side. */
  readonly children: readonly MergedFrame[];
}

type Siblings = Readonly<Record<Side, readonly FlameFrame[]>>;

/**
 * Lays two flame graphs over each other: frames are the same when their name, their file and their
 * callers are. An entry that was renamed is the one topmost frame that either side has alone.
 */
export function mergeFlames(flames: Siblings): MergedFrame[] {
  return mergeAll(joinRenamed(groupSiblings(flames)));
}

function mergeAll(groups: readonly Siblings[]): MergedFrame[] {
  return groups.map(mergeGroup).sort((a, b) => widest(b) - widest(a));
}

function widest({ ms }: MergedFrame): number {
  return Math.max(ms.baseline, ms.candidate);
}

function groupSiblings(siblings: Siblings): Siblings[] {
  const groups = new Map<string, Record<Side, FlameFrame[]>>();
  for (const side of ["baseline", "candidate"] as const) {
    for (const frame of siblings[side]) {
      const key = JSON.stringify([frame.name, frame.file]);
      const group = groups.get(key) ?? { baseline: [], candidate: [] };
      groups.set(key, group);
      group[side].push(frame);
    }
  }
  return [...groups.values()];
}

function joinRenamed(groups: readonly Siblings[]): Siblings[] {
  const [former, ...others] = groups.filter(({ candidate }) => candidate.length === 0);
  const [renamed, ...more] = groups.filter(({ baseline }) => baseline.length === 0);
  if (former === undefined || renamed === undefined || others.length + more.length > 0) {
    return [...groups];
  }
  const joined = { baseline: former.baseline, candidate: renamed.candidate };
  return [...groups.filter((group) => group !== former && group !== renamed), joined];
}

function mergeGroup({ baseline, candidate }: Siblings): MergedFrame {
  const [formerly] = baseline;
  const { name, file, line } = candidate[0] ?? formerly ?? nowhere;
  const isRenamed = formerly !== undefined && formerly.name !== name;
  const children = {
    baseline: baseline.flatMap((frame) => frame.children),
    candidate: candidate.flatMap((frame) => frame.children),
  };
  return {
    name,
    ...(isRenamed ? { formerName: formerly.name } : {}),
    file,
    line,
    ms: { baseline: totalMs(baseline), candidate: totalMs(candidate) },
    children: mergeAll(groupSiblings(children)),
  };
}

/** Stands in for a group without frames, which grouping never makes. */
const nowhere = { name: "", file: "", line: 0 };

function totalMs(frames: readonly FlameFrame[]): number {
  return frames.reduce((sum, { msPerCall }) => sum + msPerCall, 0);
}

/** A frame in the picture of one side; places are shares of the picture's width. */
export interface Box {
  readonly frame: MergedFrame;
  readonly start: number;
  readonly width: number;
  /** 0 for the root. */
  readonly depth: number;
}

/** The picture of one side. */
export interface FlamePicture {
  /** A frame comes before those that it called, and before those to its right. */
  readonly boxes: readonly Box[];
  /** How many frames were too narrow to draw. */
  readonly omitted: number;
}

/** What is drawn at all: narrower frames can't be told apart, and more of them make a page heavy. */
export interface PictureLimits {
  readonly narrowest: number;
  readonly mostBoxes: number;
}

const usualLimits: PictureLimits = { narrowest: 0.002, mostBoxes: 300 };

/** Lays out the frames of one side below a root that is as wide as the picture. */
export function layOutFlame(root: MergedFrame, side: Side, limits = usualLimits): FlamePicture {
  const all = boxesBelow(root, side);
  const wideEnough = all.filter(({ width }) => width >= limits.narrowest);
  const boxes = widestOf(wideEnough, limits.mostBoxes);
  return { boxes, omitted: all.length - boxes.length };
}

function boxesBelow(root: MergedFrame, side: Side): Box[] {
  const total = root.ms[side];
  const boxes: Box[] = [];
  const place = (frame: MergedFrame, start: number, depth: number) => {
    if (frame.ms[side] <= 0) return;
    boxes.push({ frame, start, width: frame.ms[side] / total, depth });
    let childStart = start;
    for (const child of frame.children) {
      place(child, childStart, depth + 1);
      childStart += child.ms[side] / total;
    }
  };
  place(root, 0, 0);
  return boxes;
}

/** A frame is never narrower than what it called, and comes first: so no caller gets lost. */
function widestOf(boxes: readonly Box[], most: number): readonly Box[] {
  if (boxes.length <= most) return boxes;
  const kept = new Set(boxes.toSorted((a, b) => b.width - a.width).slice(0, most));
  return boxes.filter((box) => kept.has(box));
}
