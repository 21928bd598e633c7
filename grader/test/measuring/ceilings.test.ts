import { describe, expect, it } from "vitest";
import { measureCeilings } from "../../src/engine/machine/ceilings.ts";
import { readerStep } from "../../src/engine/machine/simd-reading.ts";

describe("this machine's ceilings", () => {
  it("are there for any amount of data", () => {
    const sizes = [0, 1000, 1_000_000];
    for (const { bandwidth, gigaflops } of sizes.map(measureCeilings)) {
      expect(bandwidth.gigabytesPerSecond).toBeGreaterThan(0);
      expect(bandwidth.gigabytesPerSecond).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(gigaflops).toBeGreaterThan(0);
    }
  });

  it("are those of a buffer that is as large as the data, but for the last step", () => {
    const { bandwidth } = measureCeilings(1_000_000);
    expect(bandwidth.bytes).toBeGreaterThanOrEqual(1_000_000);
    expect(bandwidth.bytes).toBeLessThan(1_000_000 + readerStep);
  });

  it("are higher where a cache holds the data than where none does", () => {
    const [cached, uncached] = [16_000, 64_000_000].map(measureCeilings);
    expect(cached?.bandwidth.gigabytesPerSecond).toBeGreaterThan(
      1.5 * (uncached?.bandwidth.gigabytesPerSecond ?? 0),
    );
  });
});
