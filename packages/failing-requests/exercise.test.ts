import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorLatencies } from "#subject";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "access-log-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function summaryOf(...lines: readonly string[]) {
  const path = join(folder, "access.log");
  writeFileSync(path, lines.join("\n"));
  return errorLatencies(path);
}

const errorLine = (service: string, duration: string) =>
  `time=2026-03-14T09:26:53.589Z level=error service=${service} duration=${duration}`;

describe("errorLatencies", () => {
  it("counts the error lines of each service, in the order of their names", () => {
    expect(
      summaryOf(
        'time=2026-03-14T09:26:53.589Z level=error service=cart msg="timed out" duration=12.5ms status=504',
        "time=2026-03-14T09:26:53.611Z level=info service=cart duration=900ms status=200",
        "time=2026-03-14T09:26:53.702Z service=auth duration=3ms tls level=error",
        'time="2026-03-14T09:26:54.001Z" level="error" service="cart" duration="20ms"',
      ),
    ).toEqual([
      { service: "auth", errors: 1, p95Ms: 3 },
      { service: "cart", errors: 2, p95Ms: 20 },
    ]);
  });

  it("takes the percentile by nearest rank: of 20 values the 19th, of 21 the 20th", () => {
    const lines = Array.from({ length: 21 }, (_, index) => errorLine("cart", `${index + 1}ms`));
    expect(summaryOf(...lines.slice(0, 20))).toEqual([{ service: "cart", errors: 20, p95Ms: 19 }]);
    expect(summaryOf(...lines.toReversed())).toEqual([{ service: "cart", errors: 21, p95Ms: 20 }]);
  });

  it.each([
    ["250us", 0.25],
    ["250\u00b5s", 0.25],
    ["250\u03bcs", 0.25],
    ["250ms", 250],
    ["2.5s", 2500],
  ])("reads a duration of %s as %d milliseconds", (duration, p95Ms) => {
    expect(summaryOf(errorLine("cart", duration))[0]?.p95Ms).toBeCloseTo(p95Ms, 9);
  });

  it("goes by the level alone, whatever the other fields mention", () => {
    expect(
      summaryOf(
        'time=1 level=warn service=cart duration=1ms msg="upstream said \\"level=error\\", retried"',
        "time=1 level=info parent_level=error service=cart duration=1ms",
        "time=1 level=errors service=error-collector duration=1ms",
      ),
    ).toEqual([]);
  });

  it("lets the last value of a repeated field stand, and counts the line once", () => {
    expect(
      summaryOf(
        "time=1 level=error service=cart duration=1ms level=info",
        'time=1 level=error service=auth duration=1ms duration=2ms level="error"',
      ),
    ).toEqual([{ service: "auth", errors: 1, p95Ms: 2 }]);
  });

  it("passes over lines that are cut off, or lack a required field", () => {
    expect(
      summaryOf(
        `${errorLine("cart", "1ms")} msg="timed o`,
        errorLine("cart", "1 ms"),
        errorLine("cart", "1min"),
        "time=1 level=error duration=1ms",
        "level=error service=cart duration=1ms",
      ),
    ).toEqual([]);
  });

  it("reads Windows line ends, blank lines and a last line without a line end", () => {
    expect(summaryOf(`${errorLine("cart", "1ms")}\r`, "", errorLine("cart", "2ms"))).toEqual([
      { service: "cart", errors: 2, p95Ms: 2 },
    ]);
  });

  it("keeps every character of a name, wherever in a large file it stands", () => {
    // Long ones, so that many a chunk of the file, of whatever size, ends inside of a character.
    const names = ["決済処理", "zustellung-münchen", "płatności"].map((name) => name.repeat(20));
    const lines = Array.from({ length: 6000 }, (_, index) =>
      errorLine(names[index % 3] ?? "", "5ms"),
    );
    expect(summaryOf(...lines)).toEqual(
      names.toSorted().map((service) => ({ service, errors: 2000, p95Ms: 5 })),
    );
  });

  it("gives nothing for an empty file, and throws when there is no file", () => {
    expect(summaryOf("")).toEqual([]);
    expect(() => errorLatencies(join(folder, "missing.log"))).toThrow("ENOENT");
  });
});
