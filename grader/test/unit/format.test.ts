import { describe, expect, it } from "vitest";
import { exitCodes } from "../../src/commands/terminal/exit-codes.ts";
import {
  formatBytes,
  formatCount,
  formatEnds,
  formatMs,
  formatRatio,
  formatShare,
  plural,
} from "../../src/contract/format.ts";
import type { OutcomeName } from "../../src/engine/verdict/outcome.ts";

describe("a ratio", () => {
  it.each([
    [1, "1x"],
    [1.024, "1.02x"],
    [1.5, "1.5x"],
    [9.99, "9.99x"],
    [9.999, "10x"],
    [11.84, "11.8x"],
    [99.94, "99.9x"],
    [123.4, "123x"],
    [12_345.6, "12346x"],
    [0.5, "0.5x"],
    [0.05, "0.05x"],
  ])("of %d is written %s", (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});

describe("the ends of an interval", () => {
  it.each([
    [14.996, 15.004, "14.9x", "15.1x"],
    [1.1, 2.2, "1.1x", "2.2x"],
    [99.96, 123.2, "99.9x", "124x"],
    [0.00424, 0.00426, "0.0042x", "0.0043x"],
    [0.999, 1.001, "0.99x", "1.01x"],
  ])("from %d to %d are rounded outward", (low, high, shownLow, shownHigh) => {
    expect(formatEnds({ low, high })).toEqual({ low: shownLow, high: shownHigh });
  });
});

describe("a duration", () => {
  it.each([
    [0.0125, "12.5 µs"],
    [0.5, "500 µs"],
    [1, "1 ms"],
    [2.345, "2.35 ms"],
    [23.45, "23.4 ms"],
    [999, "999 ms"],
    [1000, "1 s"],
    [2500, "2.5 s"],
    [61_000, "61 s"],
  ])("of %d ms is written %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  it.each([
    [999.7, "1 s"],
    [0.9997, "1 ms"],
  ])("of %d ms that rounds up to the next unit is written %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});

describe("a number of bytes", () => {
  it.each([
    [0, "0 B"],
    [48, "48 B"],
    [512.4, "512 B"],
    [999, "999 B"],
    [999.7, "1 kB"],
    [1000, "1 kB"],
    [56_048, "56 kB"],
    [262_144, "262 kB"],
    [994_000, "994 kB"],
    [999_999, "1 MB"],
    [1_250_000, "1.25 MB"],
    [64_077_824, "64.1 MB"],
    [2_147_483_648, "2147 MB"],
  ])("%d is written %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("a mean count", () => {
  it.each([
    [0.5, "0.5"],
    [1, "1"],
    [1.25, "1.25"],
    [24, "24"],
    [24.3, "24.3"],
    [1200, "1200"],
    [1200.4, "1200"],
  ])("of %d is written %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});

describe("a share", () => {
  it.each([
    [0, "0 %"],
    [0.004, "0 %"],
    [0.756, "76 %"],
    [1, "100 %"],
  ])("of %d is written %s", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});

describe("a count", () => {
  it.each([
    [0, "0 forks"],
    [1, "1 fork"],
    [3, "3 forks"],
  ])("of %i has its plural: %s", (count, text) => {
    expect(plural(count, "fork")).toBe(text);
  });
});

describe("the exit code", () => {
  it.each<[OutcomeName[], number]>([
    [[], 0],
    [["passed"], 0],
    [["passed", "passed"], 0],
    [["passed", "inconclusive"], 3],
    [["inconclusive", "too slow"], 1],
    [["passed", "wrong answer"], 1],
    [["crashed"], 1],
    [["timed out"], 1],
    [["out of memory"], 1],
    [["refused"], 1],
    [["tampered"], 1],
  ])("of %j is %i", (outcomes, code) => {
    expect(exitCodes.of(outcomes)).toBe(code);
  });
});
