import { describe, expect, it } from "vitest";
import type {
  AllocatingFunction,
  CpuEvidence,
  HotFunction,
  HotLine,
  LoopVitals,
  MegamorphicSite,
  SideEvidence,
  TimeElsewhere,
  Vitals,
} from "../../src/evidence/evidence.ts";
import type { FindingTopic } from "../../src/evidence/findings/finding.ts";
import { findingsOf } from "../../src/evidence/findings/findings.ts";
import { plainSide } from "../support/example-results.ts";

const missing = { state: "missing", why: "it ran away" } as const;

/** Milliseconds of a call by function, each on line 10, 20, ..., and nearly all in the next line. */
type Times = Readonly<Record<string, number>>;

function cpuOf(times: Times, elsewhere: readonly TimeElsewhere[] = []): SideEvidence["cpu"] {
  const outside = elsewhere.filter(({ kind }) => kind !== "waiting");
  const total =
    Object.values(times).reduce((sum, ms) => sum + ms, 0) +
    outside.reduce((sum, { msPerCall }) => sum + msPerCall, 0);
  const functions = Object.entries(times).map(
    ([name, msPerCall], index): HotFunction => ({
      ...{ name, file: "index.ts", line: 10 * (index + 1) },
      ...{ msPerCall, share: total === 0 ? 0 : msPerCall / total },
    }),
  );
  const lines = functions.map(
    ({ name, file, line, share, msPerCall }): HotLine => ({
      ...{ function: name, file, line: line + 1 },
      ...{ share: 0.9 * share, msPerCall: 0.9 * msPerCall },
    }),
  );
  const byTime = (a: { msPerCall: number }, b: { msPerCall: number }) => b.msPerCall - a.msPerCall;
  const cpu: CpuEvidence = {
    ...{ msPerCall: total, calls: 60, samples: 700, garbageCollection: 0, flame: [], elsewhere },
    ...{ functions: functions.sort(byTime), lines: lines.sort(byTime) },
  };
  return { state: "seen", ...cpu };
}

function vitalsOf(changes: Partial<Vitals> = {}): SideEvidence["vitals"] {
  const calm = { calls: 60, bytesPerCall: 2000, garbageCollection: 0, collectionsPerCall: 0 };
  return { state: "seen", ...calm, ...changes };
}

const calmSide: SideEvidence = {
  ...plainSide,
  cpu: cpuOf({ findCustomer: 9, total: 3 }),
  vitals: vitalsOf(),
  shapes: { state: "seen", megamorphic: [], deoptimizations: [] },
  sources: { "index.ts": "findCustomer(); total();" },
};

const sideWith = (changes: Partial<SideEvidence>): SideEvidence => ({ ...calmSide, ...changes });

/** Another version, in which nothing is left of the first one's functions. */
const changed = (changes: Partial<SideEvidence> = {}): SideEvidence =>
  sideWith({ sources: { "index.ts": "export {};" }, ...changes });

/** The sentences on a topic. */
function sayings(topic: FindingTopic, candidate: SideEvidence, baseline = calmSide): string[] {
  return findingsOf({ baseline, candidate })
    .filter((finding) => finding.topic === topic)
    .map(({ text }) => text);
}

const topicsOf = (candidate: SideEvidence, baseline = calmSide) =>
  findingsOf({ baseline, candidate }).map(({ topic }) => topic);

