import type { CpuProfileNode, ProfileTree } from "../profilers/cpu-profile.ts";
import type { Outlines } from "./sources.ts";

/** Samples of a node of the own source. */
export interface OwnSamples {
  self: number;
  /** In what is not the side's own code, by the names of what the node called. */
  readonly called: Map<string, CalledSamples>;
}

/** Samples in what is not the side's own code. */
export interface CalledSamples {
  /** What was running, the outermost first. */
  readonly names: readonly string[];
  count: number;
}

/** Samples that belong to a node, on a line of it where that is known. */
export interface Attributed {
  readonly at: CpuProfileNode;
  readonly line: number | undefined;
  readonly count: number;
}

/**
 * V8 can't see the caller of a built-in that has no stack frame, such as the comparison of two
 * texts: the sample lands on the line that called that caller. And what is inlined into the caller
 * shares its frame, and is lost with it. So samples on a line that only calls functions of the
 * source go to where samples were seen below that call, in proportion.
 */
export class LostCallers {
  readonly #tree: ProfileTree;
  readonly #outlines: Outlines;
  readonly #own: ReadonlyMap<CpuProfileNode, OwnSamples>;

  constructor(tree: ProfileTree, outlines: Outlines, own: ReadonlyMap<CpuProfileNode, OwnSamples>) {
    this.#tree = tree;
    this.#outlines = outlines;
    this.#own = own;
  }

  /** Spreads a node's samples over its lines, and those of call lines over what was called. */
  attribute(node: CpuProfileNode, count: number): Attributed[] {
    if (count === 0) return [];
    return shareOut(node, count).flatMap((part) => {
      const called = part.line === undefined ? [] : this.#calledOn(node, part.line);
      return called.length === 0 ? [part] : this.#handOn(called, part.count);
    });
  }

  /** Over all that was seen below some nodes, in proportion. */
  #handOn(called: readonly CpuProfileNode[], count: number): Attributed[] {
    const below = called.flatMap((node) => this.#ownBelow(node));
    const weights = below.map((node) => this.#samplesOf(node));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) return [{ at: called[0] as CpuProfileNode, line: undefined, count }];
    return below.flatMap((node, index) =>
      this.#shareOutOwn(node, (count * (weights[index] ?? 0)) / total),
    );
  }

  #samplesOf(node: CpuProfileNode): number {
    const { self = 0, called = new Map<string, CalledSamples>() } = this.#own.get(node) ?? {};
    return [...called.values()].reduce((sum, { count }) => sum + count, self);
  }

  /** Over a node's lines that are its own, and not lost by what they call. */
  #shareOutOwn(node: CpuProfileNode, count: number): Attributed[] {
    const parts = shareOut(node, count);
    const own = parts.filter(
      ({ line }) => line === undefined || this.#calledOn(node, line).length === 0,
    );
    const kept = own.reduce((sum, part) => sum + part.count, 0);
    if (kept === 0) return parts;
    return own.map((part) => ({ ...part, count: (part.count * count) / kept }));
  }

  #ownBelow(top: CpuProfileNode): CpuProfileNode[] {
    const below: CpuProfileNode[] = [];
    const waiting = [top];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (this.#own.has(node)) below.push(node);
      waiting.push(...this.#tree.childrenOf(node));
    }
    return below;
  }

  /** The nodes of the functions that a line of a node calls, if it is there to call one. */
  #calledOn(node: CpuProfileNode, line: number): CpuProfileNode[] {
    const names = this.#outlines.get(node.callFrame.url)?.outline.calleesOn(line);
    if (names === undefined || names.size === 0) return [];
    const called = this.#visibleBelow(node).filter(({ callFrame }) =>
      names.has(callFrame.functionName),
    );
    const distinct = new Set(called.map(({ callFrame }) => callFrame.functionName));
    return distinct.size === 1 ? called : [];
  }

  /** The named own functions right below a node, through built-ins and functions without a name. */
  #visibleBelow(node: CpuProfileNode): CpuProfileNode[] {
    return this.#tree.childrenOf(node).flatMap((child) => {
      const isOwn = this.#outlines.has(child.callFrame.url);
      if (isOwn && child.callFrame.functionName !== "") return [child];
      return this.#visibleBelow(child);
    });
  }
}

/**
 * Spreads samples over the lines of a node as its ticks are.
 *
 * @param ticks those of the lines that may have them
 */
export function shareOut(
  node: CpuProfileNode,
  count: number,
  ticks: NonNullable<CpuProfileNode["positionTicks"]> = node.positionTicks ?? [],
): Attributed[] {
  const all = ticks.reduce((sum, { ticks }) => sum + ticks, 0);
  if (all === 0) return [{ at: node, line: undefined, count }];
  return ticks.map(({ line, ticks }) => ({ at: node, line, count: (count * ticks) / all }));
}
