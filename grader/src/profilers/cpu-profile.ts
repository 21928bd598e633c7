/** A V8 CPU profile: the part of the `.cpuprofile` format that is read here. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  /** The id of the node on top of the stack, sample by sample. */
  readonly samples: readonly number[];
  /** Microseconds from the sample before. */
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
  readonly children?: readonly number[];
  /** Samples with this node on top. */
  readonly hitCount?: number;
  /** Samples with this node on top, by line counted from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** The id of the root in every profile of V8. */
const rootId = 1;

/**
 * The part of a profile below the functions with a name, so that a picture of it shows the code
 * under test and neither its loading nor the runner. V8's built-ins are folded into their callers,
 * as everywhere in the evidence: their time counts as the caller's own.
 */
export function partBelow(profile: CpuProfile, functionName: string): CpuProfile {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const tops = profile.nodes.filter((node) => node.callFrame.functionName === functionName);
  const root = nodes.get(rootId);
  if (root === undefined || tops.length === 0) return profile;
  const kept: CpuProfileNode[] = [];
  const keep = (node: CpuProfileNode) => {
    const { folded, below } = foldBuiltIns(node, nodes);
    kept.push({ ...node, hitCount: folded, children: below.map(({ id }) => id) });
    below.forEach(keep);
  };
  tops.forEach(keep);
  const bareRoot = { ...root, hitCount: 0, positionTicks: [], children: tops.map(({ id }) => id) };
  return { ...profile, nodes: [bareRoot, ...kept] };
}

/** A node's samples with those of the built-ins right below it, and the other nodes below those. */
function foldBuiltIns(node: CpuProfileNode, nodes: ReadonlyMap<number, CpuProfileNode>) {
  let folded = node.hitCount ?? 0;
  const below: CpuProfileNode[] = [];
  for (const id of node.children ?? []) {
    const child = nodes.get(id);
    if (child === undefined) continue;
    if (isBuiltIn(child)) {
      const inside = foldBuiltIns(child, nodes);
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