describe("of code that was not changed", () => {
  it("the hot spot is told, with Amdahl's bound, and nothing else when nothing stands out", () => {
    expect(findingsOf({ baseline: calmSide, candidate: calmSide })).toEqual([
      {
        topic: "hot spot",
        text: "findCustomer (index.ts:10) takes 75 % of the time, 9 ms of 12 ms per call, most of it on line 11. Fixing only this can make this version at most 4x faster.",
      },
    ]);
  });

  const hotSpotOf = (cpu: SideEvidence["cpu"]) => sayings("hot spot", sideWith({ cpu }), calmSide);

  it("a bound so large that it says nothing is left out", () => {
    for (const times of [{ run: 3 }, { run: 300, other: 1 }] as Times[]) {
      expect(hotSpotOf(cpuOf(times))[0]).toMatch(
        /line 11\. Nearly all of the possible gain is in run\.$/,
      );
    }
    expect(hotSpotOf(cpuOf({ run: 50, other: 1 }))[0]).toContain("at most 50x faster");
  });

  it.each<[Times, string, string]>([
    [{ run: 981.6, other: 18.4 }, "98 %", "50x"],
    [{ run: 846, other: 154 }, "85 %", "6.67x"],
    [{ run: 333, other: 333, third: 334 }, "33 %", "1.49x"],
  ])("a bound is that of the share as it is shown: %j", (times, share, bound) => {
    const [text] = hotSpotOf(cpuOf(times));
    expect(text).toContain(`takes ${share} of the time`);
    expect(text).toContain(`at most ${bound} faster`);
  });

  it("a function is told by its hottest line only when that is most of it", () => {
    const cpu = cpuOf({ run: 3 });
    const lines = (cpu.state === "seen" ? cpu.lines : []).flatMap((line) => [
      { ...line, share: 0.4 },
      { ...line, line: 12, share: 0.3 },
    ]);
    const spread = { ...cpu, lines } as SideEvidence["cpu"];
    expect(hotSpotOf(spread)[0]).toContain("3 ms of 3 ms per call; its hottest line is 11.");
    for (const few of [[], lines.slice(0, 1)]) {
      const unknown = { ...cpu, lines: few } as SideEvidence["cpu"];
      expect(hotSpotOf(unknown)[0]).toContain("3 ms of 3 ms per call. Nearly");
    }
  });

  it("shares and times stay readable when they are tiny", () => {
    const inNode: TimeElsewhere = { kind: "Node.js", share: 0.998, msPerCall: 0.4 };
    expect(hotSpotOf(cpuOf({ handle: 0.0007 }, [inNode]))[0]).toBe(
      "handle (index.ts:10) takes less than 1 % of the time, 0.7 µs of 401 µs per call, most of it on line 11. Fixing only this can make this version at most 1x faster.",
    );
  });

  it("where it also waits, the bound is one of the work", () => {
    const waiting: TimeElsewhere = { kind: "waiting", share: 4, msPerCall: 16 };
    expect(hotSpotOf(cpuOf({ parse: 3, load: 1 }, [waiting]))[0]).toMatch(
      /^parse .* 75 % of the busy time, 3 ms of 4 ms per call.*Fixing only this can make the work at most 4x faster; waiting is not included\.$/,
    );
    const lone = cpuOf({ parse: 3 }, [{ ...waiting, share: 5.3 }]);
    expect(hotSpotOf(lone)[0]).toContain(
      "Nearly all of the work is in parse; waiting is not included.",
    );
  });

  it("two profiles of it are not compared, because what differs is chance", () => {
    const other = sideWith({
      vitals: vitalsOf({
        ...{ bytesPerCall: 9e6, garbageCollection: 0.3 },
        loop: { utilization: 0.9, delayMs: { p99: 1, longest: 2 } },
      }),
      shapes: { state: "seen", megamorphic: [siteOn(11)], deoptimizations: [] },
    });
    const calm = { utilization: 0.5, delayMs: { p99: 1, longest: 2 } };
    const candidate = sideWith({ vitals: vitalsOf({ garbageCollection: 0.1, loop: calm }) });
    const texts = findingsOf({ baseline: other, candidate }).map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(texts.join(" ")).not.toMatch(/baseline|gone/);
  });

  it("nothing is said without a profile, or when the profile saw none of it", () => {
    expect(hotSpotOf(missing)).toEqual([]);
    expect(hotSpotOf(cpuOf({}))).toEqual([]);
  });
});

