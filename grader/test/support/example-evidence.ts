import type { Side } from "../../src/engine/sandbox/sandbox.ts";
import type {
  AllocatingFunction,
  CpuEvidence,
  FlameFrame,
  HotFunction,
  HotLine,
  SideEvidence,
} from "../../src/evidence/evidence.ts";
import { baselineSources, candidateSources } from "./example-evidence-sources.ts";

/*
 * Evidence as the profilers give it for a small report on orders. The baseline searches a list of
 * customers for every order and region; the candidate has an index for them and still searches the
 * list of products: about 8x faster, and a next bottleneck in sight.
 */

type Sources = typeof baselineSources;

/** Finds places in sources by what is written there, so that the numbers are those of the text. */
function placesIn(sources: Sources) {
  const lineOf = (file: keyof Sources, text: string): number => {
    const before = sources[file].split(text)[0];
    if (before === sources[file] || before === undefined)
      throw new Error(`no "${text}" in ${file}`);
    return before.split("\n").length;
  };
  const functionAt = (file: keyof Sources, name: string) => ({
    name,
    file,
    line: lineOf(file, `function ${name}(`),
  });
  return { lineOf, functionAt };
}

type Places = ReturnType<typeof placesIn>;
type FunctionPlace = ReturnType<Places["functionAt"]>;

/** Functions and the time that their own code takes, in ms of a call that takes `total`. */
function functionsOf(
  total: number,
  own: readonly (readonly [place: FunctionPlace, ms: number])[],
): HotFunction[] {
  return own.map(([place, msPerCall]) => ({ ...place, msPerCall, share: msPerCall / total }));
}

/** Lines, found by what is written there, and the time that they take themselves. */
function linesOf(
  total: number,
  { lineOf }: Places,
  own: readonly (readonly [within: FunctionPlace, text: string, ms: number])[],
): HotLine[] {
  return own.map(([{ name, file }, text, msPerCall]) => ({
    function: name,
    file,
    line: lineOf(file, text),
    msPerCall,
    share: msPerCall / total,
  }));
}

function frame(
  place: FunctionPlace,
  msPerCall: number,
  children: readonly FlameFrame[] = [],
): FlameFrame {
  return { ...place, msPerCall, children };
}

function baselineCpu(): CpuEvidence {
  const places = placesIn(baselineSources);
  const { functionAt } = places;
  const entry = functionAt("index.ts", "revenueByRegion");
  const regionsOf = functionAt("index.ts", "regionsOf");
  const regionRevenue = functionAt("index.ts", "regionRevenue");
  const lineCents = functionAt("index.ts", "lineCents");
  const findCustomer = functionAt("lookup.ts", "findCustomer");
  const findProduct = functionAt("lookup.ts", "findProduct");
  const total = 12.4;
  return {
    msPerCall: total,
    calls: 118,
    samples: 1463,
    functions: functionsOf(total, [
      [findCustomer, 9.3],
      [regionRevenue, 1.3],
      [findProduct, 0.99],
      [lineCents, 0.37],
      [entry, 0.16],
      [regionsOf, 0.08],
    ]),
    lines: linesOf(total, places, [
      [findCustomer, "return customers.find(", 9.3],
      [findProduct, "return products.find(", 0.99],
      [regionRevenue, "if (findCustomer(", 0.88],
      [lineCents, "return Math.round(", 0.37],
      [regionRevenue, "for (const order of orders)", 0.31],
      [entry, "return regionsOf(customers).map(", 0.16],
      [regionRevenue, "for (const line of order.lines)", 0.11],
      [regionsOf, "return [...new Set(", 0.08],
    ]),
    elsewhere: [{ kind: "V8 and the system", msPerCall: 0.2, share: 0.2 / total }],
    garbageCollection: 0.021,
    flame: [
      frame(entry, 12.2, [
        frame(regionRevenue, 11.96, [
          frame(findCustomer, 9.3),
          frame(findProduct, 0.99),
          frame(lineCents, 0.37),
        ]),
        frame(regionsOf, 0.08),
      ]),
    ],
  };
}

