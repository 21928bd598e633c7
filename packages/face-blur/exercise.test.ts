import { describe, expect, it } from "vitest";
import { blurCrop } from "#subject";

/** A grey crop, written as its rows. */
function grey(...rows: number[][]) {
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, channels: 1, samples: Uint8Array.from(rows.flat()) };
}

function blurred(crop: ReturnType<typeof grey>, radius: number): number[] {
  return [...blurCrop(crop, radius).samples];
}

describe("blurCrop", () => {
  it("makes each sample the mean of the window around it", () => {
    const crop = grey([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 90, 0, 0], [0, 0, 0, 0, 0]);
    const middle = blurred(crop, 1).slice(5, 15);
    expect(middle).toEqual([0, 10, 10, 10, 0, 0, 10, 10, 10, 0]);
  });

  it("takes the mean of the pixels that are there, near an edge", () => {
    const crop = grey([80, 40, 0, 0], [20, 60, 0, 0], [0, 0, 0, 0]);
    expect(blurred(crop, 1)[0]).toBe(50);
    expect(blurred(grey([9, 3, 6]), 1)).toEqual([6, 6, 5]);
    expect(blurred(grey([9], [3], [6]), 1)).toEqual([6, 6, 5]);
  });

  it("rounds means to the nearest number, and those half-way up", () => {
    expect(blurred(grey([0, 1]), 1)).toEqual([1, 1]);
    expect(blurred(grey([2, 3]), 1)).toEqual([3, 3]);
    expect(blurred(grey([1, 1, 2]), 2)).toEqual([1, 1, 1]);
  });

  it("rounds only once", () => {
    // Rows first, the means are 1 and 1; columns first, 0 and 1. The mean of all four is a half.
    expect(blurred(grey([0, 1], [0, 1]), 1)).toEqual([1, 1, 1, 1]);
    // Rows first: 1 and 0, columns first: 1 and 0. The mean is a quarter.
    expect(blurred(grey([0, 1], [0, 0]), 1)).toEqual([0, 0, 0, 0]);
  });

  it("keeps the channels apart", () => {
    const samples = Uint8Array.of(10, 0, 200, 30, 0, 100);
    const crop = { width: 2, height: 1, channels: 3, samples };
    expect(blurCrop(crop, 1)).toEqual({ ...crop, samples: Uint8Array.of(20, 0, 150, 20, 0, 150) });
  });

  it("leaves everything as it is with a radius of 0", () => {
    const crop = grey([1, 250, 3], [4, 5, 255]);
    expect(blurCrop(crop, 0)).toEqual(crop);
  });

  it("is the mean of the whole crop when the radius reaches over all of it", () => {
    const crop = grey([10, 20, 30], [40, 50, 60]);
    expect(blurred(crop, 2)).toEqual([35, 35, 35, 35, 35, 35]);
    expect(blurred(crop, 100)).toEqual([35, 35, 35, 35, 35, 35]);
  });

  it("keeps white white, however many pixels a window holds", () => {
    const row = new Array<number>(40).fill(255);
    const crop = grey(...new Array<number[]>(30).fill(row));
    expect(blurCrop(crop, 12)).toEqual(crop);
  });

  it("leaves its input as it is", () => {
    const crop = grey([0, 100], [200, 50]);
    const before = structuredClone(crop);
    blurCrop(crop, 1);
    expect(crop).toEqual(before);
  });

  it.each([-1, 1.5, Number.NaN, Infinity])("refuses %d as a radius", (radius) => {
    expect(() => blurCrop(grey([1]), radius)).toThrow(RangeError);
  });
});
