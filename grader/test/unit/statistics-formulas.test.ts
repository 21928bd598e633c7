import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../src/contract/statistics/normal-quantile.ts";
import { wilsonInterval } from "../../src/contract/statistics/proportion.ts";
import { quantile } from "../../src/contract/statistics/quantile.ts";
import { logLogSlope } from "../../src/contract/statistics/slope.ts";

describe("the normal quantile", () => {
  it.each([
    // Wichura's own check values, one for each of his three formulas.
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.26234008979841],
    // The usual table, to more places.
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.995, 2.5758293035489004],
    [0.9995, 3.290526731491926],
  ])("at %d is %d", (probability, published) => {
    expect(normalQuantile(probability) / published).toBeCloseTo(1, 12);
  });

  it("is 0 in the middle and symmetric about it", () => {
    expect(normalQuantile(0.5)).toBe(0);
    for (const probability of [0.001, 0.05, 0.0749, 0.3]) {
      expect(normalQuantile(1 - probability)).toBeCloseTo(-normalQuantile(probability), 12);
    }
  });

  it.each([
    ["the middle and the tail", 0.075],
    ["the tail and the far tail", Math.exp(-25)],
  ])("has no step between %s", (_formulas, border) => {
    const [before, at, after] = [0.999999, 1, 1.000001].map((near) =>
      normalQuantile(near * border),
    );
    expect(((after ?? 0) - (at ?? 0)) / ((at ?? 0) - (before ?? 0))).toBeCloseTo(1, 4);
  });

  it.each([0, 1, -0.1, 1.1, Number.NaN])("refuses %d", (probability) => {
    expect(() => normalQuantile(probability)).toThrow(RangeError);
  });
});

describe("the Wilson interval of a proportion", () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I,
  // method 3.
  it.each([
    { successes: 81, trials: 263, low: 0.2553, high: 0.3662 },
    { successes: 15, trials: 148, low: 0.0624, high: 0.1605 },
    { successes: 0, trials: 20, low: 0, high: 0.1611 },
    { successes: 1, trials: 29, low: 0.0061, high: 0.1718 },
  ])("of $successes in $trials is $low to $high, as published", (example) => {
    const { low, high } = wilsonInterval(example.successes, example.trials);
    expect(low).toBeCloseTo(example.low, 4);
    expect(high).toBeCloseTo(example.high, 4);
  });

  it("ends exactly at 0 and 1 when all trials end alike", () => {
    expect(wilsonInterval(0, 7).low).toBe(0);
    expect(wilsonInterval(7, 7).high).toBe(1);
  });

  it("holds more for more confidence", () => {
    const [usual, sure] = [wilsonInterval(3, 10), wilsonInterval(3, 10, 0.99)];
    expect(sure.low).toBeLessThan(usual.low);
    expect(sure.high).toBeGreaterThan(usual.high);
  });

  it.each([
    ["no trials", 0, 0, 0.95],
    ["more successes than trials", 3, 2, 0.95],
    ["fewer than none", -1, 2, 0.95],
    ["half a success", 0.5, 2, 0.95],
    ["certainty", 1, 2, 1],
    ["no confidence", 1, 2, 0],
  ])("refuses %s", (_what, successes, trials, confidence) => {
    expect(() => wilsonInterval(successes, trials, confidence)).toThrow(RangeError);
  });
});

/** Miles per gallon of 32 cars: R's data set mtcars. */
const milesPerGallon = [
  21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7,
  32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
];

const oneToTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe("a quantile of values", () => {
  it.each([
    { of: "mtcars$mpg", values: milesPerGallon, probability: 0, asR: 10.4 },
    { of: "mtcars$mpg", values: milesPerGallon, probability: 0.25, asR: 15.425 },
    { of: "mtcars$mpg", values: milesPerGallon, probability: 0.5, asR: 19.2 },
    { of: "mtcars$mpg", values: milesPerGallon, probability: 0.75, asR: 22.8 },
    { of: "mtcars$mpg", values: milesPerGallon, probability: 0.9, asR: 30.09 },
    { of: "mtcars$mpg", values: milesPerGallon, probability: 1, asR: 33.9 },
    { of: "1:10", values: oneToTen, probability: 0.25, asR: 3.25 },
    { of: "1:10", values: oneToTen, probability: 0.05, asR: 1.45 },
    { of: "one value", values: [7], probability: 0.3, asR: 7 },
  ])("is that of R: $of at $probability is $asR", ({ values, probability, asR }) => {
    expect(quantile(values, probability)).toBeCloseTo(asR, 12);
  });

  it("may be, or lie beside, an infinite value", () => {
    const values = [1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    expect([0, 0.75, 1].map((probability) => quantile(values, probability))).toEqual(values);
  });

  it("leaves its argument as it was", () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it("of no values is not a number", () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  it.each([-0.01, 1.01, Number.NaN])("refuses the probability %d", (probability) => {
    expect(() => quantile([1, 2], probability)).toThrow(RangeError);
  });
});

describe("the slope of costs", () => {
  it.each([
    { work: "constant", cost: () => 5, slope: 0 },
    { work: "linear", cost: (size: number) => 3 * size, slope: 1 },
    { work: "quadratic", cost: (size: number) => size ** 2 / 7, slope: 2 },
    { work: "shrinking", cost: (size: number) => 1 / Math.sqrt(size), slope: -0.5 },
  ])("of $work work is $slope, whatever the unit", ({ cost, slope }) => {
    const sizes = [1000, 2000, 4000, 8000];
    expect(logLogSlope(sizes, sizes.map(cost))).toBeCloseTo(slope, 12);
  });

  it("is what least squares give by hand", () => {
    // Logs 0, 1, 2 and 0, 0, 3: Σ(x - 1)(y - 1) / Σ(x - 1)² = (1 + 0 + 2) / 2.
    const { E } = Math;
    expect(logLogSlope([1, E, E ** 2], [1, 1, E ** 3])).toBeCloseTo(1.5, 12);
  });

  it("is that of the first of Anscombe's data sets", () => {
    // F. J. Anscombe, Graphs in Statistical Analysis (1973): y = 3 + 0.5x; R gives 0.50009.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    expect(logLogSlope(x.map(Math.exp), y.map(Math.exp))).toBeCloseTo(0.50009, 5);
  });

  it.each([
    ["no sizes", [], []],
    ["one size", [10], [1]],
    ["one size twice", [10, 10], [1, 2]],
    ["a size without a cost", [10, 20], [1]],
    ["a cost of 0", [10, 20], [1, 0]],
    ["a size below 0", [-10, 20], [1, 2]],
    ["a cost that is not a number", [10, 20], [1, Number.NaN]],
    ["a cost without bound", [10, 20], [1, Number.POSITIVE_INFINITY]],
  ])("refuses %s", (_what, sizes, costs) => {
    expect(() => logLogSlope(sizes, costs)).toThrow(RangeError);
  });
});