describe("what changed", () => {
  const changes = (times: Times, before: Times, sources = changed().sources) =>
    sayings(
      "what changed",
      sideWith({ cpu: cpuOf(times), sources }),
      sideWith({ cpu: cpuOf(before) }),
    );

  it("is that the hot spot is gone", () => {
    expect(changes({ total: 3 }, { findCustomer: 9, total: 3 })).toEqual([
      "findCustomer took 9 ms of each call and is gone.",
    ]);
  });

  it("is that the hot spot is too small to be seen, when the source still has it", () => {
    const sources = { "index.ts": "findCustomer()" };
    expect(changes({ total: 3 }, { findCustomer: 9, total: 3 }, sources)).toEqual([
      "findCustomer took 9 ms of each call and now takes too little time to show up.",
    ]);
  });

  it.each<[string, number, string]>([
    ["shrank", 1.2, "findCustomer went from 9 ms to 1.2 ms per call (7.5x less time)."],
    [
      "shrank to a thousandth",
      0.006,
      "findCustomer went from 9 ms to 6 µs per call (1500x less time).",
    ],
    ["got slower", 15, "findCustomer got slower: from 9 ms to 15 ms per call."],
    [
      "did not move",
      8.5,
      "The hot spot did not change: findCustomer still takes 8.5 ms per call (9 ms in the baseline). Your change is not where the time goes.",
    ],
  ])("is told when the hot spot %s", (_, ms, text) => {
    expect(changes({ findCustomer: ms, total: 3 }, { findCustomer: 9, total: 3 })).toEqual([text]);
  });

  it("names the two others that gained, and lost, the most", () => {
    const before = { findCustomer: 9, total: 3, parse: 2, format: 1 };
    const after = {
      findCustomer: 9,
      total: 1,
      parse: 0.4,
      format: 0.9,
      index: 0.5,
      add: 4,
      sum: 2,
    };
    expect(changes(after, before)[1]).toBe(
      "Less time elsewhere: total from 3 ms to 1 ms, parse from 2 ms to 400 µs. More time elsewhere: add is new (4 ms), sum is new (2 ms).",
    );
    expect(changes({ findCustomer: 9 }, before)[1]).toBe(
      "Less time elsewhere: total is gone (3 ms), parse is gone (2 ms).",
    );
  });

  it("is nothing for functions that take hardly any time, or as much as before", () => {
    const before = { findCustomer: 9, total: 3, tiny: 0.05 };
    expect(changes({ findCustomer: 1, total: 2.9, other: 0.09 }, before)).toHaveLength(1);
  });

  it("is summed over functions of the same name in a file", () => {
    const twice = cpuOf({ findCustomer: 4, other: 1 });
    if (twice.state === "missing") throw new Error("not seen");
    const functions = twice.functions.map((one) => ({ ...one, name: "findCustomer" }));
    const candidate = changed({ cpu: { ...twice, functions } });
    expect(sayings("what changed", candidate)[0]).toContain("from 9 ms to 5 ms per call");
  });
});

describe("the next bottleneck", () => {
  it("is the hot spot of the new version, with its bound", () => {
    expect(sayings("next bottleneck", changed({ cpu: cpuOf({ total: 3, add: 1 }) }))).toEqual([
      "Now total (index.ts:10) takes 75 % of the time, 3 ms of 4 ms per call, most of it on line 11. Fixing only this can make this version at most 4x faster.",
    ]);
  });

  it("is the old one, when that is still the hottest", () => {
    const text = sayings(
      "next bottleneck",
      changed({ cpu: cpuOf({ findCustomer: 3, total: 3 }) }),
    )[0];
    expect(text).toMatch(/^Still findCustomer \(index\.ts:10\) takes 50 % of the time/);
  });
});

