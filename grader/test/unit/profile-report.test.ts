import { describe, expect, it } from "vitest";
import type { HotFunction, HotLine, SideEvidence } from "../../src/evidence/evidence.ts";
import { reportProfile } from "../../src/reports/profile.ts";
import { plainSide } from "../support/example-results.ts";

const profiled = {
  id: "order-join",
  version: "your code",
  sourceFolder: "packages/order-join/src",
};

const page = ".bottleneck/evidence/order-join/0123456789abcdef/flamegraph.html";

const plain = (width = 100) => ({ color: false, width });

const lineOf = (share: number, line: number): HotLine => ({
  ...{ function: "findCustomer", file: "index.ts", line, share, msPerCall: 12 * share },
});

const functionOf = (share: number, name: string, line: number): HotFunction => ({
  ...{ name, file: "index.ts", line, share, msPerCall: 12 * share },
});

const source = `export function revenue(orders: readonly Order[]): number {
  let sum = 0;
  for (const order of orders) {
    sum += priceOf(order) * findCustomer(order.customer, "the price list of the customer's own region").discount;
  }
  return sum;
}

function findCustomer(id: number): Customer {
\treturn customers.find((customer) => customer.id === id) ?? nobody;
}

function priceOf({ lines }: Order): number {
  return lines.map((line) => line.price).reduce((sum, price) => sum + price, 0);
}
`;

const side: SideEvidence = {
  ...plainSide,
  cpu: {
    state: "seen",
    ...{ msPerCall: 12, calls: 60, samples: 700, garbageCollection: 0.02, flame: [] },
    functions: [
      functionOf(0.75, "findCustomer", 9),
      functionOf(0.2, "revenue", 1),
      functionOf(0.004, "priceOf", 13),
    ],
    lines: [lineOf(0.75, 10), { ...lineOf(0.2, 4), function: "revenue" }, lineOf(0.004, 14)],
    elsewhere: [
      { kind: "Node.js", share: 0.05, msPerCall: 0.6 },
      { kind: "waiting", share: 2, msPerCall: 24 },
    ],
  },
  allocations: {
    ...{ state: "seen", calls: 60, bytesPerCall: 1e6 },
    functions: [{ name: "findCustomer", file: "index.ts", line: 9, bytesPerCall: 9e5 }],
  },
  lineAllocations: {
    ...{ state: "seen", calls: 60 },
    lines: [
      { file: "index.ts", line: 10, bytesPerCall: 9e5 },
      { file: "index.ts", line: 14, bytesPerCall: 150 },
    ],
  },
  shapes: {
    state: "seen",
    megamorphic: [
      {
        ...{ file: "index.ts", line: 10, column: 48, function: "findCustomer" },
        ...{ access: "load", property: "id", shapes: 7 },
      },
    ],
    deoptimizations: [],
  },
  sources: { "index.ts": source, "unused.ts": "export {};\n" },
};

const report = (changes: Partial<SideEvidence> = {}, width?: number, flamegraph = page) =>
  reportProfile(profiled, { ...side, ...changes }, plain(width), flamegraph);

const missing = { state: "missing", why: "the candidate ran out of memory (64 MB)" } as const;

