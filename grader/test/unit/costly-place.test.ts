import { describe, expect, it } from "vitest";
import { metricNames } from "../../src/contract/metric-names.ts";
import {
  type CostEvidence,
  costKindsOf,
  costliestPlace,
  diagnosisOf,
  isPlantedAt,
} from "../../src/evidence/costly-place.ts";
import type { HotLine } from "../../src/evidence/evidence.ts";

const sources = {
  "index.ts": `export function run(rows: string[]): number {
  const kept = rows.map((row) => copy(row));
  return kept.length + slow(rows.length);
}

function copy(row: string): string[] {
  const parts = row.split(",");
  parts.reverse();
  return [...parts];
}

function slow(count: number): number {
  let mixed = 0;
  for (let i = 0; i < count; i++) mixed ^= i;
  return mixed;
}
`,
};

const hot = (name: string, line: number, share: number) => ({
  ...{ file: "index.ts", line, share, msPerCall: share, function: name, name },
});

/** Time goes to `slow`, bytes to `copy`; single lines of `run` have more of them than those. */
const baseline: CostEvidence = {
  cpu: {
    ...{ state: "seen", msPerCall: 1, calls: 9, samples: 900, garbageCollection: 0 },
    functions: [hot("slow", 12, 0.7), hot("run", 1, 0.3)],
    lines: [hot("slow", 14, 0.4), hot("run", 2, 0.3), hot("slow", 13, 0.3)] as HotLine[],
    ...{ elsewhere: [], flame: [] },
  },
  allocations: { state: "seen", calls: 9, bytesPerCall: 0, functions: [] },
  lineAllocations: {
    ...{ state: "seen", calls: 9 },
    lines: [
      { file: "index.ts", line: 2, bytesPerCall: 400 },
      { file: "index.ts", line: 7, bytesPerCall: 350 },
      { file: "index.ts", line: 9, bytesPerCall: 200 },
      { file: "index.ts", line: 8, bytesPerCall: 50 },
    ],
  },
  sources,
};

const missing = { state: "missing", why: "it was not looked for" } as const;

describe("the place that costs the most", () => {
  it("is one of bytes where bytes are graded, and one of time otherwise", () => {
    const ofBytes = metricNames.filter((metric) => costKindsOf(metric)[0] === "bytes");
    expect(ofBytes).toEqual(["allocated bytes", "live bytes", "peak memory"]);
  });

  it("of time is the hottest function with its lines", () => {
    const lines = [
      { line: 14, share: 0.4 },
      { line: 13, share: 0.3 },
    ];
    expect(costliestPlace({ ...baseline, lineAllocations: missing }, "time")).toMatchObject({
      ...{ function: "slow", file: "index.ts", share: 0.7, lines },
    });
  });

  it("of bytes is the function whose lines allocate the most together", () => {
    expect(costliestPlace({ ...baseline, cpu: missing }, "bytes")).toMatchObject({
      ...{ function: "copy", file: "index.ts", share: expect.closeTo(0.6) },
      lines: [{ line: 7 }, { line: 9 }, { line: 8 }],
    });
  });

  it("of bytes has the lines of probes that nearly agree with V8", () => {
    const functions = [{ name: "copy", file: "index.ts", line: 6, bytesPerCall: 900 }];
    const allocations = { state: "seen", calls: 9, bytesPerCall: 900, functions } as const;
    const place = costliestPlace({ ...baseline, allocations }, "bytes");
    expect(place).toMatchObject({
      function: "copy",
      lines: [{ line: 7 }, { line: 9 }, { line: 8 }],
    });
  });

  it("of bytes is known to V8 where probes miss it: what garbage collection interrupts", () => {
    const functions = [
      { name: "slow", file: "index.ts", line: 12, bytesPerCall: 9000 },
      { name: "copy", file: "index.ts", line: 6, bytesPerCall: 1000 },
    ];
    const allocations = { state: "seen", calls: 9, bytesPerCall: 10_000, functions } as const;
    const place = costliestPlace({ ...baseline, allocations }, "bytes");
    expect(place).toMatchObject({ function: "slow", share: 0.9, lines: [] });
    expect(place && diagnosisOf(place, sources)).toMatchObject({ lines: [12, 16] });
  });

  it.each(["time", "bytes"] as const)("is unknown without a profile of %s", (kind) => {
    const nothing = { cpu: missing, allocations: missing, lineAllocations: missing, sources };
    expect(costliestPlace(nothing, kind)).toBeUndefined();
  });

  it("has no line where most of its time is on lines that are not known", () => {
    const cpu = { ...baseline.cpu, lines: [hot("slow", 14, 0.1)] } as CostEvidence["cpu"];
    const place = costliestPlace({ ...baseline, cpu }, "time");
    expect(place).toMatchObject({ function: "slow", lines: [] });
    expect(place && diagnosisOf(place, sources)).toMatchObject({ lines: [12, 16] });
    expect(isPlantedAt({ function: "slow", file: "index.ts", lines: [13, 15] }, place)).toBe(true);
  });
});

describe("what a manifest may say of it", () => {
  it.each([
    ["time", { function: "slow", file: "index.ts", lines: [13, 14] }],
    ["bytes", { function: "copy", file: "index.ts", lines: [7, 9] }],
  ] as const)("is its lines that have a good part of the %s", (kind, diagnosis) => {
    const place = costliestPlace(baseline, kind);
    expect(place && diagnosisOf(place, sources)).toEqual(diagnosis);
    expect(isPlantedAt({ ...diagnosis, lines: [...diagnosis.lines] }, place)).toBe(true);
  });

  it.each([
    ["another function", { function: "run", file: "index.ts", lines: [12, 16] }],
    ["another file", { function: "slow", file: "other.ts", lines: [12, 16] }],
    ["lines above", { function: "slow", file: "index.ts", lines: [12, 13] }],
    ["lines below", { function: "slow", file: "index.ts", lines: [15, 16] }],
  ] as const)("is not true of it with %s", (_, { lines: [first, last], ...wrong }) => {
    const place = costliestPlace(baseline, "time");
    expect(isPlantedAt({ ...wrong, lines: [first, last] }, place)).toBe(false);
  });
});
