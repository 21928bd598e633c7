import type {
  AllocatingFunction,
  AllocationEvidence,
  LineAllocationEvidence,
  Place,
} from "../evidence.ts";
import type { LineAllocations } from "../profilers/line-allocations.ts";
import type { HeapNode, HeapProfile } from "../profilers/v8-heap.ts";
import { type Outlines, placeOf } from "./sources.ts";

const keptRows = 200;

/** Which functions of the own source allocate: what V8 allocated for them is theirs. */
export function findAllocations(
  { head, calls }: HeapProfile,
  outlines: Outlines,
): AllocationEvidence {
  const bytes = new Map<string, { place: Place; bytes: number }>();
  const walk = (node: HeapNode, caller: Place | undefined) => {
    const isOwn = outlines.has(node.callFrame.url);
    const owner = isOwn ? placeOf(node.callFrame, outlines) : caller;
    if (owner !== undefined && node.selfSize > 0) {
      const key = `${owner.file}:${owner.line}:${owner.name}`;
      const known = bytes.get(key) ?? { place: owner, bytes: 0 };
      bytes.set(key, { ...known, bytes: known.bytes + node.selfSize });
    }
    for (const child of node.children) walk(child, owner);
  };
  walk(head, undefined);
  const functions = [...bytes.values()]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ place, bytes }): AllocatingFunction => ({ ...place, bytesPerCall: bytes / calls }));
  return {
    bytesPerCall: functions.reduce((sum, { bytesPerCall }) => sum + bytesPerCall, 0),
    calls,
    functions: functions.slice(0, keptRows),
  };
}

/** Of the lines that the probes saw. */
export function findLineAllocations({ lines, calls }: LineAllocations): LineAllocationEvidence {
  const kept = lines.slice(0, keptRows);
  return {
    lines: kept.map(({ file, line, bytes }) => ({ file, line, bytesPerCall: bytes / calls })),
    calls,
  };
}
