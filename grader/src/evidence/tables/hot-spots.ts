import type { CpuEvidence, TimeElsewhere } from "../evidence.ts";
import { type CpuProfileNode, type ProfileTree, treeOf } from "../profilers/cpu-profile.ts";
import {
  idleName,
  type NodeSamples,
  type RecordedProfile,
  samplesOf,
} from "../profilers/cpu-samples.ts";
import { flameOf } from "./flame.ts";
import { type Attributed, LostCallers, type OwnSamples, shareOut } from "./lost-callers.ts";
import { type Outlines, placeOf } from "./sources.ts";
import { Tally } from "./tally.ts";

/** What is kept of the long tail. */
const keptRows = 200;

/**
 * Reads from a profile where the time of the calls went: to the hottest functions and lines of the
 * side's own source, and elsewhere.
 *
 * Two repairs: a sample in the garbage collector belongs to what ran before it, and the callers
 * that V8 loses are found again (lost-callers.ts).
 *
 * @param waits whether the entry is awaited, or a server: then the process is idle at times, and
 *   Node works for it where none of its own code is on the stack
 */
export function findHotSpots(
  recorded: RecordedProfile,
  outlines: Outlines,
  waits: boolean,
): CpuEvidence {
  const tree = treeOf(recorded.profile);
  const samples = samplesOf(recorded);
  const sorted = sortSamples(samples, tree, outlines, waits);
  const busy = sorted.ownSamples + sorted.node + sorted.system;
  const msPerSample = recorded.calls === 0 ? 0 : samples.sampleMs / recorded.calls;
  const tally = new Tally(busy, msPerSample);
  const lost = new LostCallers(tree, outlines, sorted.own);
  for (const [node, { self, called }] of sorted.own) {
    const inCalled = attributeCalled(node, called, outlines);
    for (const { at, line, count } of [...inCalled, ...lost.attribute(node, self)]) {
      tally.add(placeOf(at.callFrame, outlines), line, count);
    }
  }
  return {
    msPerCall: busy * msPerSample,
    calls: recorded.calls,
    samples: busy,
    functions: tally.functions().slice(0, keptRows),
    lines: tally.lines().slice(0, keptRows),
    elsewhere: waits ? elsewhereOf(sorted, busy, samples, recorded.calls) : [],
    garbageCollection: busy === 0 ? 0 : sorted.garbage / busy,
    flame: flameOf(tree, samples, outlines, msPerSample),
  };
}

/** Samples by what they are for. */
interface Sorted {
  /** By the nearest caller that is the side's own code. */
  readonly own: Map<CpuProfileNode, OwnSamples>;
  ownSamples: number;
  node: number;
  system: number;
  /** Of those that are for the side. */
  garbage: number;
}

function sortSamples(
  { counts, garbage }: NodeSamples,
  tree: ProfileTree,
  outlines: Outlines,
  waits: boolean,
): Sorted {
  const nothing = { ownSamples: 0, node: 0, system: 0, garbage: 0 };
  const sorted: Sorted = { own: new Map(), ...nothing };
  for (const [node, count] of counts) {
    const owner = ownerOf(node, tree, outlines);
    if (owner !== undefined) addOwn(sorted, owner, count);
    const place = owner === undefined && waits ? elsewhereAt(node, tree) : undefined;
    if (place !== undefined) sorted[place] += count;
    if (owner !== undefined || place === "node") sorted.garbage += garbage.get(node) ?? 0;
  }
  return sorted;
}

function addOwn(sorted: Sorted, { node, called }: Owner, count: number): void {
  const samples = sorted.own.get(node) ?? { self: 0, called: new Map() };
  sorted.own.set(node, samples);
  sorted.ownSamples += count;
  if (called === undefined) {
    samples.self += count;
    return;
  }
  const key = called.join(" > ");
  const known = samples.called.get(key) ?? { names: called, count: 0 };
  samples.called.set(key, { ...known, count: known.count + count });
}

interface Owner {
  readonly node: CpuProfileNode;
  /** The names of what it called of V8 or Node, when that is what was running, the outermost first. */
  readonly called: readonly string[] | undefined;
}

/** How deep what is called is looked at: a wrapper may be around what the source calls by name. */
const wrappers = 2;

/** The nearest caller that is the side's own code; the node itself when it is. */
function ownerOf(node: CpuProfileNode, tree: ProfileTree, outlines: Outlines): Owner | undefined {
  const called: string[] = [];
  for (let at: CpuProfileNode | undefined = node; at !== undefined; at = tree.parentOf(at)) {
    if (outlines.has(at.callFrame.url)) {
      const names = called.reverse().slice(0, 1 + wrappers);
      return { node: at, called: at === node ? undefined : names };
    }
    if (at.callFrame.functionName !== "") called.push(at.callFrame.functionName);
  }
  return undefined;
}

/** What a sample without code of the side is for; undefined for waiting, and the runner's own work. */
function elsewhereAt(node: CpuProfileNode, tree: ProfileTree): "node" | "system" | undefined {
  if (node.callFrame.functionName === idleName) return undefined;
  if (node.callFrame.functionName === "(program)") return "system";
  let inNode = false;
  for (let at: CpuProfileNode | undefined = node; at !== undefined; at = tree.parentOf(at)) {
    if (at.callFrame.url.startsWith("file:")) return undefined;
    inNode ||= at.callFrame.url.startsWith("node:");
  }
  return inNode ? "node" : "system";
}

function elsewhereOf(
  { node, system }: Sorted,
  busy: number,
  { sampleMs, idleMs }: NodeSamples,
  calls: number,
): TimeElsewhere[] {
  const kinds = [
    ["Node.js", node * sampleMs],
    ["V8 and the system", system * sampleMs],
    ["waiting", idleMs],
  ] as const;
  return kinds
    .filter(([, ms]) => ms > 0)
    .map(([kind, ms]) => ({
      kind,
      share: busy === 0 ? 0 : ms / (busy * sampleMs),
      msPerCall: ms / calls,
    }));
}

/**
 * Gives samples in what a node called of V8 or Node to the lines that call it: profiles know the
 * lines of what runs, and not of what waits for it. Several lines share them as they share the
 * samples of the node itself; where it has none on them, the line is unknown.
 */
function attributeCalled(
  node: CpuProfileNode,
  called: OwnSamples["called"],
  outlines: Outlines,
): Attributed[] {
  const { url, lineNumber, columnNumber } = node.callFrame;
  const place = { line: lineNumber + 1, column: columnNumber };
  return [...called.values()].flatMap(({ names, count }): Attributed[] => {
    const lines = outlines.get(url)?.outline.linesCalling(place, names) ?? [];
    if (lines.length === 1) return [{ at: node, line: lines[0], count }];
    return shareOut(
      node,
      count,
      node.positionTicks?.filter(({ line }) => lines.includes(line)),
    );
  });
}
