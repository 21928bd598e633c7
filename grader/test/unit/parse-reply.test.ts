import { describe, expect, it } from "vitest";
import { parseLastWords, parseReply } from "../../src/engine/sandbox/parse-reply.ts";
import {
  type LastWords,
  lastWordsMark,
  type Reply,
  type Request,
} from "../../src/engine/sandbox/protocol.ts";

const run: Request = { kind: "run", passes: 1 };
const collect: Request = { kind: "collect", positions: [0, 3], withInputs: false };
const parse = (reply: unknown, request: Request = run) =>
  parseReply(Buffer.from(JSON.stringify(reply)), request);

describe("a reply of a child", () => {
  it.each<[Reply]>([
    [{ kind: "loaded" }],
    [{ kind: "loaded" }],
    [{ kind: "missing export", exports: ["other"] }],
    [{ kind: "delivered" }],
    [{ kind: "done", cpuMs: 0 }],
    [{ kind: "done", cpuMs: 1.5, counted: 12 }],
    [{ kind: "done", cpuMs: 1.5, counted: -12 }],
    [{ kind: "live bytes", heap: 1000, external: -8, buffers: 0, committed: 4096 }],
    [{ kind: "memory", now: 1, peak: 2 }],
    [{ kind: "leftovers", resources: ["Timeout"] }],
    [{ kind: "changed built-ins", what: "replaced Array.prototype.map" }],
    [{ kind: "threw", error: { name: "Error", message: "no", stack: "" } }],
    [
      {
        kind: "threw",
        error: {
          name: "Error",
          message: "no",
          stack: "",
          behind: [{ is: "cause", name: "", message: "1", stack: "" }],
        },
      },
    ],
    [{ kind: "answers" }],
    [{ kind: "recording" }],
    [{ kind: "recorded", recording: {} }],
  ])("is taken as it is: %j", (reply) => {
    expect(parse(reply)).toEqual(reply);
  });

  it.each([
    ["nothing", ""],
    ["text", "all answers are right"],
    ["half of a reply", '{"kind":"done","cpuMs":'],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00]).toString("latin1")],
  ])("that is %s is no JSON", (_, body) => {
    expect(parseReply(Buffer.from(body, "latin1"), run)).toBe("sent a reply that is not JSON");
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["a list", []],
    ["of no kind", {}],
    ["of an unknown kind", { kind: "passed" }],
    ["without a field", { kind: "done" }],
    ["with a field too many", { kind: "delivered", speedup: 100 }],
    ["with a duration that is text", { kind: "done", cpuMs: "1" }],
    ["with a duration below zero", { kind: "done", cpuMs: -1 }],
    ["with an endless duration", { kind: "done", cpuMs: Number.POSITIVE_INFINITY }],
    ["with an endless count", { kind: "done", cpuMs: 1, counted: Number.NEGATIVE_INFINITY }],
    [
      "with a heap below zero",
      { kind: "live bytes", heap: -1, external: 0, buffers: 0, committed: 1 },
    ],
    ["with what nobody asked for", { kind: "loaded", port: 70_000 }],
    ["with a throw without an error", { kind: "threw" }],
    ["with an endless list", { kind: "missing export", exports: Array(1001).fill("x") }],
    ["with an endless text", { kind: "changed built-ins", what: "x".repeat(20_001) }],
  ])("that is %s has not the form of one", (_, reply) => {
    expect(parse(reply)).toBe("sent a reply that has not the form of one");
  });

  it.each([
    [0, true],
    [1, true],
    [2, false],
    [2 ** 32, false],
  ])("about answer %d of two is taken: %s", (index, isTaken) => {
    const reply = { kind: "not plain data", index, what: "a Proxy" };
    const expected = isTaken ? reply : "sent more answers than it was asked for";
    expect(parse(reply, collect)).toEqual(expected);
  });
});

describe("the last words of a child", () => {
  const error = { name: "Error", message: "no", stack: "" };
  const line = (words: unknown) => `\n${lastWordsMark}${JSON.stringify(words)}\n`;

  it.each<[LastWords]>([
    [{ kind: "uncaught", by: "throw", error }],
    [{ kind: "uncaught", by: "rejection", error }],
    [{ kind: "never settled", what: "entry" }],
    [{ kind: "exit called", stack: "at f" }],
  ])("are found in what it wrote: %j", (words) => {
    expect(parseLastWords(`a print${line({ kind: "earlier" })}${line(words)}at the end`)).toEqual(
      words,
    );
  });

  it.each([
    ["nothing", ""],
    ["no such line", "Error: no\n    at f"],
    ["half a line", line({ kind: "exit called", stack: "" }).slice(0, -6)],
    ["another form", line({ kind: "exit called", stack: "", passed: true })],
    ["an endless text", line({ kind: "exit called", stack: "x".repeat(20_001) })],
  ])("are none where there is %s", (_what, errors) => {
    expect(parseLastWords(errors)).toBeUndefined();
  });
});
