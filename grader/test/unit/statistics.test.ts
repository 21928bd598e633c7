import { describe, expect, it } from "vitest";
import {
  moderatedEstimate,
  moderatedInterval,
  sideOf,
} from "../../src/contract/statistics/moderated-interval.ts";
import { studentTCdf, studentTQuantile } from "../../src/contract/statistics/student-t.ts";
import { mean, median, standardDeviation } from "../../src/contract/statistics/summary.ts";

/** R. A. Fisher and F. Yates, Statistical Tables, table III: 95, 98, 99 and 99.9 % two-sided. */
const studentTable = [
  { degrees: 1, at975: 12.706, at99: 31.821, at995: 63.657, at9995: 636.619 },
  { degrees: 5, at975: 2.571, at99: 3.365, at995: 4.032, at9995: 6.869 },
  { degrees: 10, at975: 2.228, at99: 2.764, at995: 3.169, at9995: 4.587 },
  { degrees: 30, at975: 2.042, at99: 2.457, at995: 2.75, at9995: 3.646 },
  { degrees: 120, at975: 1.98, at99: 2.358, at995: 2.617, at9995: 3.373 },
];

describe("Student's t", () => {
  it.each(studentTable)("has the tabulated quantiles for $degrees degrees of freedom", (row) => {
    expect(studentTQuantile(0.975, row.degrees)).toBeCloseTo(row.at975, 3);
    expect(studentTQuantile(0.99, row.degrees)).toBeCloseTo(row.at99, 3);
    expect(studentTQuantile(0.995, row.degrees)).toBeCloseTo(row.at995, 3);
    expect(studentTQuantile(0.9995, row.degrees)).toBeCloseTo(row.at9995, 3);
  });

  it.each([0.6, 0.975, 0.99, 0.995, 0.9995])(
    "has a closed form for two degrees of freedom, at %d too",
    (probability) => {
      const closedForm = (2 * probability - 1) / Math.sqrt(2 * probability * (1 - probability));
      expect(studentTQuantile(probability, 2) / closedForm).toBeCloseTo(1, 9);
    },
  );

  it.each([
    [3, 5.8409],
    [4, 4.6041],
    [6, 3.7074],
    [7, 3.4995],
    [10, 3.1693],
    [13, 3.0123],
    [30, 2.75],
    [120, 2.6174],
  ])("has the tabulated 99.5 %% quantile for %i degrees of freedom", (degrees, tabulated) => {
    expect(studentTQuantile(0.995, degrees)).toBeCloseTo(tabulated, 4);
  });

  it("becomes the normal distribution for many degrees of freedom", () => {
    expect(studentTQuantile(0.995, 1e6)).toBeCloseTo(2.5758, 4);
  });

  it("is the Cauchy distribution for one degree of freedom, whose quantile is a tangent", () => {
    for (const probability of [0.6, 0.75, 0.9, 0.99]) {
      const tangent = Math.tan(Math.PI * (probability - 0.5));
      expect(studentTQuantile(probability, 1) / tangent).toBeCloseTo(1, 9);
    }
  });

  it("has its median at 0", () => {
    expect(studentTQuantile(0.5, 5)).toBeCloseTo(0, 9);
    expect(studentTCdf(0, 5)).toBe(0.5);
  });

  it.each([1, 2, 5, 40])(
    "has a quantile that inverts the distribution for %i degrees",
    (degrees) => {
      for (const probability of [0.55, 0.9, 0.995]) {
        expect(studentTCdf(studentTQuantile(probability, degrees), degrees)).toBeCloseTo(
          probability,
          9,
        );
      }
    },
  );
});