describe("of memory", () => {
  const memory = (
    after: Partial<Vitals>,
    before: Partial<Vitals> = {},
    functions: readonly AllocatingFunction[] = [],
  ) => {
    const bytesPerCall = functions.reduce((sum, one) => sum + one.bytesPerCall, 0);
    const candidate = changed({
      vitals: vitalsOf(after),
      allocations: { state: "seen", calls: 60, bytesPerCall, functions },
    });
    return sayings("memory", candidate, sideWith({ vitals: vitalsOf(before) }));
  };

  it.each<[string, number, number, string]>([
    ["less", 1e6, 4e6, "A call allocates 1 MB (4 MB in the baseline: 4x less)."],
    ["more", 4e6, 1e6, "A call allocates 4 MB (1 MB in the baseline: 4x more)."],
    ["nothing any more", 0, 4e6, "A call allocates almost nothing (4 MB in the baseline)."],
    ["something now", 4e6, 12, "A call allocates 4 MB (almost nothing in the baseline)."],
  ])("it is told when a call allocates %s", (_, after, before, text) => {
    expect(memory({ bytesPerCall: after }, { bytesPerCall: before })).toEqual([text]);
  });

  it("nothing is said of a small change, or a change of little", () => {
    expect(memory({ bytesPerCall: 1.2e6 }, { bytesPerCall: 1e6 })).toEqual([]);
    expect(memory({ bytesPerCall: 9000 }, { bytesPerCall: 0 })).toEqual([]);
  });

  it("it is told what collecting costs, and who allocates", () => {
    const functions = [
      { name: "copy", file: "index.ts", line: 3, bytesPerCall: 9e5 },
      { name: "join", file: "index.ts", line: 7, bytesPerCall: 1e5 },
    ];
    const bytesPerCall = 1e6;
    expect(memory({ bytesPerCall, garbageCollection: 0.4 }, { bytesPerCall }, functions)).toEqual([
      "A call allocates 1 MB. Garbage collection takes 40 % of the time (0 % in the baseline). copy allocates 90 % of the bytes on V8's heap.",
    ]);
    const alike = { bytesPerCall, garbageCollection: 0.2 };
    expect(memory(alike, alike)).toEqual([
      "A call allocates 1 MB. Garbage collection takes 20 % of the time.",
    ]);
  });
});

/** A place where too many shapes meet. */
function siteOn(line: number, changes: Partial<MegamorphicSite> = {}): MegamorphicSite {
  return {
    ...{ file: "index.ts", line, column: 12, function: "findCustomer", access: "load" },
    ...{ property: "login", shapes: 8, ...changes },
  };
}

describe("of shapes", () => {
  const withSites = (...megamorphic: MegamorphicSite[]): Partial<SideEvidence> => ({
    shapes: { state: "seen", megamorphic, deoptimizations: [] },
  });

  it("a hot place where too many meet is named", () => {
    expect(sayings("shapes", changed(withSites(siteOn(11))))).toEqual([
      "At index.ts:11, the load of login sees 8 or more object shapes. V8 remembers fewer, so it searches each time.",
    ]);
    expect(
      sayings("shapes", changed(withSites(siteOn(11, { access: "store", property: "" }))))[0],
    ).toMatch(/^At index.ts:11, a store sees 8 or more/);
  });

  it("further ones are counted", () => {
    const three = withSites(siteOn(11), siteOn(11, { column: 3 }), siteOn(21), siteOn(999));
    expect(sayings("shapes", changed(three))[0]).toMatch(
      /The same is true of 2 other hot places\.$/,
    );
    const two = withSites(siteOn(11), siteOn(21));
    expect(sayings("shapes", changed(two))[0]).toMatch(/The same is true of 1 other hot place\.$/);
  });

  it("nothing is said of places where no time goes", () => {
    expect(sayings("shapes", changed(withSites(siteOn(12))))).toEqual([]);
    const rare = { cpu: cpuOf({ findCustomer: 1, total: 30 }), ...withSites(siteOn(11)) };
    expect(sayings("shapes", changed(rare))).toEqual([]);
  });

  it.each<[MegamorphicSite[], string]>([
    [[siteOn(11)], "The hot place where the baseline saw too many object shapes is gone."],
    [
      [siteOn(11), siteOn(21)],
      "The 2 hot places where the baseline saw too many object shapes are gone.",
    ],
  ])("it is told that they are gone", (sites, text) => {
    expect(sayings("shapes", changed(), sideWith(withSites(...sites)))).toEqual([text]);
  });

  it.each(["cpu", "shapes"] as const)(
    "nothing is called gone without this of the candidate: %s",
    (kind) => {
      const baseline = sideWith(withSites(siteOn(11)));
      expect(sayings("shapes", changed({ [kind]: missing }), baseline)).toEqual([]);
    },
  );
});

