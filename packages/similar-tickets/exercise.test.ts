import { describe, expect, it } from "vitest";
import { mostSimilar } from "#subject";

/** An archive whose tickets are called a, b, c and so on. */
function archive(...rows: number[][]) {
  return {
    dimensions: rows[0]?.length ?? 2,
    tickets: rows.map((_, row) => String.fromCharCode(97 + row)),
    embeddings: Float32Array.from(rows.flat()),
  };
}

const names = (matches: ReturnType<typeof mostSimilar>) => matches.map(({ ticket }) => ticket);

describe("mostSimilar", () => {
  it("ranks tickets by the cosine of the angle to the question, best first", () => {
    const matches = mostSimilar(Float32Array.of(1, 0), archive([0, 1], [1, 0], [3, 4]), 3);
    expect(matches).toEqual([
      { ticket: "b", score: expect.closeTo(1, 5) },
      { ticket: "c", score: expect.closeTo(0.6, 5) },
      { ticket: "a", score: 0 },
    ]);
  });

  it("does not prefer longer embeddings", () => {
    const matches = mostSimilar(Float32Array.of(2, 1), archive([30, 40], [0.5, 0.25]), 2);
    expect(names(matches)).toEqual(["b", "a"]);
    expect(matches[0]?.score).toBeCloseTo(1, 5);
  });

  it("gives as many as are wanted, or all there are", () => {
    const tickets = archive([1, 3], [2, 1], [1, 1]);
    expect(names(mostSimilar(Float32Array.of(1, 0), tickets, 2))).toEqual(["b", "c"]);
    expect(names(mostSimilar(Float32Array.of(1, 0), tickets, 10))).toEqual(["b", "c", "a"]);
    expect(mostSimilar(Float32Array.of(1, 0), tickets, 0)).toEqual([]);
    expect(mostSimilar(Float32Array.of(1, 0), archive(), 3)).toEqual([]);
  });

  it("puts the older of two tickets with equal scores first", () => {
    const tickets = archive([0, 1], [1, 2], [1, 1], [1, 2], [1, 2], [-1, 0]);
    expect(names(mostSimilar(Float32Array.of(1, 2), tickets, 2))).toEqual(["b", "d"]);
    expect(names(mostSimilar(Float32Array.of(1, 2), tickets, 4))).toEqual(["b", "d", "e", "c"]);
  });

  it("gives a ticket without text, or any ticket for an empty question, the score 0", () => {
    const tickets = archive([-1, 0], [0, 0], [1, 1], [0, 0]);
    expect(names(mostSimilar(Float32Array.of(1, 0), tickets, 4))).toEqual(["c", "b", "d", "a"]);
    expect(mostSimilar(Float32Array.of(1, 0), tickets, 2)[1]).toEqual({ ticket: "b", score: 0 });
    expect(mostSimilar(Float32Array.of(0, 0), tickets, 2)).toEqual([
      { ticket: "a", score: 0 },
      { ticket: "b", score: 0 },
    ]);
  });

  it("knows opposite directions", () => {
    const matches = mostSimilar(Float32Array.of(1, 1), archive([-1, -1], [-2, 0]), 2);
    expect(names(matches)).toEqual(["b", "a"]);
    expect(matches[1]?.score).toBeCloseTo(-1, 5);
  });

  it("takes embeddings of any number of dimensions, and scores that differ by little", () => {
    for (const dimensions of [2, 3, 4, 5, 9, 131]) {
      const ones = new Array<number>(dimensions).fill(1);
      const nearly = ones.with(0, 1.25);
      const matches = mostSimilar(Float32Array.from(ones), archive(nearly, ones, nearly), 2);
      const sum = dimensions + 0.25;
      const length = Math.sqrt(dimensions * (dimensions + 0.5625));
      expect(names(matches)).toEqual(["b", "a"]);
      expect(matches[1]?.score).toBeCloseTo(sum / length, 5);
    }
    const one = mostSimilar(Float32Array.of(3), archive([-1], [2], [8]), 3);
    expect(names(one)).toEqual(["b", "c", "a"]);
  });

  it("leaves its input as it is", () => {
    const tickets = archive([3, 4], [1, 0]);
    const before = structuredClone(tickets);
    mostSimilar(Float32Array.of(1, 0), tickets, 1);
    expect(tickets).toEqual(before);
  });

  it.each([-1, 0.5, Number.NaN])("refuses %d as a count", (count) => {
    expect(() => mostSimilar(Float32Array.of(1, 0), archive([1, 2]), count)).toThrow(RangeError);
  });

  it("refuses a question of other dimensions than the archive", () => {
    expect(() => mostSimilar(Float32Array.of(1, 0, 0), archive([1, 2]), 1)).toThrow(RangeError);
  });
});
