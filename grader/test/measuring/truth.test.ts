import { describe, expect, it } from "vitest";
import {
  allowedErrors,
  type Compared,
  profileAllocations,
  profileTimes,
} from "../../src/validation/profiled-truth.ts";
import {
  allocatingPrograms,
  type TimedProgram,
  timedPrograms,
} from "../../src/validation/truth-programs.ts";
import { measuring } from "../support/measuring.ts";

const byName = <Program extends { readonly name: string }>(programs: readonly Program[]) =>
  programs.map((program) => [program.name, program] as const);

const show = ({ what, truth, seen }: Compared) => `${what}: ${seen} instead of ${truth}`;

/** Rows that are further from the truth than allowed, in points of share. */
const wrongShares = (rows: readonly Compared[], allowed: number) =>
  rows.filter(({ truth, seen }) => Math.abs(truth - seen) > allowed).map(show);

/** Rows that are further from the truth than allowed, relative to it. */
const wrongAmounts = (rows: readonly Compared[], allowed: number) =>
  rows.filter(({ truth, seen }) => Math.abs(truth - seen) > allowed * truth).map(show);

describe("the tables of time are those of a program whose self times are known", measuring, () => {
  it.each(byName(timedPrograms))("for %s", { retry: 2 }, async (_, program) => {
    const { functions, lines, calls } = await profileTimes(program);
    expect(wrongAmounts(calls, allowedErrors.msOfCall)).toEqual([]);
    const { leavesOptimizedCode }: TimedProgram = program;
    const allowed = allowedErrors[leavesOptimizedCode ? "leftFunction" : "function"];
    expect(wrongShares(functions, allowed)).toEqual([]);
    expect(wrongShares(lines, allowedErrors.line)).toEqual([]);
  });
});

describe(
  "the tables of bytes are those of a program whose allocations are known",
  measuring,
  () => {
    it.each(byName(allocatingPrograms))("for %s", { retry: 2 }, async (_, program) => {
      const { functions, lines } = await profileAllocations(program);
      expect(wrongAmounts(functions, allowedErrors.bytesOfFunction)).toEqual([]);
      expect(wrongAmounts(lines, allowedErrors.bytesOfLine)).toEqual([]);
    });
  },
);
