import type { CpuProfile, CpuProfileNode } from "../profilers/cpu-profile.ts";
import type { SourceOutline } from "../source/functions.ts";

/** A function of the source and the share of the timed samples that fell into its own code. */
export interface HotFunction {
  readonly name: string;
  readonly file: string;
  /** The line of its first line, from 1. */
  readonly line: number;
  /** Of the samples taken while the entry ran, 0 to 1; built-ins and GC it caused are included. */
  readonly share: number;
}

export interface HotLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly share: number;
}

/** Where the time of one side went, hottest first. */
export interface HotSpots {
  readonly functions: readonly HotFunction[];
  readonly lines: readonly HotLine[];
  /** Share of samples in which V8 collected garbage. */
  readonly garbageCollection: number;
  /** Samples taken while the entry ran. */
  readonly samples: number;
}

/** The sources of a side: outlines by the URL that profiles know them by. */
export type Outlines = ReadonlyMap<
  string,
  { readonly file: string; readonly outline: SourceOutline }
>;

const topLevel = "(top level)";

/**
 * Reads the hottest functions and lines of the student's own source from a profile, counting only
 * samples below the function named `root`.
 *
 * Two repairs. A sample in the garbage collector belongs to what ran before it. And V8 can't see
 * the caller of a built-in that has no stack frame: such samples land on the line that called that
 * caller. So samples on a line that calls a function of the source go to that function, when the
 * profile has seen it called from there.
 */
export function findHotSpots(profile: CpuProfile, root: string, outlines: Outlines): HotSpots {
  const tree = timedTree(profile, root);
  const { samples, garbage } = countSamples(profile, tree);
  const self = new Map<CpuProfileNode, number>();
  for (const [node, count] of samples) {
    const owner = ownerOf(node, tree, outlines);
    if (owner !== undefined) self.set(owner, (self.get(owner) ?? 0) + count);
  }
  const total = [...samples.values()].reduce((sum, count) => sum + count, 0);
  const tally = new Tally(total);
  const findCallee: FindCallee = (node, line) => calleeOn(node, line, tree, outlines);
  for (const [node, count] of self) attribute(node, count, outlines, tally, findCallee);
  return {
    functions: tally.functions(),
    lines: tally.lines(),
    garbageCollection: total === 0 ? 0 : garbage / total,
    samples: total,
  };
}

/** Gives functions without a name that of the named function around them, for pictures. */
export function nameCallbacks(profile: CpuProfile, outlines: Outlines): CpuProfile {
  const nodes = profile.nodes.map((node) => {
    const { functionName, url } = node.callFrame;
    if (functionName !== "" || !outlines.has(url)) return node;
    const name = `${placeOf(node, outlines).name} callback`;
    return { ...node, callFrame: { ...node.callFrame, functionName: name } };
  });
  return { ...profile, nodes };
}

interface Tree {
  readonly nodes: ReadonlyMap<number, CpuProfileNode>;
  /** The parent of each node below the root; the root itself is not among the keys. */
  readonly parents: ReadonlyMap<CpuProfileNode, CpuProfileNode>;
}

function timedTree(profile: CpuProfile, root: string): Tree {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map<CpuProfileNode, CpuProfileNode>();
  const descend = (parent: CpuProfileNode) => {
    for (const id of parent.children ?? []) {
      const child = nodes.get(id);
      if (child === undefined || parents.has(child)) continue;
      parents.set(child, parent);
      descend(child);
    }
  };
  for (const node of profile.nodes) {
    if (node.callFrame.functionName === root) descend(node);
  }
  return { nodes, parents };
}

/** Samples by node, those of the garbage collector counted for the node that ran before. */
function countSamples(profile: CpuProfile, tree: Tree) {
  const samples = new Map<CpuProfileNode, number>();
  let garbage = 0;
  let before: CpuProfileNode | undefined;
  for (const id of profile.samples) {
    const node = tree.nodes.get(id);
    const isGarbage = node?.callFrame.functionName === "(garbage collector)";
    const counted = isGarbage ? before : node;
    if (!isGarbage) before = node;
    if (counted === undefined || !tree.parents.has(counted)) continue;
    samples.set(counted, (samples.get(counted) ?? 0) + 1);
    if (isGarbage) garbage++;
  }
  return { samples, garbage };
}

