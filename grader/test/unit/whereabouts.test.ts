import { describe, expect, it } from "vitest";
import { whereaboutsMark } from "../../src/engine/sandbox/protocol.ts";
import { stackOfThrown, whereaboutsIn } from "../../src/engine/sandbox/whereabouts.ts";

const folder = "file:///t/candidate";
type Frame = readonly [name: string, line: number, url?: string];

/** What a process writes when it is seen with these stacks, innermost function first. */
const seen = (...stacks: (readonly Frame[])[]) =>
  stacks
    .map((stack) => {
      const frames = stack.map(([name, line, url = `${folder}/index.ts`]) => ({ name, url, line }));
      return `\n${whereaboutsMark}${JSON.stringify({ frames })}\n`;
    })
    .join("a print");

const at = (...frames: Frame[]) =>
  frames.map(([name, line]) => `    at ${name} (${folder}/index.ts:${line}:1)`).join("\n");

describe("where a program was that never came to an end", () => {
  it.each([
    [
      "the function that it never left",
      seen(
        [
          ["next", 9],
          ["spin", 5],
          ["run", 2],
        ],
        [
          ["spin", 5],
          ["run", 2],
        ],
        [
          ["step", 12],
          ["spin", 6],
          ["run", 2],
        ],
      ),
      at(["spin", 5], ["run", 2]),
    ],
    [
      "the one that it was in most often, where it left all",
      seen([["one", 1]], [["two", 2]], [["one", 1]]),
      at(["one", 1]),
    ],
    [
      "its own functions, and none of the grader's",
      seen([
        ["spin", 3],
        ["runTimedCalls", 200, "file:///runner/child/runner.js"],
      ]),
      at(["spin", 3]),
    ],
    ["nothing where it was not seen", "Error: no", ""],
    ["nothing where it was only seen elsewhere", seen([["read", 1, "file:///runner/pipe.js"]]), ""],
    ["code without a function as such", seen([["", 4]]), at(["<anonymous>", 4])],
  ])("is told as %s", (_what, errors, stack) => {
    expect(whereaboutsIn(errors, folder)).toEqual(stack === "" ? {} : { stack });
  });

  const idle = (times: number) => seen(...Array.from({ length: times }, () => []));

  it("is nowhere when it only waited in the end, wherever it was before", () => {
    expect(whereaboutsIn(seen([["read", 3]]) + idle(20), folder)).toEqual({ waits: true });
  });

  it("is where it was between waiting", () => {
    const errors = idle(20) + seen([["poll", 3]]) + idle(5);
    expect(whereaboutsIn(errors, folder)).toEqual({ stack: at(["poll", 3]) });
  });

  it("is unknown when it was hardly looked at", () => {
    expect(whereaboutsIn(idle(3), folder)).toEqual({});
  });

  it.each([
    ["no JSON", "{"],
    ["another form", '{"frames":[{"name":"spin"}]}'],
    [
      "a line that is none",
      '{"frames":[{"name":"spin","url":"file:///t/candidate/index.ts","line":-1}]}',
    ],
    [
      "an endless name",
      JSON.stringify({ frames: [{ name: "x".repeat(201), url: folder, line: 1 }] }),
    ],
  ])("is not read from %s", (_what, text) => {
    expect(whereaboutsIn(`${whereaboutsMark}${text}\n`, folder)).toEqual({});
  });
});

describe("where a program threw what is no Error", () => {
  const thrown = (what: string, line: number) =>
    `${whereaboutsMark}${JSON.stringify({ frames: [{ name: "run", url: `${folder}/index.ts`, line }], thrown: what })}\n`;

  it.each([
    ["where the same was thrown last", [thrown("'a'", 1), thrown("'a'", 2), thrown("'b'", 3)], 2],
    ["where the last object was, if it is one", [thrown("", 1), thrown("'b'", 2)], 1],
    ["not where something else was", [thrown("'b'", 1)], undefined],
  ])("is %s", (_what, looks, line) => {
    const expected = line === undefined ? "" : at(["run", line]);
    expect(stackOfThrown(looks.join(""), folder, "'a'")).toBe(expected);
  });
});
