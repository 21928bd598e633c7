import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Load, MetricName } from "../../src/contract/index.ts";
import { InputPool } from "../../src/engine/inputs/pool.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { measure } from "../../src/engine/measurement/measure.ts";
import { type Measurement, speedupOf } from "../../src/engine/measurement/measurement.ts";
import type { Schedule } from "../../src/engine/measurement/schedule.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import { pinnableCpus } from "../../src/engine/sandbox/cpu-pinning.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import {
  type Program,
  type ServerAddress,
  type Side,
  WorkerFailed,
} from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { drive } from "../../src/engine/server-load/drive.ts";
import { sumExercise } from "../support/example-exercise.ts";
import { measured } from "../support/measured.ts";
import { measuring } from "../support/measuring.ts";
import {
  memoryResource,
  type ProgramSetting,
  programInMemory,
} from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

/** What is measured: both versions as source, and how they are run. */
interface Setting extends ProgramSetting {
  readonly baseline: string;
  readonly candidate: string;
  readonly load?: Load;
  /** How many forks; default 1. */
  readonly forks?: number;
}

/** Measures two versions in real processes, for a fixed number of forks. */
function measureVersions(metric: MetricName, setting: Setting): Promise<Measurement> {
  const { baseline, candidate, load, forks = 1, ...program } = setting;
  const folder = temporaryFolder();
  const sources: Record<Side, string> = { baseline, candidate };
  return measured(
    measure({
      metric: metrics[metric],
      schedule: exactly(forks),
      pool: new InputPool(sumExercise, new InputShelf(folder, folder), 1),
      start: (side, cpu, options) => {
        const pinned = cpu === undefined ? program : { ...program, cpu };
        const started = programInMemory(folder, side, sources[side], pinned);
        return processSandbox.start({ ...started, ...options });
      },
      cpus: pinnableCpus(),
      mayChangeInput: false,
      ...(load && { load }),
      isDecided: () => false,
      checkAnswers: (expected, actual) => {
        expect(actual).toEqual(expected);
        return undefined;
      },
      now: () => performance.now(),
    }),
  );
}

const exactly = (forks: number): Schedule => ({
  fewestForks: forks,
  fewestClearForks: forks,
  mostForks: forks,
  leastForks: forks,
  budgetMs: Number.POSITIVE_INFINITY,
});

const ratioOf = (measurement: Measurement) => speedupOf(measurement).estimate;

const costsOf = ({ perCall }: Measurement) => [perCall.baseline.cost, perCall.candidate.cost];

/** Asserts that a value lies within a share of a known one. */
function expectNear(value: number | undefined, known: number, share: number): void {
  expect(value).toBeGreaterThan(known * (1 - share));
  expect(value).toBeLessThan(known * (1 + share));
}

