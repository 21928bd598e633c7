import { describe, expect, it } from "vitest";
import { InputPool } from "../../src/engine/inputs/pool.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { balanceOf } from "../../src/engine/measurement/accounting.ts";
import type { ForkRequest } from "../../src/engine/measurement/fork.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import {
  accountingPromises,
  reportOwed,
  reportSynthetic,
  reportUses,
} from "../../src/reports/accounting.ts";
import { type AccountedFork, accountFor, explainedShare } from "../../src/validation/accounted.ts";
import { sumExercise, sumOf } from "../support/example-exercise.ts";
import { fakeProgram, fakeSandbox, type Script } from "../support/fake-sandbox.ts";

const script: Script = { answer: sumOf, cpuMs: 1, startMs: 30, deliveryMs: 0.5, batchCpuMs: 0.1 };

function requestWith(candidate: Partial<Script>): ForkRequest {
  const sandbox = fakeSandbox({ baseline: script, candidate: { ...script, ...candidate } });
  return {
    metric: metrics["cpu time"],
    pool: new InputPool(sumExercise, new InputShelf("/unused", "/unused"), 1),
    start: (side) => sandbox.start(fakeProgram(side)),
    mayChangeInput: false,
    checkAnswers: () => undefined,
    now: sandbox.now,
  };
}

describe("the accounting of a fork", () => {
  it("says what the CPU time of the candidate's process was used for", async () => {
    const { uses, overDueMs, calls } = await accountFor(requestWith({}));
    const ms = Object.fromEntries(uses);
    expect(calls).toBe(5);
    expect(ms.timed).toBeCloseTo(12 * 5.1);
    expect(ms["empty batches"]).toBeCloseTo(0.5);
    expect(ms.inputs).toBeCloseTo(12 * 5 * 0.5);
    expect(ms["warm-up"]).toBeGreaterThan(64);
    expect(overDueMs).toBe(0);
  });

  it("leaves unexplained what a process uses beyond what is due around its calls", async () => {
    const plain = await accountFor(requestWith({}));
    const more = await accountFor(requestWith({ deliveryMs: 1.5 }));
    expect(explainedShare(plain)).toBe(1);
    expect(more.overDueMs).toBeCloseTo(12 * 5);
    expect(explainedShare(more)).toBeLessThan(0.9);
    expect(more.why).toBeUndefined();
  });

  it("takes a delivery that cost the baseline less for chance: no less is due", () => {
    const account = { outside: { baseline: 10, candidate: 12 }, timed: 5 };
    expect(balanceOf([account], -9)).toMatchObject({ due: 10, most: 20 });
    expect(balanceOf([account], 4)).toMatchObject({ due: 14 });
  });

  it("notices a process that works on when the clock has stopped, from some amount on", async () => {
    // 2.5 ms are due: 5.1 ms may be chance, as much as the calls take.
    const owed = [0.5, 2, 8];
    const why = await Promise.all(
      owed.map(async (times) => (await accountFor(requestWith({}), times)).why),
    );
    expect(why.map((one) => one !== undefined)).toEqual([false, true, true]);
  });

  it("fails where the candidate can't be measured for another reason", async () => {
    const request = requestWith({});
    const wrong: ForkRequest = {
      ...request,
      checkAnswers: () => ({ kind: "not plain data", what: "a function" }),
    };
    await expect(accountFor(wrong)).rejects.toThrow("a fork can't be measured");
  });
});

const account = (outside: number) => ({ outside: { baseline: 2, candidate: outside }, timed: 5 });

const forkWith = (fork: Partial<AccountedFork> = {}): AccountedFork => ({
  uses: new Map([
    ["start-up", 50],
    ["timed", 60],
    ["inputs", 90],
  ]),
  overDueMs: 0,
  balance: balanceOf([account(9)], 1),
  calls: 5,
  why: undefined,
  ...fork,
});

describe("the report of the accounting", () => {
  it("shows the shares of each use, and of what is explained", () => {
    const forks = [forkWith(), forkWith({ overDueMs: 20 })];
    const [, , row] = reportUses([{ id: "sum", forks }]).split("\n");
    expect(row).toBe(
      "| sum | 200 | 25.0 | 0.0 | 0.0 | 30.0 | 45.0 | 0.0 | 0.0 | 0.0 | 0.0 | 5.0 | 95.0 | 90.0 |",
    );
  });

  it("shows from when on work is noticed, and whether it is enough for the target", () => {
    const noticed = forkWith({ why: "it used too much", balance: balanceOf([account(40)], 1) });
    const forks = [
      { owed: 1, fork: forkWith() },
      { owed: 2, fork: noticed },
    ];
    const owing = { id: "sum", plain: forkWith(), forks, atTarget: { owed: 4, fork: noticed } };
    const [, , row] = reportOwed([owing]).split("\n");
    expect(row).toBe("| sum | 5 | 5.0 | 9.0 | 3.0 | 6.0 | 2 | 40.0 | 4: yes |");
    const never = { ...owing, forks: [forks[0] ?? expect.unreachable()] };
    expect(reportOwed([never])).toContain("| not at 1 | - |");
  });

  it("shows what is noticed of programs of known cost", () => {
    const [, , row] = reportSynthetic([{ owed: 2, fork: forkWith({ why: "too much" }) }]).split(
      "\n",
    );
    expect(row).toBe("| 1 ms | 2 ms | 5.0 | 9.0 | 3.0 | yes |");
  });

  it("says which of its promises hold, and for which references they don't", () => {
    const good = { id: "good", forks: [forkWith()] };
    const bad = { id: "bad", forks: [forkWith({ overDueMs: 20, why: "too much" })] };
    const atTarget = { owed: 4, fork: forkWith() };
    const owing = { id: "hides", plain: forkWith(), forks: [], atTarget };
    const promises = accountingPromises([good, bad], [owing]);
    expect(promises.map(({ kept }) => kept)).toEqual([false, false, false]);
    expect(promises.map(({ figure }) => figure)).toEqual([
      "1 of 2; not bad",
      "1 of 2; not bad",
      "0 of 1; not hides",
    ]);
    expect(accountingPromises([good], []).every(({ kept }) => kept)).toBe(true);
  });
});
