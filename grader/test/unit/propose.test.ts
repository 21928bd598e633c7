import { describe, expect, it } from "vitest";
import type { MeasuredExercise, MeasuredVersion } from "../../src/authoring/calibrate/proposal.ts";
import { propose } from "../../src/authoring/calibrate/propose.ts";
import { growthSizeFor } from "../../src/authoring/calibrate/propose-growth.ts";
import { reportProposals } from "../../src/authoring/calibrate/report-proposals.ts";
import type { Goal } from "../../src/contract/index.ts";

/** A version with an interval of 10 % on both sides. */
function version(
  name: string,
  speedup: number,
  exponent?: number,
  isOverABound = false,
): MeasuredVersion {
  const interval = { estimate: speedup, low: 0.9 * speedup, high: 1.1 * speedup };
  return { name, speedup: interval, exponent, isOverABound };
}

const goal: Goal = { metric: "cpu time", target: 2, stretch: 3 };

/** A quadratic baseline of 10 ms, a partial fix of 4x and a linear reference of 40x. */
const sound: MeasuredExercise = {
  goal,
  sizes: { check: [3], time: 800 },
  baselineMs: 10,
  growthSize: 400,
  baseline: version("baseline", 1, 2),
  partials: [version("partial/half", 4, 2)],
  reference: version("reference", 40, 1),
};

function proposed(changes: Partial<MeasuredExercise>, field: string) {
  const proposal = propose({ ...sound, ...changes }).find((one) => one.field === field);
  if (proposal === undefined) throw new Error(`nothing is said of ${field}`);
  return proposal;
}

describe("what calibrate proposes", () => {
  it("has a value for each field of a sound exercise, and gets stuck nowhere", () => {
    const proposals = propose(sound);
    expect(proposals.map(({ field, value }) => [field, value])).toEqual([
      ["input.sizes.time", 800],
      ["goal.target", expect.any(Number)],
      ["goal.stretch", 32],
      ["goal.growth.size", 400],
      ["goal.growth.below", 1.5],
    ]);
    expect(proposals.filter(({ isStuck }) => isStuck)).toEqual([]);
  });

  it("is a manifest that accepts its own proposals when it is measured again", () => {
    const values = Object.fromEntries(propose(sound).map(({ field, value }) => [field, value]));
    const again = {
      ...goal,
      target: values["goal.target"] as number,
      stretch: values["goal.stretch"] as number,
      growth: { size: 400, below: 1.5 },
    };
    for (const { now, value } of propose({ ...sound, goal: again })) expect(value).toBe(now);
  });
});

describe("the timed size", () => {
  it.each([5, 12, 30])("stays where a call of the baseline takes %d ms", (baselineMs) => {
    expect(proposed({ baselineMs }, "input.sizes.time").value).toBe(800);
  });

  it.each([
    ["grows by the root of the ratio for a quadratic baseline", 3, 2, 1600],
    ["shrinks for one that takes too long", 48, 2, 400],
    ["grows with the ratio for a linear baseline", 3, 1, 3200],
  ])("%s", (_, baselineMs, exponent, size) => {
    const baseline = version("baseline", 1, exponent);
    const proposal = proposed({ baselineMs, baseline }, "input.sizes.time");
    expect(proposal).toMatchObject({ value: size, now: 800, isStuck: false });
    expect(proposal.reason).toContain("Calibrate again");
  });

  it.each([undefined, 0])("is stuck for a baseline that grows like n^%s", (exponent) => {
    const baseline = version("baseline", 1, exponent);
    const proposal = proposed({ baselineMs: 1, baseline }, "input.sizes.time");
    expect(proposal).toMatchObject({ value: undefined, isStuck: true });
  });

  it.each(["peak memory", "allocated bytes", "event-loop delay", "latency p95"] as const)(
    "does not matter to %s, which is no time of a call",
    (metric) => {
      const changes = { baselineMs: 900, goal: { ...goal, metric } };
      expect(proposed(changes, "input.sizes.time")).toMatchObject({ value: 800, isStuck: false });
    },
  );
});

