import { describe, expect, it } from "vitest";
import { balances } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("balances", () => {
  it("gives the balance after each amount", () => {
    expect(balances([5, -2, 4])).toEqual([5, 3, 7]);
  });

  it("is right beyond 32 bits", () => {
    expect(balances([2_000_000_000, 2_000_000_000])).toEqual([2_000_000_000, 4_000_000_000]);
  });

  it("gives nothing for no amounts", () => {
    expect(balances([])).toEqual([]);
  });
});
