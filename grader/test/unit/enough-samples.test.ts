import { describe, expect, it } from "vitest";
import type { CpuEvidence } from "../../src/evidence/evidence.ts";
import { enough } from "../../src/evidence/tables/enough.ts";

const found = (samples: number, changes: Partial<CpuEvidence> = {}): CpuEvidence => ({
  ...{ msPerCall: 3, calls: 4, samples, garbageCollection: 0, lines: [], flame: [] },
  functions: [{ name: "run", file: "index.ts", line: 1, share: 1, msPerCall: 3 }],
  elsewhere: [],
  ...changes,
});

const waiting = { kind: "waiting", share: 20, msPerCall: 60 } as const;

describe("a profile of too few samples", () => {
  it.each<[CpuEvidence, string]>([
    [found(10), "the profile holds only 10 samples in 4 calls, too few to say where the time goes"],
    [
      found(49, { elsewhere: [waiting] }),
      "the profile holds only 49 samples in 4 calls, too few to say where the time goes; a call waits for 60 ms",
    ],
    [
      found(1, { functions: [], elsewhere: [waiting], calls: 1 }),
      "the profile holds only 1 sample in 1 call, too few to say where the time goes; a call waits for 60 ms",
    ],
    [found(0, { functions: [] }), "the profile holds no sample of this side's own source"],
  ])("gives no figures, and says so", (cpu, why) => {
    expect(enough(cpu)).toEqual({ state: "missing", why });
  });

  it("is one of less than 50", () => {
    expect(enough(found(50))).toMatchObject({ state: "seen", samples: 50 });
  });
});
