import { formatChance, formatRatio } from "../../contract/format.ts";
import type { ExerciseFigures, VersionFigures } from "./figures.ts";

/** The page of docs/ that shows what `check` measured, in Markdown. */
export function reportCalibration(exercises: readonly ExerciseFigures[]): string {
  return [
    "# Calibration of the exercises",
    "",
    "What `npm run check -- --write` measured of our own versions of each exercise, and how likely a fresh grading of the same code gives a wrong verdict or none, by simulation of the rule on these measurements. The starter must stay at 0.67x of the target or less, and the reference must reach twice the target (three times where wall time is measured), so that honest solutions don't end up where a verdict is hard to give. This page is generated: don't edit it.",
    "",
    ...exercises.flatMap(sectionOf),
  ].join("\n");
}

function sectionOf(figures: ExerciseFigures): string[] {
  const { on, cpuModel, cores, node } = figures.measured;
  return [
    `## ${figures.exercise}`,
    "",
    `${figures.metric}, target ${formatRatio(figures.target)}, stretch ${formatRatio(figures.stretch)}; measured on ${on}, ${cpuModel}, ${cores} CPUs, Node ${node}.`,
    "",
    "| version | speedup | 99 % interval | outcome | bounds and growth | wrong verdict | inconclusive |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...figures.versions.map(rowOf),
    "",
  ];
}

function rowOf(version: VersionFigures): string {
  const cells = [
    version.name,
    formatRatio(version.speedup),
    `${formatRatio(version.low)} to ${formatRatio(version.high)}`,
    version.outcome,
    conditionsOf(version),
    formatChance(version.wrongVerdict),
    formatChance(version.inconclusive),
  ];
  return `| ${cells.join(" | ")} |`;
}

function conditionsOf({ bounds = {}, growth }: VersionFigures): string {
  const costs = Object.entries(bounds).map(([metric, ratio]) => `${metric} ${formatRatio(ratio)}`);
  const grows = growth === undefined ? [] : [`n^${growth.toFixed(2)}`];
  return [...costs, ...grows].join(", ") || "-";
}
