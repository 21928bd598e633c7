import { stripTypeScriptTypes } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { profile } from "../../src/evidence/profilers/profiler.ts";
import { shapes } from "../../src/evidence/profilers/shapes.ts";
import { findShapes } from "../../src/evidence/tables/shapes.ts";
import { outlinesOf } from "../../src/evidence/tables/sources.ts";
import { measuring } from "../support/measuring.ts";
import { sideInMemory } from "../support/side-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterEach(() => expect(liveProcessCount()).toBe(0));

describe("a real run", measuring, () => {
  const source = `interface Box { readonly width: number }
const shapes: Box[] = Array.from({ length: 8 }, (_, index) => {
  const box: Record<string, number> = {};
  box["only" + index] = 1;
  box.width = index;
  return box as unknown as Box;
});
const boxes: Box[] = Array.from({ length: 8 }, (_, width) => ({ width }));
const manyShaped = (box: Box) =>
  1 + box.width;
const oneShaped = (box: Box) => box.width;
function add(a: unknown, b: unknown): unknown {
  return (a as number) + (b as number);
}
let calls = 0;
export function run(): number {
  let sum = 0;
  const one: unknown = ++calls % 20 === 0 ? "1" : 1;
  for (let round = 0; round < 3000; round++) {
    for (const box of shapes) sum += manyShaped(box);
    for (const box of boxes) sum += oneShaped(box);
    sum = Number(add(sum, one)) % 1000;
  }
  return sum;
}
`;

  it("shows where objects of many shapes meet, and what was thrown away", async () => {
    const folder = temporaryFolder();
    const log = await profile(shapes, sideInMemory(folder, source));
    const outlines = await outlinesOf(
      `${folder}/candidate`,
      new Map([["index.ts", stripTypeScriptTypes(source)]]),
    );
    const { megamorphic, deoptimizations } = findShapes(log, outlines);
    const place = { file: "index.ts", line: 10, column: 11 };
    expect(megamorphic).toEqual([
      {
        ...{ ...place, function: "manyShaped", access: "load", property: "width" },
        shapes: expect.any(Number),
      },
    ]);
    expect(megamorphic[0]?.shapes).toBeGreaterThanOrEqual(5);
    expect(deoptimizations).toContainEqual(
      expect.objectContaining({ file: "index.ts", line: 13, reason: expect.any(String) }),
    );
    for (const { reason } of deoptimizations) expect(reason).not.toMatch(/OSR|on.stack/i);
  });
});
