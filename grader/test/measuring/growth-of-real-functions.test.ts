import { afterEach, describe, expect, it, vi } from "vitest";
import { type GrowthMeasurement, measureGrowth } from "../../src/engine/measurement/growth.ts";
import { pinnableCpus } from "../../src/engine/sandbox/cpu-pinning.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { freshLists } from "../support/fresh-lists.ts";
import { measuring } from "../support/measuring.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

describe("the growth of a real function", measuring, () => {
  afterEach(() => {
    expect(liveProcessCount()).toBe(0);
  });
  const linear = `export function run(list: number[]) {
  let mixed = 1;
  for (const value of list) {
    for (let round = 0; round < 50; round++) mixed = (Math.imul(mixed, 1103515245) + value) | 0;
  }
  return mixed;
}`;
  const sorting = "export const run = (list: number[]) => list.toSorted((a, b) => a - b)[0];";
  const quadratic = `export function run(list: number[]) {
  let differences = 0;
  for (const one of list) for (const other of list) differences += Math.abs(one - other);
  return differences;
}`;

  function measureSource(source: string, size: number): Promise<GrowthMeasurement> {
    const folder = temporaryFolder();
    const [cpu] = pinnableCpus();
    const pinned = cpu === undefined ? {} : { cpu };
    return measureGrowth({
      growth: { below: 1.5, size },
      start: () => processSandbox.start(programInMemory(folder, "candidate", source, pinned)),
      take: freshLists(),
      mayChangeInput: false,
    });
  }

  it.each([
    ["linear work", linear, 3000, 1, "within the limit"],
    ["sorting", sorting, 2000, 1.1, "within the limit"],
    ["quadratic work", quadratic, 300, 2, "too fast"],
  ])("is found for %s", async (_what, source, size, exponent, grows) => {
    const growth = await measureSource(source, size);
    expect(growth.exponent).toBeGreaterThan(exponent - 0.25);
    expect(growth.exponent).toBeLessThan(exponent + 0.25);
    expect(growth.grows).toBe(grows);
    expect(growth.points.map((point) => point.size)).toEqual([1, 2, 4, 8].map((n) => n * size));
  });
});
