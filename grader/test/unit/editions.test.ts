import { describe, expect, it } from "vitest";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";

const editionsOf = (count: number) => {
  const shelf = new InputShelf("/unused", "/unused");
  return Array.from({ length: count }, () => shelf.encode([1]).edition);
};

describe("the edition of a call's resource", () => {
  it("changes now and then, and never comes back", () => {
    const editions = editionsOf(4000);
    const begun = editions.filter((edition, index) => edition !== editions[index - 1]);
    expect(begun.length).toBeGreaterThan(300);
    expect(begun.length).toBeLessThan(800);
    expect(new Set(begun).size).toBe(begun.length);
  });

  it("is another one in each grading", () => {
    const firsts = Array.from({ length: 20 }, () => editionsOf(1)[0]);
    expect(new Set(firsts).size).toBe(20);
    expect(firsts).not.toContain(0);
  });

  it.each([1, 7, 4_294_967_295])("is %d where one is asked for", (edition) => {
    expect(new InputShelf("/unused", "/unused").encode(["x"], edition).edition).toBe(edition);
  });
});
