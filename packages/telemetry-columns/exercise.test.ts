import { describe, expect, it } from "vitest";
import { summarizeChannels } from "#subject";

const GAP = Number.NaN;

function channel(...readings: number[]) {
  return { name: "gearbox oil temperature", unit: "°C", readings: Float32Array.from(readings) };
}

describe("summarizeChannels", () => {
  it("gives mean, extremes and the sample standard deviation of a channel", () => {
    const [summary] = summarizeChannels([channel(61, 64, 58, 65, 62)], 3);
    expect(summary).toEqual({
      name: "gearbox oil temperature",
      unit: "°C",
      status: "ok",
      present: 5,
      missing: 0,
      mean: 62,
      min: 58,
      max: 65,
      deviation: expect.closeTo(Math.sqrt(7.5), 9),
      outliers: 0,
    });
  });

  it("leaves missing readings out of every statistic, wherever they are", () => {
    const gaps = summarizeChannels([channel(GAP, -4, GAP, -9.5, -6, -5, GAP)], 1.96);
    const dense = summarizeChannels([channel(-4, -9.5, -6, -5)], 1.96);
    expect(gaps).toEqual([{ ...dense[0], missing: 3, status: "gappy" }]);
    expect(gaps[0]).toMatchObject({ present: 4, min: -9.5, max: -4 });
  });

  it("calls a channel gappy when more than a tenth of it is missing", () => {
    const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const summaries = summarizeChannels([channel(...nine, GAP), channel(...nine, GAP, GAP)], 3);
    expect(summaries.map(({ status }) => status)).toEqual(["ok", "gappy"]);
  });

  it("has no statistics for a channel without readings", () => {
    const nothing = { present: 0, mean: null, min: null, max: null, deviation: null, outliers: 0 };
    expect(summarizeChannels([channel(), channel(GAP, GAP)], 3)).toMatchObject([
      { status: "offline", missing: 0, ...nothing },
      { status: "offline", missing: 2, ...nothing },
    ]);
  });

  it("has a mean but no deviation for a single reading", () => {
    expect(summarizeChannels([channel(GAP, 7.25)], 3)).toMatchObject([
      { status: "gappy", present: 1, mean: 7.25, min: 7.25, max: 7.25, deviation: null },
    ]);
  });

  it("calls a channel frozen when its readings are all equal", () => {
    expect(summarizeChannels([channel(89.5, 89.5, GAP, 89.5)], 3)).toMatchObject([
      { status: "frozen", mean: 89.5, deviation: 0, outliers: 0 },
    ]);
  });

  it("counts the readings that are too many deviations from the mean, on both sides", () => {
    const steady = new Array<number>(30).fill(20);
    const readings = channel(...steady, 26, 14, GAP, 21);
    expect(summarizeChannels([readings], 2)).toMatchObject([{ outliers: 2 }]);
    expect(summarizeChannels([readings], 5)).toMatchObject([{ outliers: 0 }]);
  });

  it("keeps the deviation accurate when the readings are large and close together", () => {
    const readings = [88_214, 88_214.0078125, 88_214.015625, 88_214.0078125, 88_214];
    const [summary] = summarizeChannels([channel(...readings)], 3);
    expect(summary?.deviation).toBeCloseTo(Math.sqrt(0.7) / 128, 12);
  });

  it("keeps the order of the channels, whatever their lengths and names", () => {
    const long = Array.from({ length: 20_001 }, (_, index) => index % 7);
    const channels = [channel(...long), { ...channel(8, 9), name: "__proto__" }, channel(1)];
    expect(summarizeChannels(channels, 3)).toMatchObject([
      { present: 20_001, min: 0, max: 6 },
      { present: 2, min: 8, max: 9, name: "__proto__" },
      { present: 1, min: 1, max: 1 },
    ]);
  });

  it.each([0, -1, Number.NaN, Infinity])("refuses %d as a threshold", (threshold) => {
    expect(() => summarizeChannels([], threshold)).toThrow(RangeError);
  });
});
