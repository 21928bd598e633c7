import { stripTypeScriptTypes } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Load } from "../../src/contract/index.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { Attempts } from "../../src/evidence/attempts.ts";
import { type CpuEvidence, hotSpotOf } from "../../src/evidence/evidence.ts";
import { lineAllocations } from "../../src/evidence/profilers/line-allocations.ts";
import {
  type ProfiledSide,
  type Profiler,
  profile,
} from "../../src/evidence/profilers/profiler.ts";
import { shapes } from "../../src/evidence/profilers/shapes.ts";
import { v8Cpu } from "../../src/evidence/profilers/v8-cpu.ts";
import { v8Heap } from "../../src/evidence/profilers/v8-heap.ts";
import { vitals } from "../../src/evidence/profilers/vitals.ts";
import { findAllocations, findLineAllocations } from "../../src/evidence/tables/allocations.ts";
import { findHotSpots } from "../../src/evidence/tables/hot-spots.ts";
import { outlinesOf } from "../../src/evidence/tables/sources.ts";
import { readVitals } from "../../src/evidence/tables/vitals.ts";
import { plainSide } from "../support/example-results.ts";
import { measuring } from "../support/measuring.ts";
import { type SideSetting, sideInMemory } from "../support/side-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

afterEach(() => expect(liveProcessCount()).toBe(0));
/** The part of each profiler that failures are about: whatever it makes. */
const profilers = (): readonly Profiler<object>[] => [
  v8Cpu,
  v8Heap,
  lineAllocations(),
  shapes,
  vitals,
];

/** What comes of a side under each profiler, each tried as if it were the first. */
function attemptAll(side: ProfiledSide) {
  const attempts = profilers().map((profiler) =>
    new Attempts("candidate", side, () => {}).run(profiler, (seen) => seen),
  );
  return Promise.all(attempts);
}

describe("a program that fails is a reason in words under each profiler:", measuring, () => {
  /** A program that works at first, so that it fails while it is recorded. */
  const after30Calls = (fails: string) => `let calls = 0;
const kept: unknown[] = [];
export function run(): number {
  for (const end = performance.now() + 8; performance.now() < end; );
  if (++calls > 30) {
    ${fails}
  }
  return kept.length;
}`;

  it.each<[string, string, RegExp]>([
    [
      "it throws",
      after30Calls('throw new TypeError("no such customer");'),
      /^the candidate threw TypeError: no such customer under (the|allocation)/,
    ],
    [
      "it throws while it is loaded",
      'throw new Error("no luck");',
      /^the candidate threw Error: no luck under/,
    ],
    [
      "it throws a long text that is no error",
      'throw ["no luck"].concat(new Array(1000).fill("again")).join("\\n");',
      /^the candidate threw 'no luck.* under/,
    ],
    [
      "it exports nothing",
      "export const other = 1;",
      /^the candidate does not export run; it exports other under/,
    ],
    [
      "it allocates without end",
      after30Calls("for (;;) kept.push(new Array(1e5).fill(calls));"),
      /^the candidate ran out of memory \(128 MB\) under/,
    ],
  ])("%s", (_, source, why) => expectReason(source, why, 60));

  it("it hangs", () => {
    const source = after30Calls("for (;;) calls++;");
    return expectReason(source, /^the candidate had not answered after 2 s under/, 2);
  });

  async function expectReason(source: string, why: RegExp, seconds: number): Promise<void> {
    const limits = { seconds, heapMegabytes: 128, processMegabytes: 1024 };
    const side = sideInMemory(temporaryFolder(), source, { limits });
    for (const seen of await attemptAll(side)) {
      expect(seen).toEqual({ state: "missing", why: expect.stringMatching(why) });
    }
  }

  it("it exits, because something threw when nobody waited for it", async () => {
    const source = `let calls = 0;
export async function run(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 3));
  if (++calls > 30) setTimeout(() => { throw new Error("later"); }, 1);
  return calls;
}`;
    const side = sideInMemory(temporaryFolder(), source, { kind: "async function" });
    for (const seen of await attemptAll(side)) {
      const why = expect.stringMatching(/^the candidate threw Error: later under/);
      expect(seen).toEqual({ state: "missing", why });
    }
  });

  it("one that hung is not tried with the other profilers", async () => {
    const limits = { seconds: 1, heapMegabytes: 128, processMegabytes: 1024 };
    const side = sideInMemory(temporaryFolder(), "export function run() { for (;;); }", { limits });
    let runs = 0;
    const attempts = new Attempts("baseline", side, () => runs++);
    const whys: string[] = [];
    for (const profiler of profilers()) {
      const seen = await attempts.run(profiler, (profile) => profile);
      if (seen.state === "missing") whys.push(seen.why);
    }
    const how = "had not answered after 1 s under the CPU profile";
    expect(whys).toEqual([
      `the baseline ${how}`,
      ...Array(4).fill(`not tried, because the baseline ${how}`),
    ]);
    expect(runs).toBe(profilers().length);
  });
});

