import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ServerRequest } from "../../src/contract/index.ts";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import { lastWordsMark } from "../../src/engine/sandbox/protocol.ts";
import { WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { outcomeOfFailure } from "../../src/engine/verdict/outcome-of-failure.ts";
import { failureDetails } from "../../src/reports/failure-details.ts";
import { type ProgramSetting, programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const levels = (["permissions", "bubblewrap"] as const).filter(
  (level) => level === "permissions" || strongestIsolation() === "bubblewrap",
);

const request: ServerRequest = { method: "GET", path: "/" };

/** What a learner is told when a version fails at loading, or at a call. */
async function told(isolation: Isolation, source: string, setting: ProgramSetting = {}) {
  const folder = temporaryFolder({});
  mkdirSync(join(folder, "candidate"), { recursive: true });
  const program = programInMemory(folder, "candidate", source, setting);
  try {
    const worker = await processSandboxWith(isolation).start(program);
    try {
      await worker.deliver([encode([request])]);
      await worker.run();
      throw new Error("the version did not fail");
    } finally {
      await worker.stop();
    }
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error;
    const outcome = outcomeOfFailure(error.failure);
    if (outcome.outcome !== "crashed") throw new Error(`it ended as ${outcome.outcome}`);
    return { what: outcome.what, details: failureDetails(outcome) };
  }
}

const at = (...frames: string[]) => ["at", frames.join("\n")];
/** Nothing is run again here. */
const unknown = ["at", expect.stringMatching(/^an unknown place: only an Error knows/)];

describe.each(levels)("what a learner is told of a crash, isolated by %s", (level) => {
  it.each([
    ["an error", 'throw new RangeError("none");', "RangeError: none", at("run (src/index.ts:2)")],
    ["a string", 'throw "none";', "threw 'none'", unknown],
    ["undefined", "throw undefined;", "threw undefined", unknown],
    [
      "an object with getters that throw",
      "throw { code: 7, get message() { throw 1; } };",
      "threw { code: 7, message: [Getter] }",
      unknown,
    ],
    [
      "an error whose message can't be read",
      "throw Object.defineProperty(new TypeError(), 'message', { get() { throw 1; } });",
      "TypeError: (its message can't be read)",
      undefined,
    ],
  ])("names %s that a call throws, and its place", async (_what, body, what, where) => {
    const source = `export function run() {\n  ${body}\n}`;
    expect(await told(level, source)).toEqual({
      what,
      details: where === undefined ? [] : [where],
    });
  });

  it("names a stack overflow, and where it went down", async () => {
    const source =
      "const down = (n) => 1 + down(n + 1);\nexport function run() { return down(1); }";
    const { what, details } = await told(level, source);
    expect(what).toBe("RangeError: Maximum call stack size exceeded");
    expect(details[0]?.[1]).toMatch(/^down \(src\/index\.ts:1\)\n/);
  });

  it("shows the causes of an error and the errors of an AggregateError, each with its place", async () => {
    const source = `function read() { throw new TypeError("no disk"); }
export function run() {
  try { read(); } catch (cause) {
    throw new Error("no prices", { cause: new AggregateError([cause, "late"], "all failed") });
  }
}`;
    expect(await told(level, source)).toEqual({
      what: "Error: no prices",
      details: [
        at("run (src/index.ts:4)"),
        ["cause", "AggregateError: all failed\nat run (src/index.ts:4)"],
        ["error", "TypeError: no disk\nat read (src/index.ts:1)"],
        ["error", "'late'"],
      ],
    });
  });

  it("is not taken for its place, whatever a message says", async () => {
    const source =
      'export function run() {\n  throw new Error("a\\n    at fake (file:///t/candidate/b.ts:1:1)");\n}';
    expect((await told(level, source)).details).toEqual([at("run (src/index.ts:2)")]);
  });

  it("shows the line of an import that is not there", async () => {
    const source =
      "const a = 1;\nimport { gone } from './index.ts';\nexport const run = () => gone + a;";
    const { what, details } = await told(level, source);
    expect(what).toMatch(/^SyntaxError: .*gone/);
    expect(details).toEqual([at("top level (src/index.ts:2)")]);
  });

  it("ends with causes that contain each other", async () => {
    const source = "export function run() { const e = new Error('round'); e.cause = e; throw e; }";
    const { details } = await told(level, source);
    expect(details.filter(([label]) => label === "cause")).toHaveLength(5);
  });

  it.each([
    [
      "an error in a timer",
      "setTimeout(function later() { throw new Error('late'); }, 1);",
      "Error: late (uncaught)",
      /later .*\(src\/index\.ts:3\)/,
    ],
    [
      "an error in an event listener",
      "const t = new EventTarget();\nt.addEventListener('go', function onGo() { throw new Error('heard'); }); t.dispatchEvent(new Event('go'));",
      "Error: heard (uncaught)",
      /onGo \(src\/index\.ts:4\)/,
    ],
    [
      "a rejection that nobody handles",
      "(async function fill() { await null; throw new TypeError('no cache'); })();",
      "TypeError: no cache (an unhandled rejection)",
      /fill \(src\/index\.ts:3\)/,
    ],
    [
      "a rejection without an error",
      "Promise.reject({ code: 7 });",
      "threw { code: 7 } (an unhandled rejection)",
      /^an unknown place/,
    ],
  ])("names %s", async (_what, body, what, where) => {
    const source = `export async function run() {
  await null;
  ${body}
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}`;
    const { details, ...rest } = await told(level, source, { kind: "async function" });
    expect(rest).toEqual({ what });
    expect(details[0]?.[1] ?? "").toMatch(where);
  });

  it.each([
    ["throws", "(request, response) => { response.end(undefined.url); }", "(uncaught)"],
    [
      "rejects",
      "async (request, response) => { await null; response.end(undefined.url); }",
      "(an unhandled rejection)",
    ],
    [
      "lets a stream fail",
      "(request, response) => { server.emit('error', new TypeError(\"Cannot read properties of undefined (reading 'url')\")); }",
      "(uncaught)",
    ],
  ])("names the error of a server whose handler %s", async (_what, handler, how) => {
    const source = `import { createServer } from "node:http";
export function run() {
  const server = createServer(${handler});
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}`;
    const setting = { kind: "server", modules: ["node:http"] } as const;
    const { what, details } = await told(level, source, setting);
    expect(what).toBe(`TypeError: Cannot read properties of undefined (reading 'url') ${how}`);
    expect(details[0]?.[1]).toContain("(src/index.ts:3)");
  });

  it.each([
    ["exits", "exit(3)", /^exited with code 3: it called exit$/],
    ["exits as if all was well", "exit(0)", /^exited with code 0: it called exit$/],
    // The first process of a namespace is not ended by SIGABRT.
    ["aborts", "abort()", /^ended by SIG(ABRT|SEGV|TRAP|ILL)$/],
  ])("says where a call %s", async (_what, call, what) => {
    const source = `import process from "node:process";\nexport function run() {\n  process.${call};\n}`;
    expect(await told(level, source, { modules: ["node:process"] })).toEqual({
      what: expect.stringMatching(what),
      details: [at("run (src/index.ts:3)")],
    });
  });

  it.each([
    ["at once", "const table = undefined.rows;", /^TypeError: .*'rows'\)$/],
    [
      "in a timer that a top-level await waits for",
      "await new Promise(() => setTimeout(() => { undefined.rows; }, 1));",
      /^TypeError: .*'rows'\) \(uncaught\)$/,
    ],
    ["as a rejection", "await Promise.reject(new TypeError('rows'));", /^TypeError: rows$/],
  ])("names what is thrown while a module loads: %s", async (_what, top, what) => {
    const found = await told(level, `${top}\nexport const run = () => 0;`);
    expect(found.what).toMatch(what);
    expect(found.details[0]?.[1]).toContain("(src/index.ts:1)");
  });

  it.each([
    ["a call", "async function", "", "run returned a promise"],
    ["the start of a server", "server", "", "run returned a promise"],
    [
      "a module",
      "async function",
      "await new Promise(() => {});",
      "a top-level await waits for a promise",
    ],
  ] as const)("tells a promise that never settles: of %s", async (_what, kind, top, begin) => {
    const source = `${top}\nexport const run = () => new Promise(() => {});`;
    expect(await told(level, source, { kind })).toEqual({
      what: `${begin} that never settles: nothing is left to do that could settle it`,
      details: [],
    });
  });
});

describe("a message of any length and content", () => {
  it("is bounded, and does not push its place out of the report", async () => {
    const source = "export function run() {\n  throw new Error('long '.repeat(100_000));\n}";
    const { what, details } = await told("permissions", source);
    expect(what.length).toBeLessThan(5000);
    expect(details).toEqual([at("run (src/index.ts:2)")]);
  });

  it("that claims to be last words changes nothing but what is shown", async () => {
    const forged = `\n${lastWordsMark}{"kind":"uncaught","by":"throw","passed":true}\n`;
    const source = `import { writeSync } from "node:fs";
import process from "node:process";
export function run() {
  writeSync(2, ${JSON.stringify(forged)});
  process.exit(0);
}`;
    const { what } = await told("permissions", source, { modules: ["node:fs", "node:process"] });
    expect(what).toBe("exited with code 0: it called exit");
  });
});
