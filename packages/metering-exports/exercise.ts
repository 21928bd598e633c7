import type { Random, ServerEntry, ServerRequest } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";

export default defineExercise<ServerEntry>({
  title: "The export beside the pings",
  pathology: "blocked event loop",
  lesson: "L11",
  order: 1300,
  difficulty: 3,
  prerequisites: ["parcel-board"],
  origin: {
    url: "https://github.com/frequency-chain/parquetjs/pull/199",
    summary:
      "parquetjs, a library that writes Parquet files, offered asynchronous functions for GZIP that called gzipSync inside. So concurrent exports of large pages blocked Node's event loop. The pull request uses zlib's asynchronous functions instead.",
  },
  entry: "startMetering",
  entryKind: "server",
  resource: { operation: "reading" },
  load: {
    probe: { request: get("/ping"), everyMs: 5 },
    background: {
      request: (number) => get(`/exports?day=${number % 1_000_000}&meters=50000`),
      connections: 1,
    },
    windowMs: 700,
  },
  input: {
    make: (random, size) => [get(exportPath(random, size))],
    sizes: { check: [3, 50, 2500], time: 50_000 },
    edgeCases: {
      "a ping": () => [get("/ping")],
      "a ping with a question": () => [get("/ping?from=balancer")],
      "an export of nothing": () => [get("/exports?day=1&meters=0")],
      "an export of one meter": () => [get("/exports?day=1&meters=1")],
      "an export of two meters": () => [get("/exports?day=1&meters=2")],
      "a thousand meters": () => [get("/exports?day=365&meters=1000")],
      "a meter more than a thousand": () => [get("/exports?day=365&meters=1001")],
      "4096 meters": () => [get("/exports?day=0&meters=4096")],
      "7777 meters": () => [get("/exports?day=40&meters=7777")],
      "a day far ahead": () => [get("/exports?day=999999999&meters=300")],
      "too many meters": () => [get("/exports?day=1&meters=100001")],
      "no meters": () => [get("/exports?day=1")],
      "no day": () => [get("/exports?meters=10")],
      "a day before the first": () => [get("/exports?day=-1&meters=10")],
      "half a meter": () => [get("/exports?day=1&meters=0.5")],
      "a text for a number": () => [get("/exports?day=today&meters=10")],
      "another method": () => [{ method: "POST", path: "/exports?day=1&meters=1", body: "now" }],
      "another path": () => [get("/reports")],
    },
    isValid: ({ method, path }) => ["GET", "POST"].includes(method) && /^\/[\w?=&.-]*$/.test(path),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "latency p99",
    target: 3,
    stretch: 8,
    bounds: [{ metric: "time per request", atMost: 2 }],
    seconds: 24,
  },
  allows: {
    modules: [
      "node:http",
      "node:stream",
      "node:stream/promises",
      "node:timers/promises",
      "node:util",
      "node:zlib",
    ],
  },
  diagnosis: { function: "exportDay", file: "export.ts", lines: [19, 28] },
  hints: [
    "A ping that is answered in the middle of an export would be as fast as ever, but there is none. From the request for an export until its last byte is written, who gives control back to Node, and when?",
    "List the steps of an export, and what each of them costs. Which one could happen on another thread, because Node offers it that way? If it did, how long would the longest stretch be in which nothing else can run?",
    "`await` on something that is ready does not let other requests in: they wait in the event loop, and promises are served before it. `setImmediate` gives everybody a turn. How large a piece of each step fits between two turns? Sorting can't be stopped half-way, but many small lists can be sorted, and merged later.",
    "Read and sort slices of a thousand readings, and await `setImmediate` from node:timers/promises after each. Merge the slices two by two, with the same turns in between. Turn the lines into bytes slice by slice, and compress them with zlib's asynchronous `gzip`. Give a turn after a millisecond or two of work: a timer instead of a turn, or a turn after each reading, makes the export itself slow.",
  ],
});

function get(path: string): ServerRequest {
  return { method: "GET", path };
}

function exportPath(random: Random, meters: number): string {
  return `/exports?day=${random.int(0, 9999)}&meters=${meters}`;
}