function candidateCpu(): CpuEvidence {
  const places = placesIn(candidateSources);
  const { functionAt } = places;
  const entry = functionAt("index.ts", "revenueByRegion");
  const addOrder = functionAt("index.ts", "addOrder");
  const lineCents = functionAt("index.ts", "lineCents");
  const indexCustomers = functionAt("lookup.ts", "indexCustomers");
  const findProduct = functionAt("lookup.ts", "findProduct");
  const total = 1.58;
  return {
    msPerCall: total,
    calls: 884,
    samples: 1397,
    functions: functionsOf(total, [
      [findProduct, 0.95],
      [indexCustomers, 0.21],
      [lineCents, 0.16],
      [addOrder, 0.12],
      [entry, 0.08],
    ]),
    lines: linesOf(total, places, [
      [findProduct, "return products.find(", 0.95],
      [lineCents, "return Math.round(", 0.16],
      [indexCustomers, "if (!byId.has(", 0.15],
      [addOrder, "for (const line of order.lines)", 0.12],
      [indexCustomers, "for (const customer of customers)", 0.06],
      [entry, "const total = totals.get(", 0.06],
      [entry, "if (!totals.has(region))", 0.02],
    ]),
    elsewhere: [{ kind: "V8 and the system", msPerCall: 0.06, share: 0.06 / total }],
    garbageCollection: 0.064,
    flame: [
      frame(entry, 1.52, [
        frame(addOrder, 1.23, [frame(findProduct, 0.95), frame(lineCents, 0.16)]),
        frame(indexCustomers, 0.21),
      ]),
    ],
  };
}

function allocationsOf(calls: number, functions: readonly AllocatingFunction[]) {
  const bytesPerCall = functions.reduce((sum, allocating) => sum + allocating.bytesPerCall, 0);
  return { state: "seen", bytesPerCall, calls, functions } as const;
}

function baselineSide(): SideEvidence {
  const { lineOf, functionAt } = placesIn(baselineSources);
  return {
    cpu: { state: "seen", ...baselineCpu() },
    allocations: allocationsOf(118, [
      { ...functionAt("index.ts", "revenueByRegion"), bytesPerCall: 870_400 },
      { ...functionAt("lookup.ts", "findCustomer"), bytesPerCall: 612_000 },
      { ...functionAt("index.ts", "regionsOf"), bytesPerCall: 9_200 },
    ]),
    lineAllocations: {
      state: "seen",
      calls: 4,
      lines: [
        {
          file: "index.ts",
          line: lineOf("index.ts", "return regionsOf(customers).map("),
          bytesPerCall: 868_000,
        },
        {
          file: "lookup.ts",
          line: lineOf("lookup.ts", "return customers.find("),
          bytesPerCall: 612_000,
        },
        {
          file: "index.ts",
          line: lineOf("index.ts", "return [...new Set("),
          bytesPerCall: 9_200,
        },
      ],
    },
    vitals: {
      state: "seen",
      calls: 120,
      bytesPerCall: 1_498_000,
      garbageCollection: 0.018,
      collectionsPerCall: 0.09,
    },
    shapes: {
      state: "seen",
      megamorphic: [
        {
          file: "lookup.ts",
          line: lineOf("lookup.ts", "return customers.find("),
          column: 48,
          function: "",
          access: "load",
          property: "id",
          shapes: 6,
        },
      ],
      deoptimizations: [
        {
          file: "index.ts",
          line: lineOf("index.ts", "return Math.round("),
          column: 20,
          reason: "wrong map",
          times: 2,
        },
      ],
    },
    flamegraph: {
      state: "written",
      path: "/course/.bottleneck/flamegraphs/order-join/x/baseline.html",
    },
    sources: baselineSources,
  };
}

function candidateSide(): SideEvidence {
  const { lineOf, functionAt } = placesIn(candidateSources);
  return {
    cpu: { state: "seen", ...candidateCpu() },
    allocations: allocationsOf(884, [
      { ...functionAt("lookup.ts", "indexCustomers"), bytesPerCall: 58_300 },
      { ...functionAt("index.ts", "revenueByRegion"), bytesPerCall: 3_100 },
    ]),
    lineAllocations: {
      state: "seen",
      calls: 4,
      lines: [
        { file: "lookup.ts", line: lineOf("lookup.ts", "if (!byId.has("), bytesPerCall: 57_900 },
        { file: "index.ts", line: lineOf("index.ts", "if (!totals.has("), bytesPerCall: 2_750 },
      ],
    },
    vitals: {
      state: "seen",
      calls: 900,
      bytesPerCall: 66_200,
      garbageCollection: 0.052,
      collectionsPerCall: 0.004,
    },
    shapes: { state: "seen", megamorphic: [], deoptimizations: [] },
    flamegraph: {
      state: "written",
      path: "/course/.bottleneck/flamegraphs/order-join/x/candidate.html",
    },
    sources: candidateSources,
  };
}

/** What the profilers show of the slow version, with changes. */
export function exampleSide(changes: Partial<SideEvidence> = {}): SideEvidence {
  return { ...baselineSide(), ...changes };
}

/** Both sides of a grading whose candidate is about 8x faster. */
export const exampleEvidence: Readonly<Record<Side, SideEvidence>> = {
  baseline: baselineSide(),
  candidate: candidateSide(),
};
