import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputFile } from "../../src/contract/index.ts";
import { shrink } from "../../src/engine/correctness/shrink.ts";
import type { MadeArguments } from "../../src/engine/inputs/make-arguments.ts";

interface Search {
  readonly smallest: MadeArguments;
  /** Every input that was tried, and whether it failed. */
  readonly tried: readonly { readonly args: MadeArguments; readonly failed: boolean }[];
}

/** Shrinks with a predicate that is asked at most `tries` times. */
async function search(
  args: MadeArguments,
  fails: (args: MadeArguments) => boolean,
  tries = 400,
): Promise<Search> {
  const tried: { args: MadeArguments; failed: boolean }[] = [];
  const stillFails = async (smaller: MadeArguments) => {
    const failed = fails(smaller);
    tried.push({ args: smaller, failed });
    return failed;
  };
  const smallest = await shrink(args, stillFails, { tries, isSpent: () => false });
  return { smallest, tried };
}

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const fileText = (args: MadeArguments) => (args[0] as { text: string }).text;

describe("shrinking", () => {
  it("finds the one element that is to blame", async () => {
    const { smallest } = await search([oneTo(1000)], ([list]) => (list as number[]).includes(777));
    expect(smallest).toEqual([[777]]);
  });

  it("finds the two elements that are to blame together, wherever they stand", async () => {
    for (const [first, second] of [
      [1, 200],
      [99, 100],
      [63, 64],
      [128, 129],
    ]) {
      const { smallest } = await search([oneTo(200)], ([list]) => {
        const numbers = new Set(list as number[]);
        return numbers.has(first ?? 0) && numbers.has(second ?? 0);
      });
      expect(smallest).toEqual([[first, second]]);
    }
  });

  it("leaves nothing when everything fails", async () => {
    const { smallest } = await search([[1, 2, 3], { rows: [4, 5] }], () => true);
    expect(smallest).toEqual([[], { rows: [] }]);
  });

  it("leaves out parts of lists inside of objects and lists", async () => {
    const args = [{ regions: [{ rows: oneTo(30) }, { rows: oneTo(40) }] }, "unchanged"];
    const { smallest } = await search(args, ([record]) =>
      (record as { regions: { rows: number[] }[] }).regions.some(({ rows }) => rows.includes(33)),
    );
    expect(smallest).toEqual([{ regions: [{ rows: [33] }] }, "unchanged"]);
  });

  it("keeps the class of typed arrays", async () => {
    const { smallest } = await search([Float64Array.from(oneTo(100))], ([array]) =>
      (array as Float64Array).includes(50),
    );
    expect(smallest).toEqual([Float64Array.of(50)]);
  });

  it("leaves out whole lines of a file", async () => {
    const text = oneTo(100)
      .map((line) => `line ${line}\n`)
      .join("");
    const { smallest } = await search([inputFile("a.log", text)], (args) =>
      ["line 41\n", "line 90\n"].every((line) => fileText(args).includes(line)),
    );
    expect(smallest).toEqual([inputFile("a.log", "line 41\nline 90\n")]);
  });

  it("keeps a last line that has no line break", async () => {
    const { smallest } = await search([inputFile("a.log", "1\n2\n3")], (args) =>
      fileText(args).endsWith("3"),
    );
    expect(fileText(smallest)).toBe("3");
  });

  it("stops at an empty file instead of trying it again and again", async () => {
    const { smallest, tried } = await search([inputFile("a.log", "1\n2\n3\n")], () => true);
    expect(fileText(smallest)).toBe("");
    expect(tried.length).toBeLessThan(20);
  });

  it("keeps what has no parts to leave out", async () => {
    const args = [17, "text", null, undefined, new Map([["a", 1]]), new Date(0)];
    const { smallest, tried } = await search(args, () => true);
    expect(smallest).toBe(args);
    expect(tried).toEqual([]);
  });

  it("does not change the input that it starts from", async () => {
    const args = [[1, [2, 3]], { rows: [4] }, Int8Array.of(5)];
    const before = structuredClone(args);
    await search(args, () => true);
    expect(args).toEqual(before);
  });

  it("returns only an input that was seen to fail, and that no single omission makes smaller", async () => {
    const nested = fc.array(fc.array(fc.nat(20), { maxLength: 6 }), { maxLength: 6 });
    const failing = fc.tuple(nested, fc.integer({ min: 1, max: 40 }));
    const sum = ([lists]: MadeArguments) => (lists as number[][]).flat().reduce((a, b) => a + b, 0);
    await fc.assert(
      fc.asyncProperty(failing, async ([lists, atLeast]) => {
        fc.pre(sum([lists]) >= atLeast);
        const { smallest, tried } = await search([lists], (args) => sum(args) >= atLeast);
        const failed = tried.filter((one) => one.failed).map((one) => one.args);
        expect(smallest).toBe(failed.at(-1) ?? smallest);
        expect(sum(smallest)).toBeGreaterThanOrEqual(atLeast);
        for (const element of (smallest[0] as number[][]).flat()) {
          expect(sum(smallest) - element).toBeLessThan(atLeast);
        }
      }),
      { numRuns: 100, seed: 6 },
    );
  });
});

describe("the budget of shrinking", () => {
  it.each([0, 1, 7, 50])("bounds the tries to %i", async (tries) => {
    const args = [oneTo(1000)];
    const { smallest, tried } = await search(args, () => false, tries);
    expect(tried).toHaveLength(tries);
    expect(smallest).toBe(args);
  });

  it("gives the smallest found so far when it runs out", async () => {
    const { smallest, tried } = await search(
      [oneTo(64)],
      ([list]) => (list as number[]).includes(1),
      3,
    );
    expect(tried).toHaveLength(3);
    expect(smallest[0]).toContain(1);
    expect((smallest[0] as number[]).length).toBeLessThan(64);
  });

  it("ends the search when time is up", async () => {
    let asked = 0;
    const stillFails = async () => {
      asked++;
      return false;
    };
    const isSpent = () => asked === 2;
    await shrink([oneTo(64)], stillFails, { tries: 400, isSpent });
    expect(asked).toBe(2);
  });
});
