/** A V8 CPU profile: the part of the `.cpuprofile` format that is read here. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  /** The id of the node on top of the stack, sample by sample. */
  readonly samples: readonly number[];
  /**
   * Microseconds from the sample before; the first from the profile's start. Negative where V8
   * wrote samples down in another order than it took them.
   */
  readonly timeDeltas: readonly number[];
}

export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** Counted from 0, unlike everything else here. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[] | undefined;
  /** Samples with this node on top that V8's timer took. */
  readonly hitCount?: number | undefined;
  /** The same by line, counted from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[] | undefined;
}

/** The nodes of a profile as a tree. */
export interface ProfileTree {
  readonly root: CpuProfileNode | undefined;
  childrenOf(node: CpuProfileNode): CpuProfileNode[];
  parentOf(node: CpuProfileNode): CpuProfileNode | undefined;
}

/** The id of the root in every profile of V8. */
const rootId = 1;

export function treeOf({ nodes }: CpuProfile): ProfileTree {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const childrenOf = (node: CpuProfileNode) =>
    (node.children ?? []).map((id) => byId.get(id)).filter((child) => child !== undefined);
  const parents = new Map(nodes.flatMap((node) => childrenOf(node).map((child) => [child, node])));
  return { root: byId.get(rootId), childrenOf, parentOf: (node) => parents.get(node) };
}

/**
 * The part of a profile that a picture of it shows: below the topmost frames of a side's own code,
 * and neither the loading of it nor the runner. V8's built-ins are folded into their callers, as
 * everywhere in the evidence: their time counts as the caller's own.
 */
export function pictureOf(
  profile: CpuProfile,
  counts: ReadonlyMap<CpuProfileNode, number>,
  isOwn: (node: CpuProfileNode) => boolean,
): CpuProfile {
  const tree = treeOf(profile);
  if (tree.root === undefined) return profile;
  const kept: CpuProfileNode[] = [];
  const keep = (node: CpuProfileNode) => {
    const { folded, below } = foldBuiltIns(node, tree, counts);
    const children = below.map(({ id }) => id);
    kept.push({ ...node, hitCount: folded, children });
    below.forEach(keep);
  };
  const tops = topmost(tree.root, tree, isOwn);
  tops.forEach(keep);
  const children = tops.map(({ id }) => id);
  const bareRoot = { ...tree.root, hitCount: 0, positionTicks: [], children };
  return { ...profile, nodes: [bareRoot, ...kept] };
}

/** The first nodes on each way down for which something holds. */
function topmost(
  root: CpuProfileNode,
  tree: ProfileTree,
  isWanted: (node: CpuProfileNode) => boolean,
): CpuProfileNode[] {
  const found: CpuProfileNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isWanted(node)) found.push(node);
    else waiting.push(...tree.childrenOf(node));
  }
  return found;
}

/** A node's samples with those of the built-ins right below it, and the other nodes below those. */
function foldBuiltIns(
  node: CpuProfileNode,
  tree: ProfileTree,
  counts: ReadonlyMap<CpuProfileNode, number>,
): { folded: number; below: CpuProfileNode[] } {
  let folded = counts.get(node) ?? 0;
  const below: CpuProfileNode[] = [];
  for (const child of tree.childrenOf(node)) {
    if (isBuiltIn(child)) {
      const inside = foldBuiltIns(child, tree, counts);
      folded += inside.folded;
      below.push(...inside.below);
    } else below.push(child);
  }
  return { folded, below };
}

/** V8's own functions have neither a file nor a line; code from `new Function` has a line. */
function isBuiltIn({ callFrame }: CpuProfileNode): boolean {
  return callFrame.url === "" && callFrame.lineNumber < 0;
}