describe("of the event loop", () => {
  const loop = (utilization: number, longest: number, p99 = longest): LoopVitals => ({
    utilization,
    delayMs: { p99, longest },
  });

  it.each<[string, LoopVitals, string]>([
    [
      "waits",
      loop(0.05, 2),
      "The event loop was waiting 95 % of the time: the calls mostly wait, they compute little.",
    ],
    [
      "works",
      loop(0.97, 2),
      "The event loop was busy 97 % of the time, and never blocked for long.",
    ],
    [
      "does both",
      loop(0.5, 2),
      "The event loop was busy 50 % of the time and waiting for the rest.",
    ],
    [
      "is blocked",
      loop(0.2, 140),
      "The event loop was blocked at times, with timers up to 140 ms late, and busy 20 % of the time.",
    ],
  ])("it is told when it %s", (_, seen, text) => {
    expect(sayings("event loop", changed({ vitals: vitalsOf({ loop: seen }) }))).toEqual([text]);
  });

  it("it is not called blocked for one late timer, which other programs can cause", () => {
    const text = sayings(
      "event loop",
      changed({ vitals: vitalsOf({ loop: loop(0.5, 40, 3) }) }),
    )[0];
    expect(text).toContain("busy 50 % of the time and waiting for the rest");
  });

  it("it is compared with the baseline's", () => {
    const baseline = sideWith({ vitals: vitalsOf({ loop: loop(0.05, 2) }) });
    const candidate = changed({ vitals: vitalsOf({ loop: loop(0.9, 2) }) });
    expect(sayings("event loop", candidate, baseline)).toEqual([
      "The event loop was busy 90 % of the time, and never blocked for long. In the baseline it was waiting 95 % of the time.",
    ]);
  });

  it("nothing is said of code that answers at once", () => {
    expect(sayings("event loop", changed())).toEqual([]);
  });
});

describe("findings", () => {
  it("come with the most important first", () => {
    const loop = { utilization: 0.9, delayMs: { p99: 1, longest: 2 } };
    const candidate = changed({
      cpu: cpuOf({ total: 3 }),
      vitals: vitalsOf({ bytesPerCall: 1e6, loop }),
      shapes: { state: "seen", megamorphic: [siteOn(11)], deoptimizations: [] },
    });
    expect(topicsOf(candidate)).toEqual([
      ...["what changed", "next bottleneck", "event loop", "memory", "shapes"],
    ]);
  });

  const kinds = [
    "cpu",
    "allocations",
    "lineAllocations",
    "vitals",
    "shapes",
    "flamegraph",
  ] as const;

  it("are what can be said when any evidence of either side is missing", () => {
    const rich: Partial<SideEvidence> = {
      vitals: vitalsOf({ bytesPerCall: 1e6, garbageCollection: 0.3 }),
      shapes: { state: "seen", megamorphic: [siteOn(11)], deoptimizations: [] },
    };
    for (const candidate of [sideWith(rich), changed(rich)]) {
      const lacking = [candidate, ...kinds.map((kind) => ({ ...candidate, [kind]: missing }))];
      const baselines = [calmSide, ...kinds.map((kind) => sideWith({ [kind]: missing }))];
      for (const baseline of baselines) {
        for (const one of lacking) {
          for (const { text } of findingsOf({ baseline, candidate: one })) {
            expect(text).not.toMatch(/undefined|NaN|Infinity|null/);
          }
        }
      }
    }
    const nothing = Object.fromEntries(kinds.map((kind) => [kind, missing]));
    expect(topicsOf(changed(nothing), sideWith(nothing))).toEqual([]);
  });

  it("tell the hot spot when the baseline's is unknown", () => {
    expect(topicsOf(changed(), sideWith({ cpu: missing }))).toEqual(["hot spot"]);
  });
});
