import { describe, expect, it } from "vitest";
import { progressView } from "../../src/commands/terminal/progress.ts";
import type { Progress } from "../../src/grading/progress.ts";

/** What is written where there is no terminal, when a step is shown at each of these seconds. */
function written(steps: readonly (readonly [second: number, exercise: string, step: Progress])[]) {
  const lines: string[] = [];
  const stream = { isTTY: false, write: (text: string) => lines.push(text) };
  let clock = 0;
  const view = progressView(stream as unknown as NodeJS.WriteStream, () => clock);
  for (const [second, exercise, step] of steps) {
    clock = 1000 * second;
    view.show(exercise, step);
  }
  return lines.join("");
}

const fork = (done: number): Progress => ({ stage: "measuring", done, total: 40 });
const profiling = (done: number): Progress => ({ stage: "profiling", done, total: 5 });

describe("progress without a terminal", () => {
  it("is a line for each stage that ends soon", () => {
    const check: Progress = { stage: "checking answers", done: 0, total: 9 };
    expect(
      written([
        [0, "a", check],
        [1, "a", fork(0)],
        [2, "a", fork(1)],
        [9, "a", fork(2)],
        [10, "a", profiling(0)],
      ]),
    ).toBe("a: checking answers\na: measuring\na: profiling\n");
  });

  it.each([
    [1, 90],
    [4, 23],
    [7, 13],
  ])("is a line now and then of a stage that goes on: a step in %d s", (every, steps) => {
    const shown = Array.from({ length: steps }, (_, at) => [at * every, "a", fork(at)] as const);
    const [first, ...more] = written(shown).trim().split("\n");
    expect(first).toBe("a: measuring");
    expect(more.length).toBeGreaterThanOrEqual(6);
    expect(more.length).toBeLessThanOrEqual(9);
    for (const line of more)
      expect(line).toMatch(/^a: measuring: fork \d+ of at most 40 \(\d+ s\)$/);
  });

  it("says how far another stage is that takes long", () => {
    expect(
      written([
        [0, "a", profiling(0)],
        [12, "a", profiling(3)],
      ]),
    ).toContain("a: profiling: run 4 of 5 (12 s)");
  });

  it("counts the seconds of each exercise by themselves", () => {
    expect(
      written([
        [0, "a", fork(0)],
        [50, "b", fork(0)],
        [61, "b", fork(3)],
      ]),
    ).toBe("a: measuring\nb: measuring\nb: measuring: fork 4 of at most 40 (11 s)\n");
  });
});
