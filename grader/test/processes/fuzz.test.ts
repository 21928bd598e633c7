import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { FrameReader } from "../../src/engine/sandbox/frames.ts";
import { parseReply } from "../../src/engine/sandbox/parse-reply.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import type { Request } from "../../src/engine/sandbox/protocol.ts";
import { type Failure, WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

const requests: readonly Request[] = [
  { kind: "run", passes: 1 },
  { kind: "deliver", count: 3 },
  { kind: "collect", positions: [0, 1], withInputs: true },
  { kind: "record", on: true },
  { kind: "finish recording" },
];

describe("a reply, whatever it is,", () => {
  it("is either taken or called by what is wrong with it: 400 times any JSON", () => {
    const form = fc.record({
      kind: fc.constantFrom("done", "answers", "threw", "loaded", "not plain data", "recorded"),
      cpuMs: fc.anything(),
      index: fc.anything(),
      what: fc.anything(),
      error: fc.anything(),
      ["__proto__"]: fc.anything(),
    });
    const json = fc.oneof(fc.json(), form.map(jsonOf));
    fc.assert(
      fc.property(json, fc.constantFrom(...requests), (text, request) => {
        const reply = parseReply(Buffer.from(text), request);
        expect(typeof reply === "string" || typeof reply.kind === "string").toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["nested a hundred thousand times", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["of one huge text", JSON.stringify({ kind: "threw", error: "x".repeat(5_000_000) })],
    ["with a prototype", '{"__proto__":{"kind":"done"},"kind":"done","cpuMs":1}'],
    ["with a number that is none", '{"kind":"done","cpuMs":NaN}'],
    ["with a number that is too large", '{"kind":"done","cpuMs":1e999}'],
  ])("that is %s is refused", (_, text) => {
    expect(typeof parseReply(Buffer.from(text), requests[0] as Request)).toBe("string");
  });
});

/** JSON of anything; what JSON can't say is text. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_, item) => (typeof item === "bigint" ? String(item) : item));
  } catch {
    return fc.stringify(value);
  }
}

describe("a stream of bytes", () => {
  it("is cut into frames, or refused, or waited for, however it is chopped: 400 times", async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(pieces, async (chunks) => {
        const stream = new PassThrough();
        const reader = new FrameReader(stream);
        for (const chunk of chunks) stream.write(chunk);
        const bytes = Buffer.concat(chunks);
        const expected = bytes.length < 4 ? "waits" : expectedOf(bytes);
        const waits = new Promise((resolve) => setImmediate(resolve, "waits"));
        const seen = await Promise.race([
          reader.next().then(
            (frame) => frame.toString("hex"),
            (error: Error) => error.name,
          ),
          waits,
        ]);
        expect(seen).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  function expectedOf(bytes: Buffer): string {
    const length = bytes.readUInt32LE(0);
    if (length > 256 * 1024 * 1024) return "RangeError";
    return bytes.length < 4 + length ? "waits" : bytes.subarray(4, 4 + length).toString("hex");
  }
});

/** How a process may end that writes nonsense into the grader's channel. */
const honestFailures: readonly Failure["kind"][] = ["broke the protocol", "exited", "timed out"];

describe("a process that writes nonsense into the channel", () => {
  it.each(Array.from({ length: 24 }, (_, nth) => nth))("is ended and named: %d", async (nth) => {
    const hex = nonsense(nth).toString("hex");
    const source = `
      import { writeSync } from "node:fs";
      export function entry() {
        writeSync(4, Buffer.from("${hex}", "hex"));
        return 1;
      }`;
    const worker = await processSandboxWith("permissions").start({
      side: "candidate",
      module: "/nowhere/index.ts",
      sources: new Map([["/nowhere/index.ts", source]]),
      modules: ["node:fs"],
      entry: "entry",
      kind: "function",
      readable: [],
      limits: { seconds: 2, heapMegabytes: 64, processMegabytes: 512 },
    });
    try {
      await worker.deliver([encode([])]);
      const failed = worker.run().then(() => worker.collect([0]));
      const error = await failed.then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error).toBeInstanceOf(WorkerFailed);
      expect(honestFailures).toContain((error as WorkerFailed).failure.kind);
    } finally {
      await worker.stop();
    }
  });

  /** Random bytes, frames of random lengths, replies without a password, cut and endless ones. */
  function nonsense(nth: number): Buffer {
    const body = [
      randomBytes(1 + ((nth * 37) % 300)),
      Buffer.from('{"kind":"done","cpuMs":0.001}'),
      Buffer.from('{"kind":"answers"}'),
      Buffer.alloc(8 + nth),
      Buffer.from(`${"\0".repeat(8)}{"kind":"done","cpuMs":1}`),
      Buffer.from("[".repeat(5000)),
    ][nth % 6] as Buffer;
    const length = Buffer.alloc(4);
    length.writeUInt32LE([body.length, body.length + 9, 0, 2 ** 32 - 1][(nth >> 2) % 4] ?? 0);
    return nth % 5 === 0 ? body : Buffer.concat([length, body]);
  }
});

describe("a submission's folder, whatever is in it,", () => {
  const names = fc.oneof(
    fc.constantFrom("index.ts", "a.ts", "b.js", "c.d.ts", "package.json", "deep", ".hidden.ts"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).map((name) => `${name}.ts`),
  );
  const texts = fc.oneof(
    fc.constantFrom("export const x = 1;", 'import "node:fs";', "enum A { B }", "", "\0", "}{"),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  const kinds = fc.constantFrom("file", "file", "file", "folder", "link", "pipe");

  it("is taken or refused with reasons: 150 times", async () => {
    const entries = fc.array(fc.tuple(names, kinds, texts), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(entries, async (own) => {
        const folder = temporaryFolder();
        for (const [name, kind, text] of own) tryToMake(join(folder, safe(name)), kind, text);
        const taken = await takeSubmission(folder, []);
        if (taken.state === "refused") {
          expect(taken.reasons.length).toBeGreaterThan(0);
          for (const reason of taken.reasons) expect(reason).toMatch(/\S/);
        } else expect(taken.submission.files.has("index.ts")).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  const safe = (name: string) => name.replaceAll(/[/\0]/g, "_");

  /** A name may be taken, or too long for the file system. */
  function tryToMake(path: string, kind: string, text: string): void {
    try {
      // Never into a pipe of that name, which would wait for a reader.
      if (kind === "file") writeFileSync(path, text, { flag: "wx" });
      else if (kind === "folder") mkdirSync(path);
      else if (kind === "link") symlinkSync("/etc/passwd", path);
      else if (process.platform !== "win32") execFileSync("mkfifo", [path], { stdio: "ignore" });
    } catch {}
  }
});