afterEach(() => {
  expect(liveProcessCount()).toBe(0);
});
describe("allocated bytes", measuring, () => {
  /** A list of objects: 48 bytes each, 8 for its place in the list, and the list's own 48. */
  const objects = (count: number) => `let last: unknown;
export function run() {
  const list = new Array(${count});
  for (let index = 0; index < ${count}; index++) list[index] = { a: index, b: index, c: index };
  last = list;
  return last === undefined;
}`;
  const bytesOfObjects = (count: number) => count * 56 + 48;

  const buffer = (length: number) => `let last: unknown;
export function run() {
  last = new Float64Array(${length});
  return last === undefined;
}`;

  const nothing = "export const run = () => false;";

  it.each([
    ["objects", objects(1000), objects(100), bytesOfObjects(1000), bytesOfObjects(100)],
    ["few objects", objects(40), objects(4), bytesOfObjects(40), bytesOfObjects(4)],
    ["array buffers", buffer(100_000), buffer(10_000), 800_000, 80_000],
    ["large array buffers", buffer(1_000_000), buffer(100_000), 8_000_000, 800_000],
  ])("are those of the %s that a call makes", async (_what, baseline, candidate, ...known) => {
    const measurement = await measureVersions("allocated bytes", { baseline, candidate });
    const costs = costsOf(measurement);
    for (const [index, bytes] of known.entries()) expectNear(costs[index], bytes, 0.1);
    expectNear(ratioOf(measurement), (known[0] ?? 0) / (known[1] ?? 0), 0.1);
  });

  const makes = (made: string) => `let last: unknown;
export function run() {
  last = (${made}) ?? true;
  return last === undefined;
}`;

  it.each([
    ["is freed by hand", "new Float64Array(100_000).buffer.transfer(0)"],
    ["is freed as it gets another kind", "new ArrayBuffer(800_000).transferToFixedLength(0)"],
    ["shrinks to nothing", "new ArrayBuffer(800_000, { maxByteLength: 800_000 }).resize(0)"],
    ["is shared", "new SharedArrayBuffer(800_000)"],
    ["is a copy of a shared one", "new SharedArrayBuffer(400_000).slice()"],
  ])("are those of a buffer that %s", async (_how, made) => {
    const versions = { baseline: buffer(100_000), candidate: makes(made) };
    const measurement = await measureVersions("allocated bytes", versions);
    expectNear(measurement.perCall.candidate.cost, 800_000, 0.1);
  });

  it.each([
    ["moves with its length", "new Float64Array(100_000).buffer.transfer()", 800_000],
    ["grows as it moves", "new ArrayBuffer(300_000).transfer(500_000)", 800_000],
    ["grows in place", "(last = new ArrayBuffer(0, { maxByteLength: 8e5 })).resize(8e5)", 800_000],
  ])("are counted once for a buffer that %s", async (_how, made, bytes) => {
    const versions = { baseline: buffer(100_000), candidate: makes(made) };
    const measurement = await measureVersions("allocated bytes", versions);
    expectNear(measurement.perCall.candidate.cost, bytes, 0.1);
  });

  it("are so few for a call that makes nothing that the ratio is large, and finite", async () => {
    const versions = { baseline: objects(1000), candidate: nothing };
    const ratio = ratioOf(await measureVersions("allocated bytes", versions));
    expect(ratio).toBeGreaterThan(1000);
    expect(ratio).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});

describe("live bytes", measuring, () => {
  /** Keeps a list of 8 bytes for each number, and 48 of its own, in a chain of such lists. */
  const keeps = (count: number) => `let last: unknown;
export function run() {
  const list = new Array(${count}).fill(0);
  list[0] = last;
  last = list;
  return list.length > 0;
}`;
  const bytesKept = (count: number) => count * 8 + 48;

  const keepsBuffers = (length: number) => `const kept: unknown[] = [];
export function run() {
  kept.push(new Float64Array(${length}));
  return kept.length > 0;
}`;

  const keepsWhat = (made: string) => `const kept: unknown[] = [];
export function run() {
  kept.push(${made});
  return kept.length > 0;
}`;
  const keepsShared = (length: number) =>
    keepsWhat(`new Float64Array(new SharedArrayBuffer(8 * ${length})).fill(1)`);
  const keepsPages = (pages: number) =>
    keepsWhat(`new Uint8Array(new WebAssembly.Memory({ initial: ${pages} }).buffer).fill(1)`);
  const keepsResizable = (bytes: number) =>
    keepsWhat(`new Uint8Array(new ArrayBuffer(${bytes}, { maxByteLength: ${bytes * 2} })).fill(1)`);
  const growsBy = (pages: number) => `const memory = new WebAssembly.Memory({ initial: 1 });
export function run() {
  const from = memory.grow(${pages});
  new Uint8Array(memory.buffer).fill(1, from * 65_536);
  return from > 0;
}`;

  it.each([
    ["arrays", keeps(100_000), keeps(10_000), bytesKept(100_000), bytesKept(10_000)],
    ["array buffers", keepsBuffers(100_000), keepsBuffers(10_000), 800_000, 80_000],
    ["shared buffers", keepsShared(100_000), keepsShared(10_000), 800_000, 80_000],
    ["memories of WebAssembly", keepsPages(8), keepsPages(1), 8 * 65_536, 65_536],
    ["one growing memory of WebAssembly", growsBy(20), growsBy(2), 20 * 65_536, 2 * 65_536],
    ["resizable buffers", keepsResizable(800_000), keepsResizable(80_000), 800_000, 80_000],
  ])(
    "are those of the %s that a call leaves behind",
    async (_what, baseline, candidate, ...known) => {
      const measurement = await measureVersions("live bytes", { baseline, candidate });
      const costs = costsOf(measurement);
      for (const [index, bytes] of known.entries()) expectNear(costs[index], bytes, 0.1);
      expectNear(ratioOf(measurement), (known[0] ?? 0) / (known[1] ?? 0), 0.1);
    },
  );

  it.each([
    ["makes garbage", "export const run = () => new Array(100_000).fill(0).length > 0;"],
    [
      "fills a table at its first call",
      `let table: number[] | undefined;
export function run() {
  table ??= new Array(700_000).fill(0);
  return table.length > 0;
}`,
    ],
  ])("are hardly any for a version that %s", async (_what, candidate) => {
    const measurement = await measureVersions("live bytes", {
      baseline: keeps(100_000),
      candidate,
    });
    expectNear(measurement.perCall.baseline.cost, bytesKept(100_000), 0.1);
    expect(ratioOf(measurement)).toBeGreaterThan(200);
  });
});

describe("peak memory", measuring, () => {
  const megabytes = 64;
  const atOnce = `export function run() {
  const all = new Uint8Array(${megabytes} * 1e6).fill(1);
  return all.at(-1);
}`;
  const inChunks = `export function run() {
  const chunk = new Uint8Array(1e6);
  for (let done = 0; done < ${megabytes}; done++) chunk.fill(1);
  return chunk.at(-1);
}`;

  it.each([1, 3, 10])(
    "of %d MB that a hot loop reads is not that of V8's compilers",
    async (held) => {
      const read = `export function run() {
  const all = new Uint8Array(${held} * 1e6).fill(1);
  let sum = 0;
  for (let pass = 0; pass < ${60 / held}; pass++) {
    for (let at = 0; at < all.length; at++) sum = (sum * 31 + all[at]) % 1000003;
  }
  return sum;
}`;
      const { perCall } = await measureVersions("peak memory", { baseline: read, candidate: read });
      for (const { cost } of [perCall.baseline, perCall.candidate]) {
        expect(cost).toBeGreaterThan(0.95 * held * 1e6);
        expect(cost).toBeLessThan((held + 2) * 1e6);
      }
    },
  );

  it("is what a call holds at once, not what it goes through", async () => {
    const versions = { baseline: atOnce, candidate: inChunks };
    const measurement = await measureVersions("peak memory", versions);
    expectNear(measurement.perCall.baseline.cost, megabytes * 1e6, 0.3);
    expect(ratioOf(measurement)).toBeGreaterThan(5);
  });

  it.runIf(process.platform === "linux").each([
    ["does not count what a version held, and gave back,", 64, ".buffer.transfer(0)", 5, 100],
    ["counts what a version holds", 20, "", 1.5, 4],
    ["counts what a version holds and gives back in the call", 20, ";const gives = true", 1.5, 4],
  ])("%s before it", async (_what, size, then, atLeast, atMost) => {
    const before = `const held = new Uint8Array(${size} * 1e6).fill(1)${then};`;
    const gives = inChunks.replace(
      "{",
      "{\n  if (typeof gives === 'boolean') held.buffer.transfer(0);",
    );
    const versions = { baseline: atOnce, candidate: `${before}\n${gives}` };
    const ratio = ratioOf(await measureVersions("peak memory", versions));
    expect(ratio).toBeGreaterThan(atLeast);
    expect(ratio).toBeLessThan(atMost);
  });
});

describe("start-up time", measuring, () => {
  it("is from the start of the process until its module is loaded", async () => {
    // In a process the clock begins with its start.
    const burns = "const bare = performance.now();\nwhile (performance.now() < 10 * bare);\n";
    const run = "export const run = () => 0;";
    const versions = { baseline: burns + run, candidate: run };
    expect(ratioOf(await measureVersions("start-up time", versions))).toBeGreaterThan(3);
  });
});

describe("counted operations", measuring, () => {
  const resource = `let count = 0;
export const operations = () => count;
export function query(): number {
  count++;
  return 1;
}`;
  const asks = (times: number) => `import { query } from "${memoryResource}";
export function run() {
  let rows = 0;
  for (let time = 0; time < ${times}; time++) rows += query();
  return rows > 0;
}`;

  it.each(["function", "async function"] as const)(
    "are exact when the entry is of the kind %s: 24 against 1 is 24x, without an interval",
    async (kind) => {
      const versions = { baseline: asks(24), candidate: asks(1) };
      const setting = { ...versions, resource, kind, forks: 2 };
      const measurement = await measureVersions("counted operations", setting);
      expect(costsOf(measurement)).toEqual([24, 1]);
      expect(measurement.logSpeedup).toEqual({ center: Math.log(24), halfWidth: 0 });
    },
  );
});

describe("wall time", measuring, () => {
  const sleeps = 6;
  const helpers = `const sleep = () => new Promise((resolve) => setTimeout(resolve, 15));
function work() {
  const end = performance.now() + 2;
  while (performance.now() < end);
}`;
  const inTurn = `${helpers}
export async function run() {
  work();
  for (let done = 0; done < ${sleeps}; done++) await sleep();
  return 0;
}`;
  const together = `${helpers}
export async function run() {
  work();
  await Promise.all(Array.from({ length: ${sleeps} }, sleep));
  return 0;
}`;
  const setting = { baseline: inTurn, candidate: together, kind: "async function" } as const;

  it("sees that sleeps overlap", async () => {
    const known = (2 + 15 * sleeps) / (2 + 15);
    expectNear(ratioOf(await measureVersions("wall time", setting)), known, 0.4);
  });

  it("is what CPU time is not: that is the same for both", async () => {
    const measurement = await measureVersions("cpu time", setting);
    expect(ratioOf(measurement)).toBeLessThan(2);
    expect(measurement.waiting.baseline).toBeGreaterThan(0.5);
  });
});

describe("event-loop delay", measuring, () => {
  const turns = `const turn = () => new Promise((resolve) => setImmediate(resolve));
function work(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}`;
  const blocks = (ms: number) => `${turns}\nexport const run = async () => work(${ms});`;
  const yields = `${turns}
export async function run() {
  for (let done = 0; done < 50; done++) {
    work(1);
    await turn();
  }
}`;

  it("is larger for a version that does all its work in one go than for one that yields", async () => {
    const setting = { baseline: blocks(50), candidate: yields, kind: "async function" } as const;
    expect(ratioOf(await measureVersions("event-loop delay", setting))).toBeGreaterThan(5);
  });

  it("is no less for a version that waits until its blocking is rare", async () => {
    const waits = `${turns}
export async function run() {
  work(50);
  await new Promise((resolve) => setTimeout(resolve, 600));
}`;
    const setting = { baseline: blocks(50), candidate: waits, kind: "async function" } as const;
    expect(ratioOf(await measureVersions("event-loop delay", setting))).toBeLessThan(2);
  });

  it("is as long as the loop is blocked, however many calls make a batch", async () => {
    const versions = { baseline: blocks(60), candidate: blocks(5) };
    const setting = { ...versions, kind: "async function" } as const;
    const ratio = ratioOf(await measureVersions("event-loop delay", setting));
    // Of batches as a whole it would be about 1; others on the CPU only make the blocks longer.
    expect(ratio).toBeGreaterThan(12 / 3);
    expect(ratio).toBeLessThan(12 * 2);
  });
});

/** The source of a server whose answer to /work is preceded by some statements. */
const serverThat = (works: string, answersWith = 200) => `import { createServer } from "node:http";
let isFirst = true;
function block(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
export async function run() {
  const server = createServer(async (request, response) => {
    if (request.url === "/work") {
      ${works}
      response.statusCode = ${answersWith};
      isFirst = false;
    }
    response.end("done");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}`;

const asServer = { kind: "server", modules: ["node:http"] } as const;

const load: Load = {
  probe: { request: { method: "GET", path: "/ping" }, everyMs: 5 },
  background: { request: { method: "GET", path: "/work" }, connections: 1 },
  windowMs: 300,
};

describe("under load", measuring, () => {
  /** As slow for the one who asks for it, and nobody else has to wait. */
  const waits = 'setTimeout(() => response.end("done"), 150);\nreturn;';

  it.each(["latency p50", "latency p95", "latency p99"] as const)(
    "%s is that of probes, whose answers a blocked server delays",
    async (metric) => {
      const versions = { baseline: serverThat("block(150);"), candidate: serverThat(waits) };
      const measurement = await measureVersions(metric, { ...versions, ...asServer, load });
      expect(ratioOf(measurement)).toBeGreaterThan(5);
    },
  );

  it("time per request is how long the server takes for one", async () => {
    const versions = { baseline: serverThat("block(120);"), candidate: serverThat("block(20);") };
    const setting = { ...versions, ...asServer, load };
    const ratio = ratioOf(await measureVersions("time per request", setting));
    expect(ratio).toBeGreaterThan(6 / 3);
    expect(ratio).toBeLessThan(6 * 3);
  });

  it("a server that answers errors has failed, and it is said how", async () => {
    const versions = { baseline: serverThat(""), candidate: serverThat("", 503) };
    const failed = measureVersions("latency p99", { ...versions, ...asServer, load });
    await expect(failed).rejects.toThrow(WorkerFailed);
    await expect(failed).rejects.toMatchObject({
      side: "candidate",
      failure: {
        kind: "threw",
        during: "a call",
        error: { message: expect.stringMatching(/^under load, \d+ requests had no answer or an/) },
      },
    });
  });

  it.each([
    ["nothing", "export function run() {}"],
    [
      "a server that does not listen",
      'import { createServer } from "node:http";\nexport const run = () => createServer();',
    ],
    ["a promise of something else", 'export const run = async () => "http://127.0.0.1:80";'],
  ])("an entry that returns %s is refused, and it is said why", async (_what, candidate) => {
    const setting = { baseline: serverThat(""), candidate, ...asServer, load };
    await expect(measureVersions("latency p99", setting)).rejects.toMatchObject({
      side: "candidate",
      failure: {
        kind: "threw",
        during: "loading",
        error: { message: "the entry must return an HTTP server that already listens on a port" },
      },
    });
  });
});

describe("the body of a server's answer", () => {
  it.each([
    ["text in UTF-8", "Zoë", "Zoë"],
    ["bytes that are none", [255, 128, 31], Uint8Array.of(255, 128, 31)],
  ])("may be %s", async (_what, body, read) => {
    const sends = `response.end(Buffer.from(${JSON.stringify(body)}));\nreturn;`;
    const program = programInMemory(temporaryFolder(), "candidate", serverThat(sends), asServer);
    const worker = await processSandbox.start(program);
    try {
      await worker.deliver([encode([{ method: "GET", path: "/work" }])]);
      await worker.run();
      const { answers } = await worker.collect([0]);
      expect(answers).toEqual([{ kind: "data", value: { status: 200, body: read } }]);
    } finally {
      await worker.stop();
    }
  });
});

describe("probes", measuring, () => {
  const blockMs = 500;
  const everyMs = 10;
  const late = (latencyMs: number) => latencyMs > blockMs / 20;

  /** Starts a server that blocks once, at the first background request, and asks it something. */
  async function withBlockingServer<T>(ask: (address: ServerAddress) => Promise<T>): Promise<T> {
    const source = serverThat(`if (isFirst) block(${blockMs});`);
    const program: Program = programInMemory(temporaryFolder(), "candidate", source, asServer);
    const worker = await processSandbox.start(program);
    try {
      return await ask(worker.address ?? { port: 0 });
    } finally {
      await worker.stop();
    }
  }

  /** The latencies that a client sees which sends a probe only when the one before is answered. */
  async function waitingClient(address: ServerAddress, windowMs: number): Promise<number[]> {
    const latencies: number[] = [];
    const end = performance.now() + windowMs;
    const blocking = get(address, "/work");
    while (performance.now() < end) {
      const due = performance.now() + everyMs;
      const sent = performance.now();
      await get(address, "/ping");
      latencies.push(performance.now() - sent);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    }
    await blocking;
    return latencies;
  }

  it("wait for one turn of a loop that is busy all the time, and not for a turn each", async () => {
    const busyMs = 60;
    const source = serverThat(`for (let turn = 0; turn < 10; turn++) {
      block(${busyMs});
      await new Promise((resolve) => setImmediate(resolve));
    }`);
    const program: Program = programInMemory(temporaryFolder(), "candidate", source, asServer);
    const worker = await processSandbox.start(program);
    try {
      const probe = { ...load.probe, everyMs };
      const report = await drive(worker.address ?? { port: 0 }, { ...load, probe, windowMs: 600 });
      const { latencyMs } = report.timesBy(({ ms }) => ms);
      expect(report.failed).toBe(0);
      // With a connection for each, the server would accept one a turn, and the middle one be last.
      expect(latencyMs.p50).toBeLessThan(2.5 * busyMs);
    } finally {
      await worker.stop();
    }
  });

  async function get(address: ServerAddress, path: string): Promise<void> {
    const [response] = await once(httpRequest({ ...address, path }).end(), "response");
    await once(response.resume(), "end");
  }

  it("come among background requests that may all differ", async () => {
    const paths = new Set<number>();
    const request = (number: number) => {
      paths.add(number);
      return { method: "GET", path: `/work?${number}` } as const;
    };
    const background = { request, connections: 2 };
    const report = await withBlockingServer((address) => drive(address, { ...load, background }));
    expect(report.failed).toBe(0);
    expect(paths.size).toBeGreaterThanOrEqual(Math.max(2, report.completed));
  });

  it("show every moment in which a server is stuck, where a waiting client sees one", async () => {
    const windowMs = blockMs * 1.5;
    const probing = { ...load, probe: { ...load.probe, everyMs }, windowMs };
    const report = await withBlockingServer((address) => drive(address, probing));
    const waited = await withBlockingServer((address) => waitingClient(address, windowMs));
    expect(report.failed).toBe(0);
    expectNear(report.probes, windowMs / everyMs, 0.3);
    // The median is late, so that half of the probes are.
    expect(late(report.timesBy(({ ms }) => ms).latencyMs.p50)).toBe(true);
    expect(waited.filter(late).length).toBeGreaterThan(0);
    expect(report.probes / 2).toBeGreaterThan(5 * waited.filter(late).length);
  });
});
