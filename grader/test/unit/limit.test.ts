import { describe, expect, it } from "vitest";
import type { Exercise } from "../../src/contract/index.ts";
import type { Ceilings } from "../../src/engine/machine/ceilings.ts";
import { limitOf, type MachineLimit } from "../../src/engine/machine/limit.ts";
import { leastTimeOf } from "../../src/engine/machine/roofline.ts";
import { makeSimdReader, readerStep } from "../../src/engine/machine/simd-reading.ts";
import { describeLimit } from "../../src/reports/limit.ts";
import { sumExercise } from "../support/example-exercise.ts";
import { exampleMeasurement } from "../support/example-results.ts";

/** A machine that moves 10 GB and computes 20 GFLOP in a second. */
const ceilings: Ceilings = { bandwidth: { bytes: 4096, gigabytesPerSecond: 10 }, gigaflops: 20 };

/** 12 ms for the baseline, 1.5 ms for the candidate. */
const measurement = exampleMeasurement(8);

const withWork = (work: NonNullable<Exercise["work"]>): Exercise => ({ ...sumExercise, work });
const withBytes = (bytes: number) => withWork(() => ({ bytes }));
const machine = { measureCeilings: () => ceilings };
const seenBy = (exercise: Exercise) => limitOf(exercise, measurement, machine).limit;

const failing = (error: Error) => () => {
  throw error;
};

describe("the least time for some work", () => {
  it.each([
    [{ bytes: 1e7 }, { ms: 1, setBy: "memory" }],
    [{ operations: 1e7 }, { ms: 0.5, setBy: "arithmetic" }],
    [
      { bytes: 1e7, operations: 1e7 },
      { ms: 1, setBy: "memory" },
    ],
    [
      { bytes: 1e6, operations: 1e7 },
      { ms: 0.5, setBy: "arithmetic" },
    ],
  ] as const)("is that of the slower of the two: %j", (work, least) => {
    expect(leastTimeOf(work, ceilings)).toEqual(least);
  });
});

describe("the limit of the machine", () => {
  it("is that time as a share of what each side takes", () => {
    expect(seenBy(withWork(() => ({ bytes: 6e6, operations: 6e6 })))).toMatchObject({
      state: "seen",
      work: { bytes: 6e6, operations: 6e6 },
      least: { setBy: "memory" },
      share: { baseline: expect.closeTo(0.05), candidate: expect.closeTo(0.4) },
    });
  });

  it("is of inputs as large as those that are timed", () => {
    const limit = seenBy(withWork((list: number[]) => ({ bytes: 8 * list.length })));
    expect(limit).toMatchObject({ work: { bytes: 8 * 32, operations: 0 } });
  });

  it("is measured with as much data as a call has", () => {
    const measured: number[] = [];
    const measureCeilings = (bytes: number) => {
      measured.push(bytes);
      return ceilings;
    };
    limitOf(withBytes(1000), measurement, { measureCeilings });
    expect(measured).toEqual([1000]);
  });

  it("is not looked for where the exercise tells no work, or nobody asks", () => {
    const neverCalled = () => expect.unreachable();
    expect(limitOf(sumExercise, measurement, { measureCeilings: neverCalled })).toEqual({});
    expect(limitOf(withBytes(8), measurement, {})).toEqual({});
  });

  const lost = { measureCeilings: failing(new RangeError("out of memory")) };
  const timeless = exampleMeasurement(Number.POSITIVE_INFINITY);
  it.each<[string, { limit?: MachineLimit }, RegExp]>([
    [
      "the exercise tells no number",
      limitOf(withBytes(Number.NaN), measurement, machine),
      /^its work is NaN bytes/,
    ],
    [
      "the exercise throws",
      limitOf(withWork(failing(new TypeError("no such row"))), measurement, machine),
      /^no such row$/,
    ],
    ["the machine can't be measured", limitOf(withBytes(8), measurement, lost), /^out of memory$/],
    [
      "a call takes no time that can be read",
      limitOf(withBytes(8), timeless, machine),
      /can't be read$/,
    ],
  ])("is missing, with the reason, when %s", (_, { limit }, why) => {
    expect(limit).toEqual({ state: "missing", why: expect.stringMatching(why) });
  });
});

describe("the report of a limit", () => {
  const told = (work: ReturnType<NonNullable<Exercise["work"]>>) =>
    describeLimit(seenBy(withWork(() => work)) as MachineLimit, measurement);

  it("says which roof is the lower one, and how near both versions come", () => {
    expect(told({ bytes: 6e6 })).toBe(
      "this version takes 1.5 ms; this machine could do the same work in 600 µs " +
        "(memory: 6 MB at 10 GB/s): 40 % of the limit, the baseline 5 %",
    );
    expect(told({ operations: 6e6 })).toBe(
      "this version takes 1.5 ms; this machine could do the same work in 300 µs " +
        "(arithmetic: 6 million operations at 20 GFLOP/s): 20 % of the limit, the baseline 2.5 %",
    );
  });

  it("tells small shares apart", () => {
    expect(told({ bytes: 6e3 })).toMatch(/: 0\.04 % of the limit, the baseline 0\.005 %$/);
  });

  it("says why it is missing", () => {
    expect(describeLimit({ state: "missing", why: "no such row" }, measurement)).toBe(
      "unknown: no such row",
    );
  });
});

describe("the loop that reads with SIMD", () => {
  const bytes = 3 * readerStep;
  const { memory, read } = makeSimdReader(bytes);
  const words = new Int32Array(memory.buffer);

  it("reads every vector, to the last one and no further", () => {
    // A bit of its own for each of the 24 vectors, in the first lane.
    for (let vector = 0; vector < 24; vector++) words[4 * vector] = 1 << vector;
    words[bytes / 4] = 1 << 24;
    expect(read(bytes, 1)).toBe(2 ** 24 - 1);
    expect(read(2 * readerStep, 1)).toBe(2 ** 16 - 1);
  });

  it("reads all of it again in each round", () => {
    expect(read(bytes, 2)).toBe(0);
    expect(read(bytes, 3)).toBe(2 ** 24 - 1);
  });
});
