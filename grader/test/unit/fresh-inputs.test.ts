import { describe, expect, it } from "vitest";
import { FreshInputs } from "../../src/engine/inputs/fresh-inputs.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import {
  type ProfiledSide,
  type Profiler,
  profile,
  type RecordedRun,
} from "../../src/evidence/profilers/profiler.ts";
import { fakeProgram, fakeSandbox, type Script } from "../support/fake-sandbox.ts";

const generous = { ms: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const anyBytes = Number.POSITIVE_INFINITY;

/** Inputs that hold their numbers; making each takes so long on a clock of its own. */
function numberedInputs(budget = generous, eachMs = 1) {
  let clock = 0;
  const take = (first: number, count: number) => {
    clock += eachMs * count;
    return Array.from({ length: count }, (_, index) => encode([first + index]));
  };
  return new FreshInputs({ take }, budget, () => clock);
}

const numbersOf = (inputs: FreshInputs, first: number, count: number, bytes = anyBytes) =>
  inputs.take(first, count, bytes).map((input) => input.toString());
const numbers = (...all: number[]) => all.map((number) => encode([number]).toString());

describe("fresh inputs", () => {
  it("are another one for each call", () => {
    const inputs = numberedInputs();
    expect(numbersOf(inputs, 0, 3)).toEqual(numbers(0, 1, 2));
    expect(numbersOf(inputs, 3, 2)).toEqual(numbers(3, 4));
    expect(inputs.countOf(5)).toBe(5);
  });

  it("are the same for every process that begins at the first", () => {
    const inputs = numberedInputs();
    expect(numbersOf(inputs, 0, 4)).toEqual(numbersOf(inputs, 0, 4));
  });

  it.each([
    ["time", { ms: 3, bytes: anyBytes }],
    ["room", { ms: anyBytes, bytes: 3 * encode([0]).length }],
  ])("come again in turn when there is no %s to make more", (_, budget) => {
    const inputs = numberedInputs(budget);
    expect(numbersOf(inputs, 0, 7)).toEqual(numbers(0, 1, 2, 0, 1, 2, 0));
    expect(inputs.countOf(7)).toBe(3);
    expect(inputs.countOf(2)).toBe(2);
  });

  it("are one at least, however long that takes", () => {
    const inputs = numberedInputs({ ms: 1, bytes: 1 }, 1000);
    expect(numbersOf(inputs, 0, 2)).toEqual(numbers(0, 0));
  });

  it("are no more in a batch than fit, but one", () => {
    const { length } = encode([0]);
    expect(numbersOf(numberedInputs(), 0, 9, 2 * length)).toEqual(numbers(0, 1));
    expect(numbersOf(numberedInputs(), 0, 9, length / 2)).toEqual(numbers(0));
  });
});

/** A profiler that only says how it was run. */
const onlooker: Profiler<RecordedRun> = {
  name: "the onlooker",
  recording: () => ({ kind: "vitals" }),
  cpuMs: 200,
  read: (run) => run,
};

/** Runs a scripted version under the onlooker. */
async function watch(script: Partial<Script>, inputs = numberedInputs()) {
  const whole: Script = { answer: () => 0, cpuMs: 1, ...script };
  const sandbox = fakeSandbox({ baseline: whole, candidate: whole });
  const side: ProfiledSide = {
    start: (recording) => sandbox.start({ ...fakeProgram("candidate"), recording }),
    warmUpInputs: [encode([-1]), encode([-2])],
    inputs,
    mayChangeInput: false,
    load: undefined,
    createFolder: () => "/unused",
  };
  const run = await profile(onlooker, side);
  const deeds = sandbox.events.map(({ deed }) => deed);
  const recorded = sandbox.events.filter(
    ({ deed }, index) => deed === "run" && deeds[index - 1] === "record",
  );
  const called = recorded.flatMap((event) => event.inputs.map((input) => input.toString()));
  return { run, recorded, called, deeds };
}

/** Versions that answer at once what they were asked before, and take 12 ms for anything else. */
const remembering: [string, () => Script["cpuMs"]][] = [
  ["all inputs", () => rememberingLast(Number.POSITIVE_INFINITY)],
  ["the last eight", () => rememberingLast(8)],
  ["only the last", () => rememberingLast(1)],
];

function rememberingLast(most: number) {
  const known: unknown[] = [];
  return ([input]: readonly unknown[]) => {
    if (known.includes(input)) return 0.05;
    known.push(input);
    if (known.length > most) known.shift();
    return 12;
  };
}

describe("calls under a profiler", () => {
  it.each(remembering)(
    "cost what timed ones cost, in a version that remembers %s",
    async (_, cpuMs) => {
      const { run } = await watch({ cpuMs: cpuMs() });
      expect(run.made?.cpuMsPerCall).toBeGreaterThan(11);
      expect(run.made?.inputs).toBe(run.calls);
    },
  );

  it.each([0.02, 1, 30])("are all on inputs of their own, when each takes %d ms", async (cpuMs) => {
    const { run, called } = await watch({ cpuMs });
    expect(new Set(called).size).toBe(called.length);
    expect(run).toMatchObject({ calls: called.length, made: { inputs: called.length } });
    expect(run.calls * cpuMs).toBeGreaterThanOrEqual(onlooker.cpuMs);
  });

  it("are recorded, and neither the warm-up nor the delivery of inputs is", async () => {
    const { deeds, recorded, called } = await watch({ cpuMs: 5 });
    for (const [index, deed] of deeds.entries()) {
      if (deed === "record")
        expect(deeds.slice(index, index + 3)).toEqual(["record", "run", "pause"]);
    }
    expect(recorded.every(({ passes }) => passes === 1)).toBe(true);
    expect(called).not.toContain(encode([-1]).toString());
  });

  it("say on how many inputs they were, when inputs came again", async () => {
    const { run } = await watch({ cpuMs: 0.1 }, numberedInputs({ ms: 50, bytes: anyBytes }));
    expect(run.calls).toBeGreaterThan(1000);
    expect(run.made?.inputs).toBe(50);
  });

  it("end by the clock when they wait", async () => {
    const { run } = await watch({ cpuMs: 0, waitMs: 100 });
    expect(run.calls).toBeGreaterThan(5);
    expect(run.calls).toBeLessThan(50);
  });
});
