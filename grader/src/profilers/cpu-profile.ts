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
