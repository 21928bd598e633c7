import { formatRatio, formatShare } from "../contract/format.ts";
import { speedupOf } from "../engine/measurement/measurement.ts";
import { hotSpotOf } from "../evidence/evidence.ts";
import type { GradingResult } from "../grading/result.ts";
import { marks, outcomeColor } from "./outcome-marks.ts";
import { paint, printable, type Style } from "./style.ts";
import { nameOutcome } from "./verdict.ts";

/** Several gradings as a table, one line each. */
export function reportSummary(results: readonly GradingResult[], style: Style): string {
  const header = ["exercise", "verdict", "speedup", "target", "hot spot"];
  const rows = results.map(summaryRow);
  const columns = style.width < 70 ? header.length - 1 : header.length;
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .slice(0, columns)
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
      .slice(0, style.width);
  const painted = rows.map((row, index) => {
    const outcome = results[index]?.outcome.outcome ?? "refused";
    return paint(style, outcomeColor(outcome), line(row));
  });
  return [paint(style, "dim", line(header)), ...painted, "", countOutcomes(results), ""].join("\n");
}

function summaryRow(result: GradingResult): string[] {
  const { outcome, exercise, evidence } = result;
  const speedup =
    "measurement" in outcome ? formatRatio(speedupOf(outcome.measurement).estimate) : "-";
  const hottest = hotSpotOf(evidence?.candidate)?.function;
  return [
    exercise.id,
    `${marks[outcome.outcome]} ${nameOutcome(result)}`,
    speedup,
    formatRatio(exercise.target),
    hottest
      ? printable(`${hottest.name} ${hottest.file}:${hottest.line} (${formatShare(hottest.share)})`)
      : "-",
  ];
}

function countOutcomes(results: readonly GradingResult[]): string {
  const passed = results.filter(({ outcome }) => outcome.outcome === "passed").length;
  const open = results.filter(({ outcome }) => outcome.outcome === "inconclusive").length;
  const failed = results.length - passed - open;
  return `${passed} passed, ${failed} failed${open === 0 ? "" : `, ${open} inconclusive`}`;
}
