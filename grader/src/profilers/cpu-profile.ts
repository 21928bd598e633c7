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
  /** Samples with this node on top, by line counted from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** The id of the root in every profile of V8. */
const rootId = 1;

/**
 * The part of a profile below the functions with a name, so that a picture of it shows the code
 * under test and neither its loading nor the runner.
 */
export function partBelow(profile: CpuProfile, functionName: string): CpuProfile {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const tops = profile.nodes.filter((node) => node.callFrame.functionName === functionName);
  const kept = new Set<CpuProfileNode>();
  const keep = (node: CpuProfileNode | undefined) => {
    if (node === undefined || kept.has(node)) return;
    kept.add(node);
    for (const id of node.children ?? []) keep(nodes.get(id));
  };
  tops.forEach(keep);
  const root = nodes.get(rootId);
  if (root === undefined || tops.length === 0) return profile;
  const bareRoot = { ...root, hitCount: 0, positionTicks: [], children: tops.map(({ id }) => id) };
  return { ...profile, nodes: [bareRoot, ...kept] };
}
