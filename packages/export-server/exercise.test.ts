import { describe, expect, it } from "vitest";
import { type ServerEvent, serveExports } from "#subject";

describe("serveExports", () => {
  it("sends an export in parts, and reports when all rows are sent", () => {
    const events = [start("a", 25), ready("a"), ready("a"), ready("a"), ready("a")];
    expect(serve(10, 5, ...events)).toEqual([
      { id: "a", outcome: "complete", parts: [10, 10, 5], changes: 0 },
    ]);
  });

  it.each([
    ["company", 8],
    ["team", 4],
    ["free", 2],
  ] as const)("gives an export on the plan %s parts of %i rows", (plan, rows) => {
    const [report] = serve(8, 5, start("a", 30, plan), ready("a"), gone("a"));
    expect(report?.parts).toEqual([rows]);
  });

  it("sends at least one row in a part", () => {
    expect(serve(1, 5, start("a", 2, "free"), ready("a"), ready("a"))).toMatchObject([
      { parts: [1, 1] },
    ]);
  });

  it("lets running exports adopt new limits, and counts the changes while they run", () => {
    const events = [
      limits(8, 9),
      start("a", 30),
      ready("a"),
      limits(3, 9),
      limits(4, 9),
      ready("a"),
      gone("a"),
      limits(9, 9),
    ];
    expect(serve(10, 9, ...events)).toEqual([
      { id: "a", outcome: "aborted", parts: [8, 4], changes: 2 },
    ]);
  });

  it.each([
    ["complete", ready("b")],
    ["aborted", gone("b")],
  ])("goes on telling an export of changes after another one was %s", (_, end) => {
    for (const first of ["a", "b"]) {
      const second = first === "a" ? "b" : "a";
      const rows = { a: 30, b: 5 };
      const starts = [first, second].map((id) => start(id, rows[id as "a" | "b"]));
      const events = [
        ...starts,
        end,
        limits(4, 9),
        ready("a"),
        limits(6, 9),
        ready("a"),
        gone("a"),
      ];
      expect(serve(10, 9, ...events).at(-1)).toMatchObject({ id: "a", parts: [4, 6], changes: 2 });
    }
  });

  it("fails an export that would need more parts than it may have", () => {
    const events = [start("a", 90), ready("a"), ready("a"), limits(10, 1), ready("a"), ready("a")];
    expect(serve(10, 9, ...events)).toEqual([
      { id: "a", outcome: "failed", parts: [10, 10], changes: 1 },
    ]);
  });

  it("aborts an export when another one starts under its id", () => {
    const events = [
      start("a", 50),
      ready("a"),
      start("a", 5),
      limits(4, 9),
      ready("a"),
      ready("a"),
    ];
    expect(serve(10, 9, ...events)).toEqual([
      { id: "a", outcome: "aborted", parts: [10], changes: 0 },
      { id: "a", outcome: "complete", parts: [4, 1], changes: 1 },
    ]);
  });

  it("aborts what still runs after the last event, in the order of the starts", () => {
    const events = [start("b", 50), start("a", 50), ready("a"), limits(5, 5)];
    expect(serve(10, 9, ...events)).toEqual([
      { id: "b", outcome: "aborted", parts: [], changes: 1 },
      { id: "a", outcome: "aborted", parts: [10], changes: 1 },
    ]);
  });

  it("passes over events about exports that don't run", () => {
    const events = [ready("a"), gone("b"), start("a", 5), ready("a"), gone("a"), ready("toString")];
    expect(serve(10, 9, ...events)).toMatchObject([{ id: "a", outcome: "complete" }]);
  });

  it("answers the same whatever was served before", () => {
    const events = [start("a", 30), limits(4, 9), ready("a")];
    const first = serve(10, 9, ...events);
    serve(1, 1, start("b", 5), ready("b"));
    expect(serve(10, 9, ...events)).toEqual(first);
  });
});

function serve(rowsPerPart: number, partsPerExport: number, ...events: ServerEvent[]) {
  return serveExports({ rowsPerPart, partsPerExport }, events);
}

function start(
  id: string,
  rows: number,
  plan: "free" | "team" | "company" = "company",
): ServerEvent {
  return { kind: "start", id, plan, rows };
}

function ready(id: string): ServerEvent {
  return { kind: "ready", id };
}

function gone(id: string): ServerEvent {
  return { kind: "gone", id };
}

function limits(rowsPerPart: number, partsPerExport: number): ServerEvent {
  return { kind: "limits", limits: { rowsPerPart, partsPerExport } };
}
