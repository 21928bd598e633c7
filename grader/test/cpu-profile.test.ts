import { describe, expect, it } from "vitest";
import { type CpuProfile, type CpuProfileNode, partBelow } from "../src/profilers/cpu-profile.ts";

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

const shown = ({ nodes }: CpuProfile) =>
  nodes.map(({ callFrame, hitCount, children }) => [callFrame.functionName, hitCount, children]);

describe("the part of a profile below a function", () => {
  it("leaves out all else, and folds built-ins into their callers", () => {
    expect(shown(partBelow(profile, "timed"))).toEqual([
      ["(root)", 0, [3]],
      ["timed", 1, [5]],
      ["search", 35, [8]],
      ["compare", 3, []],
    ]);
  });

  it("is the whole profile where the function was not seen", () => {
    expect(partBelow(profile, "nobody")).toBe(profile);
  });
});