/** A side of one file, and what its CPU profile shows. */
async function hotSpotsOf(source: string, setting: SideSetting = {}): Promise<CpuEvidence> {
  const folder = temporaryFolder();
  const waits = (setting.kind ?? "function") !== "function";
  const outlines = await outlinesOf(
    `${folder}/candidate`,
    new Map([["index.ts", stripTypeScriptTypes(source)]]),
  );
  const recorded = await profile(v8Cpu, sideInMemory(folder, source, setting));
  const { made } = recorded;
  return { ...findHotSpots(recorded, outlines, waits), ...(made && { made }) };
}

const functionShare = ({ functions }: CpuEvidence, name: string) =>
  functions.find((one) => one.name === name)?.share ?? 0;

const shareElsewhere = ({ elsewhere }: CpuEvidence, kind: string) =>
  elsewhere.find((one) => one.kind === kind)?.share ?? 0;

const spin = `function spin(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}`;

describe("the CPU profile", measuring, () => {
  it("of an entry that takes hardly any time holds together", async () => {
    const { calls, msPerCall, functions, lines } = await hotSpotsOf("export const run = () => 7;");
    expect(calls).toBeGreaterThan(100);
    expect(msPerCall).toBeGreaterThanOrEqual(0);
    const sum = functions.reduce((total, { share }) => total + share, 0);
    expect(sum).toBeLessThanOrEqual(1.0001);
    for (const { share, msPerCall } of [...functions, ...lines]) {
      expect(Number.isFinite(share) && Number.isFinite(msPerCall)).toBe(true);
    }
  });

  it.each([
    ["in a map", "Map<unknown, number>()", "known.get(input)", "known.set(input, answer)"],
    [
      "by its text",
      "Map<string, number>()",
      "known.get(JSON.stringify(input))",
      "known.set(JSON.stringify(input), answer)",
    ],
    [
      "of the last call",
      "Map<string, unknown>()",
      'known.get("input") === input ? 1 : undefined',
      'known.set("input", input)',
    ],
  ])(
    "of a version that keeps answers %s shows what a new input costs",
    async (_, map, find, keep) => {
      const source = `${spin}
const known = new ${map};
export function run(input: unknown): number {
  const kept = ${find};
  if (kept !== undefined) return kept;
  spin(9);
  const answer = 1;
  ${keep};
  return answer;
}`;
      const seen = await hotSpotsOf(source);
      expect(functionShare(seen, "spin")).toBeGreaterThan(0.9);
      expect(seen.made?.inputs).toBe(seen.calls);
      // Not more often than once in 9 ms, however busy the machine is.
      expect(seen.calls).toBeLessThan(120);
    },
  );

  it("of an awaited entry finds what runs after the await, and the waiting", async () => {
    const source = `${spin}
export async function run(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 25));
  return summarize();
}
function summarize(): number {
  spin(5);
  return 1;
}`;
    const seen = await hotSpotsOf(source, { kind: "async function" });
    expect(functionShare(seen, "spin") + functionShare(seen, "summarize")).toBeGreaterThan(0.7);
    // Five times as long as the work, and shorter where others keep the work waiting.
    expect(shareElsewhere(seen, "waiting")).toBeGreaterThan(1);
  });

  it("of a server under load finds its handler's function", async () => {
    const source = `import { createServer, type Server } from "node:http";
${spin}
export async function run(): Promise<Server> {
  const server = createServer((request, response) => {
    response.end(pageFor(request.url ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
function pageFor(path: string): string {
  if (path === "/work") spin(12);
  return "done";
}`;
    const load: Load = {
      probe: { request: { method: "GET", path: "/ping" }, everyMs: 50 },
      background: { request: { method: "GET", path: "/work" }, connections: 2 },
      windowMs: 300,
    };
    const seen = await hotSpotsOf(source, { kind: "server", modules: ["node:http"], load });
    const hot = hotSpotOf({ ...plainSide, cpu: { state: "seen", ...seen } });
    expect(["spin", "pageFor"]).toContain(hot?.function.name);
    expect(functionShare(seen, "spin") + functionShare(seen, "pageFor")).toBeGreaterThan(0.6);
    expect(seen.calls).toBeGreaterThan(0);
  });
});

/** Bytes of a call by line, as the probes see them. */
async function bytesByLine(source: string, setting: SideSetting = {}) {
  const recorded = await profile(
    lineAllocations(),
    sideInMemory(temporaryFolder(), source, setting),
  );
  return new Map(findLineAllocations(recorded).lines.map((one) => [one.line, one.bytesPerCall]));
}

/** Asserts that known bytes are on their lines, and hardly any elsewhere. */
function expectBytes(seen: ReadonlyMap<number, number>, truth: Readonly<Record<number, number>>) {
  const known = new Map(Object.entries(truth).map(([line, bytes]) => [Number(line), bytes]));
  const most = Math.max(...known.values());
  for (const [line, bytes] of known) {
    expect(seen.get(line) ?? 0, `line ${line}`).toBeGreaterThan(0.7 * bytes);
    expect(seen.get(line) ?? 0, `line ${line}`).toBeLessThan(1.3 * bytes);
  }
  for (const [line, bytes] of seen) {
    if (!known.has(line)) expect(bytes, `line ${line}`).toBeLessThan(0.1 * most);
  }
}