describe("the target", () => {
  it("lies between the best partial fix and half of the reference", () => {
    const { value, reason } = proposed({}, "goal.target");
    expect(value).toBeGreaterThan(4.4);
    expect(value).toBeLessThan(20);
    expect(reason).toContain("partial/half reaches 4x, at most 4.4x");
    expect(reason).toContain("the reference reaches 40x, and must reach 2 times the target");
  });

  it("lies below a third of the reference on the wall's clock", () => {
    const { value } = proposed({ goal: { ...goal, metric: "wall time" } }, "goal.target");
    expect(value).toBeLessThan(40 / 3);
  });

  it("stays clear of the starter where there is no partial fix", () => {
    const reference = version("reference", 3.5, 1);
    const { value } = proposed({ partials: [], reference }, "goal.target");
    expect(value).toBeGreaterThan(1.5);
    expect(value).toBeLessThan(1.75);
  });

  it.each<[string, MeasuredVersion]>([
    ["a bound", version("partial/garbage", 30, 1, true)],
    ["the limit on growth", version("partial/groups", 30, 1.9)],
  ])("need not keep out what %s keeps out", (_, partial) => {
    const partials = [...sound.partials, partial];
    expect(proposed({ partials }, "goal.target").value).toBe(proposed({}, "goal.target").value);
  });

  it("is stuck, and names the partial fix, where nothing keeps it out", () => {
    const partials = [version("partial/nearly", 19, 1)];
    const proposal = proposed({ partials }, "goal.target");
    expect(proposal).toMatchObject({ value: undefined, isStuck: true });
    expect(proposal.reason).toContain("partial/nearly reaches 19x");
  });

  it("is stuck where the reference is hardly faster than the baseline", () => {
    expect(proposed({ reference: version("reference", 2, 1) }, "goal.target").isStuck).toBe(true);
  });
});

describe("the stretch goal", () => {
  it.each([
    [4.12, 3.2],
    [40, 32],
    [253, 200],
  ])("is four fifths of a reference of %dx, rounded down: %dx", (speedup, stretch) => {
    const reference = version("reference", speedup, 1);
    expect(proposed({ reference, partials: [] }, "goal.stretch").value).toBe(stretch);
  });
});

describe("the limit on growth", () => {
  it("lies between the reference and a partial fix that grows faster", () => {
    const partials = [version("partial/groups", 30, 1.6)];
    const { value, reason } = proposed({ partials }, "goal.growth.below");
    expect(value).toBe(1.3);
    expect(reason).toContain(
      "half-way from n^1.00, which the problem needs, to partial/groups, n^1.60",
    );
  });

  it.each([
    [0.6, 1, []],
    [0.6, 1.3, []],
    [0.1, 2, [1]],
    [0.7, 2, [1.05, 1.2]],
    [1.1, 1.9, [1.3]],
    [1.05, 1.46, []],
    [1.35, 2.1, [0.9]],
  ])(
    "leaves room above n and the reference: n^%d, baseline n^%d, partial fixes %j",
    (fast, slow, exponents) => {
      const { value } = proposed(
        {
          baseline: version("baseline", 1, slow),
          reference: version("reference", 40, fast),
          partials: exponents.map((exponent) => version(`partial/${exponent}`, 5, exponent)),
        },
        "goal.growth.below",
      );
      const needed = Math.max(1, fast);
      if (value === undefined) expect(slow - needed).toBeLessThan(0.4);
      else {
        expect(value).toBeGreaterThanOrEqual(needed + 0.2);
        expect(value).toBeLessThan(slow);
      }
    },
  );

  it.each<[string, number | undefined, number | undefined]>([
    ["grow alike", 1.2, 1],
    ["can't be measured", undefined, 1],
    ["hide the reference's", 2, undefined],
  ])("is none where the exponents %s", (_, slow, fast) => {
    const changes = {
      baseline: version("baseline", 1, slow),
      reference: version("reference", 40, fast),
    };
    for (const field of ["goal.growth.size", "goal.growth.below"]) {
      expect(proposed(changes, field)).toMatchObject({ value: undefined, isStuck: false });
    }
  });

  it.each([
    ["half of the timed size", 800, 10, 0.5, 400],
    ["more where the reference's calls are too short", 800, 5, 0.1, 630],
    ["less where the baseline would take too long", 800, 100, 5, 140],
  ])("is measured from %s", (_, size, baselineMs, referenceMs, expected) => {
    const found = growthSizeFor(size, baselineMs, referenceMs);
    expect(found).toBe(expected);
  });
});

describe("the report of proposals", () => {
  const style = { color: false, width: 80 };
  const shown = { id: "some-id", manifest: "packages/some-id/exercise.ts" };

  it("shows each value, what the manifest says now, and the reason", () => {
    const text = reportProposals(shown, propose(sound), style);
    expect(text).toMatch(/✓ input\.sizes\.time: 800 \(as it is\)\n {6}a call of the baseline/);
    expect(text).toMatch(/✓ goal\.stretch: 32 \(now 3\)/);
    expect(text).toMatch(/✓ goal\.growth\.below: 1\.5 \(there is none now\)/);
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "packages/some-id/exercise.ts, then npm run check -- some-id",
    );
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("marks what is stuck, and says to fix it first", () => {
    const reference = version("reference", 2, 1);
    const text = reportProposals(shown, propose({ ...sound, reference }), style);
    expect(text).toMatch(/✗ goal\.target: none \(now 2\)/);
    expect(text).toContain("fix what has no value");
  });
});
