import { describe, expect, it } from "vitest";
import {
  type CpuProfile,
  type CpuProfileNode,
  pictureOf,
  samplesOf,
} from "../../src/evidence/profilers/cpu-profile.ts";

const own = "file:///exercise/index.ts";

function node(id: number, name: string, hitCount: number, children: number[], url = own) {
  const lineNumber = url === "" ? -1 : id;
  const callFrame = { functionName: name, url, lineNumber, columnNumber: 0 };
  return { id, callFrame, hitCount, children } satisfies CpuProfileNode;
}

/** The root calls the loader and the timed function; `search` calls indexOf, sort calls back. */
const profile: CpuProfile = {
  nodes: [
    node(1, "(root)", 7, [2, 3], ""),
    node(2, "load", 50, [4], "node:internal/modules"),
    node(3, "timed", 1, [5]),
    node(4, "search", 9, []),
    node(5, "search", 10, [6, 7]),
    node(6, "indexOf", 20, [], ""),
    node(7, "sort", 5, [8], ""),
    node(8, "compare", 3, []),
  ],
  samples: [],
  timeDeltas: [],
};

const allSamples = {
  counts: new Map(profile.nodes.map((node) => [node, node.hitCount ?? 0])),
  garbage: new Map(),
  sampleMs: 1,
};

const isOwn = ({ callFrame }: CpuProfileNode) => callFrame.url === own;

const shown = ({ nodes }: CpuProfile) =>
  nodes.map(({ callFrame, hitCount, children }) => [callFrame.functionName, hitCount, children]);

describe("the picture of a profile", () => {
  it("leaves out what is not below a side's own code, and folds built-ins into their callers", () => {
    expect(shown(pictureOf(profile, allSamples, isOwn))).toEqual([
      ["(root)", 0, [3, 4]],
      ["timed", 1, [5]],
      ["search", 35, [8]],
      ["compare", 3, []],
      ["search", 9, []],
    ]);
  });

  it("is empty where the side's own code was not seen", () => {
    expect(shown(pictureOf(profile, allSamples, () => false))).toEqual([["(root)", 0, []]]);
  });
});

describe("the samples of a recorded profile", () => {
  const [root, load, timed] = profile.nodes as [CpuProfileNode, CpuProfileNode, CpuProfileNode];
  const collector = { ...node(9, "(garbage collector)", 0, [], ""), id: 9 };
  const recorded = (samples: number[]) => ({
    profile: {
      nodes: [root, load, timed, collector],
      samples,
      timeDeltas: samples.map(() => 1000),
    },
    windows: [
      { from: 1500, to: 3500 },
      { from: 5500, to: 6500 },
    ],
    calls: 1,
  });

  it("are those in its windows, each standing for as much of their time", () => {
    const { counts, sampleMs } = samplesOf(recorded([2, 3, 3, 2, 2, 3, 2]));
    expect([...counts]).toEqual([[timed, 3]]);
    expect(sampleMs).toBe(1);
  });

  it("count for what ran before, when the garbage collector was seen", () => {
    const { counts, garbage } = samplesOf(recorded([3, 9, 9, 2, 2, 9, 2]));
    expect([...counts]).toEqual([
      [timed, 2],
      [load, 1],
    ]);
    expect([...garbage]).toEqual([...counts]);
  });
});
