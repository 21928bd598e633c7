import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { FlameFrame } from "../../evidence/evidence.ts";

/** A frame of both sides' flame graphs, merged; a side without it has 0 ms. */
export interface MergedFrame {
  readonly name: string;
  /** Its name in the baseline, if different. */
  readonly formerName?: string;
  readonly file: string;
  /** In the candidate, or in the baseline if only that has it. */
  readonly line: number;
  /** Per call, including the functions that it called. */
  readonly ms: Readonly<Record<Side, number>>;
  /** The widest on either side first. */
  readonly children: readonly MergedFrame[];
}

type Siblings = Readonly<Record<Side, readonly FlameFrame[]>>;

/**
 * Merges two flame graphs. Frames are the same if their name, file and callers are the same. If each
 * side has exactly one topmost frame of its own, that is a renamed entry.
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

/** Fallback for a group without frames, which grouping never makes. */
const nowhere = { name: "", file: "", line: 0 };

function totalMs(frames: readonly FlameFrame[]): number {
  return frames.reduce((sum, { msPerCall }) => sum + msPerCall, 0);
}

/** A frame in one side's picture; positions are shares of the picture's width. */
export interface Box {
  readonly frame: MergedFrame;
  readonly start: number;
  readonly width: number;
  /** 0 for the root. */
  readonly depth: number;
}

/** The picture of one side. */
export interface FlamePicture {
  /** A frame comes before the frames that it called and before those to its right. */
  readonly boxes: readonly Box[];
  /** How many frames were too narrow to draw. */
  readonly omitted: number;
}

/** What is drawn: narrower frames can't be told apart, and too many make the page slow. */
export interface PictureLimits {
  readonly narrowest: number;
  readonly mostBoxes: number;
}

const usualLimits: PictureLimits = { narrowest: 0.002, mostBoxes: 300 };

/** Lays out the frames of one side below a root of full width. */
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

/** A frame is at least as wide as what it called and comes first, so callers are always kept. */
function widestOf(boxes: readonly Box[], most: number): readonly Box[] {
  if (boxes.length <= most) return boxes;
  const kept = new Set(boxes.toSorted((a, b) => b.width - a.width).slice(0, most));
  return boxes.filter((box) => kept.has(box));
}
