import { describe, expect, it } from "vitest";
import {
  type CpuProfile,
  type CpuProfileNode,
  pictureOf,
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

const allSamples = new Map(profile.nodes.map((node) => [node, node.hitCount ?? 0]));

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