/** The header and the elements of an array of so many numbers that are no integers. */
const numbersBytes = (count: number) => 16 + 8 * count;

describe("the bytes of a line", measuring, () => {
  const kept = "const kept: unknown[] = new Array(64).fill(0);\n";

  it("are told apart in callbacks, and in what a call calls", async () => {
    const source = `${kept}const ids = Array.from({ length: 500 }, (_, index) => index);
export function run(): number {
  ids.forEach((id) => {
    kept[id & 63] = new Float64Array(1000);
    const half = id / 2;
    kept[(id + half) & 63] = makeSmall(id);
  });
  return kept.length;
}
function makeSmall(id: number): unknown {
  return new Array(400).fill(id + 0.5);
}
`;
    const seen = await bytesByLine(source);
    expectBytes(seen, { 5: 500 * 8000, 12: 500 * numbersBytes(400) });
  });

  it("go back to the caller when a callback returns", async () => {
    const source = `${kept}export function run(): number {
  let sum = 0;
  for (let index = 0; index < 300; index++) {
    kept[index & 63] = once((value) => {
      if (value < 0) return 0;
      sum += value;
      return value;
    }).concat(new Array(1000).fill(sum));
  }
  return sum;
}
function once(callback: (value: number) => number): number[] {
  return [callback(1)];
}
`;
    const seen = await bytesByLine(source);
    // The array, and its copy that is one longer.
    expectBytes(seen, { 5: 300 * 2 * numbersBytes(1000) });
  });

  it("are known of the body of a loop over a map", async () => {
    const source = `${kept}const map = new Map(Array.from({ length: 400 }, (_, index) => [index, 0.5 + index]));
export function run(): number {
  for (const [key, value] of map) {
    kept[key & 63] = new Array(500).fill(value);
  }
  return kept.length;
}
`;
    expectBytes(await bytesByLine(source), { 5: 400 * numbersBytes(500) });
  });

  it("are known after an await", async () => {
    const source = `${kept}export async function run(): Promise<number> {
  for (let index = 0; index < 100; index++) {
    await Promise.resolve();
    kept[index & 63] = new Float64Array(2000);
    await later();
    kept[(index + 7) & 63] = new Float64Array(1000);
  }
  return kept.length;
}
async function later(): Promise<void> {
  await null;
  kept[0] = new Float64Array(3000);
}
`;
    const seen = await bytesByLine(source, { kind: "async function" });
    expectBytes(seen, { 5: 100 * 16_000, 7: 100 * 8000, 13: 100 * 24_000 });
  });
});

describe("the heap profile", measuring, () => {
  it("counts what V8's built-ins allocate for the function that calls them", async () => {
    const source = `const kept: unknown[] = new Array(64).fill(0);
export function run(): number {
  few();
  return many();
}
function many(): number {
  kept[1] = Array.from({ length: 9000 }, () => ({ a: 1, b: 2 })).map((one) => [one.a]);
  return kept.length;
}
function few(): void {
  kept[2] = Array.from({ length: 1000 }, () => ({ a: 1, b: 2 })).map((one) => [one.a]);
}
`;
    const folder = temporaryFolder();
    const outlines = await outlinesOf(
      `${folder}/candidate`,
      new Map([["index.ts", stripTypeScriptTypes(source)]]),
    );
    const heap = await profile(v8Heap, sideInMemory(folder, source));
    const { functions, bytesPerCall } = findAllocations(heap, outlines);
    const shares = new Map(functions.map((one) => [one.name, one.bytesPerCall / bytesPerCall]));
    expect(shares.get("many")).toBeGreaterThan(0.8);
    expect(shares.get("few")).toBeGreaterThan(0.02);
    expect(shares.get("few")).toBeLessThan(0.25);
  });
});

describe("the vitals", measuring, () => {
  it("tell an entry that waits from one that works, and what a call allocates", async () => {
    const waits = `let last: unknown;
export async function run(): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  last = new Float64Array(100_000);
  return last === undefined;
}`;
    const yields = `${spin}
export async function run(): Promise<void> {
  spin(60);
  await new Promise((resolve) => setImmediate(resolve));
}`;
    const neverYields = `${spin}
export async function run(): Promise<void> {
  spin(60);
}`;
    const [waiting, ...working] = await Promise.all(
      [waits, yields, neverYields].map(async (source) => {
        const side = sideInMemory(temporaryFolder(), source, { kind: "async function" });
        return readVitals(await profile(vitals, side), true);
      }),
    );
    expect(waiting?.loop?.utilization).toBeLessThan(0.5);
    for (const { loop } of working) {
      expect(loop?.utilization).toBeGreaterThan(0.6);
      expect(loop?.delayMs.p99).toBeGreaterThan(30);
    }
    expect(waiting?.bytesPerCall).toBeGreaterThan(700_000);
    expect(waiting?.bytesPerCall).toBeLessThan(1_600_000);
  });
});
