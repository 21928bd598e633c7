import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import { failureDetails } from "../../src/reports/failure-details.ts";
import { courseFixture, folderInRepository } from "../support/course-copy.ts";
import { gradeFolder } from "../support/red-team.ts";

const { exercises } = await loadCourse(courseFixture);
const pairSums = exercises[0] as LoadedExercise;

const count = `
function count(values: number[], sum: number): number {
  let pairs = 0;
  for (let place = 0; place < values.length; place++) {
    for (let other = place + 1; other < values.length; other++) {
      if (values[place] + values[other] === sum) pairs++;
    }
  }
  return pairs;
}
`;

/** What a learner reads of a wrong answer of this version. */
async function detailsOf(source: string) {
  const folder = folderInRepository();
  writeFileSync(join(folder, "index.ts"), `${source}${count}`);
  const { outcome } = await gradeFolder(folder, pairSums, "wrong answer", "permissions");
  expect(outcome.outcome).toBe("wrong answer");
  const details = failureDetails(outcome);
  return {
    all: details.map(([, text]) => text).join("\n"),
    labels: details.map(([label]) => label),
  };
}

describe("a wrong answer to an input that has the right one in a fresh process", () => {
  it.each([
    [
      "a Map",
      `const known = new Map<number, number>();
      export function pairSums(values: number[], sum: number): number {
        if (!known.has(sum)) known.set(sum, count(values, sum));
        return known.get(sum) ?? 0;
      }`,
      "known (src/index.ts:3)",
    ],
    [
      "a variable",
      `let last = 0;
      export function pairSums(values: number[], sum: number): number {
        const answer = last === 0 ? count(values, sum) : last;
        last = answer;
        return answer;
      }`,
      "last (src/index.ts:4)",
    ],
    [
      "a class's own field",
      `class Sums {
        static #total = 0;
        static add(pairs: number) { Sums.#total += pairs; return Sums.#total; }
      }
      export function pairSums(values: number[], sum: number): number {
        return Sums.add(count(values, sum));
      }`,
      "Sums (src/index.ts:3)",
    ],
  ])("is told as that, with what the calls write to: %s", async (_, source, place) => {
    const { all } = await detailsOf(source);
    expect(all).toContain("in a fresh process it gives the right answer to this input");
    expect(all).toContain(`its functions write to ${place}`);
  });

  it.each([
    ["is wrong each time", "return count(values, sum) + 1;"],
    ["is wrong for some inputs", "return values.length > 2 ? 0 : count(values, sum);"],
  ])("is another one than that of a version that %s", async (_, body) => {
    const { labels } = await detailsOf(
      `let calls = 0; export function pairSums(values: number[], sum: number) { calls++; ${body} }`,
    );
    expect(labels).not.toContain("why");
  });
});