/** The nearest caller that is the student's own code; the node itself when it is. */
function ownerOf(node: CpuProfileNode, tree: Tree, outlines: Outlines): CpuProfileNode | undefined {
  let owner: CpuProfileNode | undefined = node;
  while (owner !== undefined && !outlines.has(owner.callFrame.url)) owner = tree.parents.get(owner);
  return owner;
}

/** Finds out whether samples on a line of a node belong to a function that it calls. */
type FindCallee = (node: CpuProfileNode, line: number) => CpuProfileNode | undefined;

const noCallee: FindCallee = () => undefined;

/** Spreads a node's samples over its lines, handing those of a call line on to the function called. */
function attribute(
  node: CpuProfileNode,
  count: number,
  outlines: Outlines,
  tally: Tally,
  findCallee: FindCallee,
): void {
  const ticks = node.positionTicks ?? [];
  const allTicks = ticks.reduce((sum, { ticks }) => sum + ticks, 0);
  const place = placeOf(node, outlines);
  if (allTicks === 0) tally.add(place, undefined, count);
  for (const { line, ticks: onLine } of ticks) {
    const share = (count * onLine) / allTicks;
    const called = findCallee(node, line);
    if (called === undefined) tally.add(place, line, share);
    else attribute(called, share, outlines, tally, noCallee);
  }
}

/** The function of the source that a line of a node calls, if it is one and the profile saw it. */
function calleeOn(
  node: CpuProfileNode,
  line: number,
  tree: Tree,
  outlines: Outlines,
): CpuProfileNode | undefined {
  const names = outlines.get(node.callFrame.url)?.outline.calleesOn(line) ?? new Set();
  const called = (node.children ?? [])
    .map((id) => tree.nodes.get(id))
    .filter((child) => child !== undefined)
    .filter(({ callFrame }) => outlines.has(callFrame.url) && names.has(callFrame.functionName));
  return called.length === 1 ? called[0] : undefined;
}

interface Place {
  readonly file: string;
  readonly name: string;
  readonly line: number;
}

function placeOf(node: CpuProfileNode, outlines: Outlines): Place {
  const { url, lineNumber, columnNumber, functionName } = node.callFrame;
  const source = outlines.get(url);
  const named = source?.outline.namedFunctionAt(lineNumber + 1, columnNumber);
  return {
    file: source?.file ?? url,
    name: named?.name ?? (functionName || topLevel),
    line: named?.firstLine ?? lineNumber + 1,
  };
}

/** Samples by function and by line. */
class Tally {
  readonly #total: number;
  readonly #functions = new Map<string, { place: Place; count: number }>();
  readonly #lines = new Map<string, { place: Place; line: number; count: number }>();

  constructor(total: number) {
    this.#total = total;
  }

  add(place: Place, line: number | undefined, count: number): void {
    const key = `${place.file}:${place.line}:${place.name}`;
    const known = this.#functions.get(key) ?? { place, count: 0 };
    this.#functions.set(key, { place, count: known.count + count });
    if (line === undefined) return;
    const lineKey = `${place.file}:${line}`;
    const knownLine = this.#lines.get(lineKey) ?? { place, line, count: 0 };
    this.#lines.set(lineKey, { ...knownLine, count: knownLine.count + count });
  }

  functions(): HotFunction[] {
    return hottestFirst([...this.#functions.values()]).map(({ place, count }) => ({
      ...place,
      share: count / this.#total,
    }));
  }

  lines(): HotLine[] {
    return hottestFirst([...this.#lines.values()]).map(({ place, line, count }) => ({
      function: place.name,
      file: place.file,
      line,
      share: count / this.#total,
    }));
  }
}

function hottestFirst<Item extends { count: number }>(items: Item[]): Item[] {
  return items.sort((a, b) => b.count - a.count);
}