describe("the moderated interval", () => {
  it("rests on what is known beforehand when there is one observation", () => {
    const { center, halfWidth } = moderatedInterval([Math.log(2)]);
    expect(center).toBe(Math.log(2));
    // 4 prior degrees of freedom and none more: t(0.995; 4) × 0.08.
    expect(halfWidth).toBeCloseTo(4.6041 * 0.08, 4);
  });

  it("is what the formula gives by hand for three observations", () => {
    // Mean 1.2, squares 0.01 + 0 + 0.01; s² = (4 × 0.0064 + 0.02) / 6 = 0.0076.
    const { center, halfWidth } = moderatedInterval([1.1, 1.2, 1.3]);
    expect(center).toBeCloseTo(1.2, 12);
    expect(halfWidth).toBeCloseTo(3.7074 * Math.sqrt(0.0076 / 3), 4);
  });

  // t(0.995; 4 + count - 1) from a table.
  it.each([
    { count: 2, t: 4.0321 },
    { count: 3, t: 3.7074 },
    { count: 4, t: 3.4995 },
    { count: 5, t: 3.3554 },
  ])("does not take $count equal observations for certainty", ({ count, t }) => {
    const { halfWidth } = moderatedInterval(new Array<number>(count).fill(1));
    expect(halfWidth).toBeCloseTo(t * Math.sqrt((4 * 0.0064) / (count + 3) / count), 4);
  });

  it("is wider when the observations disagree", () => {
    const agreeing = moderatedInterval([1, 1.01, 0.99]).halfWidth;
    expect(moderatedInterval([1, 1.5, 0.5]).halfWidth).toBeGreaterThan(3 * agreeing);
  });

  it("shrinks with every further observation of the same spread", () => {
    const widths = Array.from({ length: 5 }, (_, count) => {
      const observations = Array.from({ length: 2 * count + 2 }, (_, index) => (index % 2) / 10);
      return moderatedInterval(observations).halfWidth;
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(new Set(widths).size).toBe(widths.length);
  });
});

describe("the moderated interval with another prior spread", () => {
  it("has 8 % for a prior spread unless told", () => {
    expect(moderatedInterval([1, 1.3], 0.08)).toEqual(moderatedInterval([1, 1.3]));
  });

  it("is what the formula gives by hand", () => {
    // Squares 0.02; s̃² = (4 × 0.01 + 0.02) / 6 = 0.01.
    const estimate = moderatedEstimate([1.1, 1.2, 1.3], 0.1);
    expect(estimate).toMatchObject({ count: 3, degreesOfFreedom: 6 });
    expect(estimate.variance).toBeCloseTo(0.01, 12);
    const { halfWidth } = moderatedInterval([1.1, 1.2, 1.3], 0.1);
    expect(halfWidth).toBeCloseTo(3.7074 * Math.sqrt(0.01 / 3), 4);
  });

  it("refuses a prior spread that is none", () => {
    expect(() => moderatedInterval([1, 2], -0.1)).toThrow(RangeError);
    expect(() => moderatedInterval([1, 2], Number.NaN)).toThrow(RangeError);
  });
});

/** Student (1908), additional hours of sleep; R prints [0.7001142, 2.4598858] for 95 %. */
const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

describe("the interval of exact counts, without a prior", () => {
  it("is that of Student's t test: his own example", () => {
    const { center, halfWidth } = moderatedInterval(sleep, 0);
    expect(center).toBeCloseTo(1.58, 12);
    // From 95 to 99 % by the tabulated quantiles for 9 degrees of freedom.
    expect(halfWidth).toBeCloseTo(((2.4598858 - 0.7001142) / 2 / 2.262157) * 3.249836, 5);
  });

  it("has the limits that the e-Handbook gives for the mean of 195 heat flows", () => {
    // NIST/SEMATECH e-Handbook of Statistical Methods 1.3.5.2: ZARR13.DAT has this mean and this
    // standard deviation, as have these values.
    const [handbookMean, deviation] = [9.26146, 0.02278881];
    const pairs = Array.from({ length: 97 }, () => [
      handbookMean - deviation,
      handbookMean + deviation,
    ]);
    const { center, halfWidth } = moderatedInterval([handbookMean, ...pairs.flat()], 0);
    expect(center - halfWidth).toBeCloseTo(9.257215, 5);
    expect(center + halfWidth).toBeCloseTo(9.265706, 5);
  });

  it.each([
    ["a single one", [Math.log(3)]],
    ["equal ones whose sum is rounded", [0.1, 0.1, 0.1]],
    ["equal ones without bound", [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]],
  ])("has no width for %s", (_which, observations) => {
    expect(moderatedInterval(observations, 0)).toEqual({ center: observations[0], halfWidth: 0 });
  });

  it("has a width as soon as two counts differ", () => {
    // s = 0.1/√2 with one degree of freedom: t(0.995; 1) × 0.1/2.
    expect(moderatedInterval([1, 1.1], 0).halfWidth).toBeCloseTo(63.657 * 0.05, 4);
  });
});

describe("the side of an interval", () => {
  it.each([
    { center: 3, side: "above" },
    { center: 2.5, side: "neither" },
    { center: 2, side: "neither" },
    { center: 1.5, side: "neither" },
    { center: 1, side: "below" },
  ])("around $center, seen from 2, with a half-width of 0.5, is $side", ({ center, side }) => {
    expect(sideOf({ center, halfWidth: 0.5 }, 2)).toBe(side);
  });
});

describe("median", () => {
  it.each([
    { values: [7], middle: 7 },
    { values: [3, 1], middle: 2 },
    { values: [10, 9, 100], middle: 10 },
    { values: [4, 1, 3, 2], middle: 2.5 },
    { values: [-5, -1, -30], middle: -5 },
    { values: [2, 2, 2, 2], middle: 2 },
  ])("of $values is $middle", ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it("of no values is not a number", () => {
    expect(median([])).toBeNaN();
  });

  it("leaves its argument as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("mean", () => {
  it.each([
    { values: [7], middle: 7 },
    { values: [1, 2, 6], middle: 3 },
    { values: [-1, 1], middle: 0 },
  ])("of $values is $middle", ({ values, middle }) => {
    expect(mean(values)).toBe(middle);
  });

  it("of no values is not a number", () => {
    expect(mean([])).toBeNaN();
  });
});

describe("standard deviation", () => {
  it.each([
    { of: "two values", values: [1, 3], deviation: Math.SQRT2 },
    { of: "equal values", values: [5, 5, 5], deviation: 0 },
    // NIST StRD, univariate data set NumAcc1: certified to be exactly 1.
    { of: "large values that differ little", values: [10000001, 10000003, 10000002], deviation: 1 },
    // As R gives it for `sleep`.
    { of: "Student's hours of sleep", values: sleep, deviation: 1.229995 },
  ])("of $of is $deviation", ({ values, deviation }) => {
    expect(standardDeviation(values)).toBeCloseTo(deviation, 6);
  });

  it.each([[[]], [[7]]])("of %j is not a number", (values) => {
    expect(standardDeviation(values)).toBeNaN();
  });
});