describe("a profile for a terminal", () => {
  it("is a heading, the functions, the lines around those that matter, and notes", () => {
    expect(report()).toBe(
      `order-join  your code (packages/order-join/src): 12 ms per call, 700 samples in 60 calls

  self  ms/call  bytes/call  function
  75 %      9.0      900 kB  findCustomer  index.ts:9
  20 %      2.4              revenue  index.ts:1
   5 %      0.6              (Node.js)
           24.0              (waiting)

  self  ms/call  bytes/call  index.ts
                                3    for (const order of orders) {
  20 %      2.4                 4      sum += priceOf(order) * findCustomer(order.customer, "the pr…
                                5    }
                             ⋮
                                9  function findCustomer(id: number): Customer {
  75 %      9.0      900 kB  > 10    return customers.find((customer) => customer.id === id) ?? nob…
                               11  }

  A call allocates 2 kB, including buffers. Garbage collection takes 2 % of the time (0.1
  collections per call).
  Megamorphic load of id at index.ts:10:48 (7 or more shapes): return customers.find((customer) =>
  customer.id === id) ?? nobody;
  Flame graph: ${page}
`,
    );
  });

  it.each([
    ["5 on lines of 1 %", new Array(5).fill(0.01), 0],
    ["1 on a line of just below 5 %", [0.049], 0],
    ["1 on a line of 5 %", [0.05], 1],
    ["1 of 3 on a line of 60 %", [0.01, 0.6, 0.02], 1],
    ["1 on a line without a time", [], 0],
  ])("gives advice on megamorphic accesses of hot lines only: of %s", (_, shares, noted) => {
    const lines = shares.map((share: number, index) => lineOf(share, index + 2));
    const cpu = { ...side.cpu, lines } as SideEvidence["cpu"];
    const site = { file: "index.ts", column: 1, function: "f", property: "id" };
    const megamorphic = [2, 3, 4, 5, 6].map((line) => ({
      ...site,
      ...({ line, access: "load", shapes: 7 } as const),
    }));
    const text = report({ cpu, shapes: { state: "seen", megamorphic, deoptimizations: [] } });
    expect(text.match(/Megamorphic/g) ?? []).toHaveLength(noted);
  });

  it.each<[readonly [number, number], number]>([
    [[9, 11], 100],
    [[10, 10], 40],
    [[4, 250], 20],
  ])("of a baseline ends with the line for its manifest: %s", (lines, width) => {
    const diagnosis = { function: "findCustomer", file: "index.ts", lines };
    const text = reportProfile(profiled, side, plain(width), page, diagnosis);
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      `  diagnosis: { function: "findCustomer", file: "index.ts", lines: [${lines.join(", ")}] },`,
    );
  });

  it("has no line longer than the terminal, but for a path to copy", () => {
    const long = { ...profiled, version: "a version of which the name is longer than usual" };
    for (const width of [40, 60, 80]) {
      const lines = reportProfile(long, side, plain(width), page).split("\n");
      const longer = lines.filter((line) => line.length > width);
      expect(longer).toEqual(width < page.length + 2 ? [`  ${page}`] : []);
    }
  });

  it("says what is missing, and why", () => {
    const kinds = ["allocations", "lineAllocations", "vitals", "shapes", "flamegraph"] as const;
    for (const kind of kinds) {
      const text = report({ [kind]: missing }, 100, undefined);
      expect(text).toMatch(/Missing: [a-z ]+ \(the candidate ran out of memory \(64 MB\)\)\./);
    }
  });

  it("is the reason, and no tables of time, without a CPU profile", () => {
    const text = report({ cpu: missing });
    expect(text).toMatch(
      /: no CPU profile, because the candidate ran out of\nmemory \(64 MB\)\n\n/,
    );
    expect(text).not.toMatch(/ function$|NaN|undefined|Infinity/m);
    expect(text).toMatch(/^ +900 kB +10 /m);
  });

  it("lists no more functions than a person reads", () => {
    if (side.cpu.state === "missing") throw new Error("not seen");
    const functions = Array.from({ length: 100 }, (_, index) => functionOf(0.01, `f${index}`, 1));
    const rows = report({ cpu: { ...side.cpu, functions } }).match(/ f\d+ {2}index/g);
    expect(rows?.length).toBe(20);
  });

  it.each([
    [123_456, "123456 "],
    [12.34, "12.3 "],
    [1.234, "1.23 "],
    [0.01234, "0.0123 "],
    [0, "0.00 "],
  ])("gives times with as many digits as the whole has: %d ms", (msPerCall, text) => {
    if (side.cpu.state === "missing") throw new Error("not seen");
    const functions = [{ ...functionOf(1, "run", 1), msPerCall }];
    const cpu = { ...side.cpu, msPerCall, functions, lines: [], elsewhere: [] };
    expect(report({ cpu }).split("\n")[3]).toContain(` ${text}`);
  });

  it("can't be painted over by a source, a name or a reason", () => {
    if (side.cpu.state === "missing") throw new Error("not seen");
    const functions = [functionOf(1, "\u001b[2Jrun", 1)];
    const sources = { "index.ts": source.replaceAll("customer", "\u001b[31m") };
    const text = report({
      ...{ cpu: { ...side.cpu, functions }, sources },
      vitals: { state: "missing", why: "\u001b[0m" },
    });
    expect(text).not.toContain("\u001b");
  });

  it("shows sources with Windows' line ends like others", () => {
    const sources = { "index.ts": source.replaceAll("\n", "\r\n") };
    expect(report({ sources })).toBe(report());
  });
});
