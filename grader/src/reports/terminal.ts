import { relative } from "node:path";
import { formatShare } from "../contract/format.ts";
import { costsOf } from "../engine/measurement/measurement.ts";
import { metrics } from "../engine/metrics/index.ts";
import { hotSpotOf } from "../evidence/evidence.ts";
import type { FindingTopic } from "../evidence/findings/finding.ts";
import { findingsOf } from "../evidence/findings/findings.ts";
import type { GradingResult } from "../grading/result.ts";
import { type Detail, failureDetails } from "./failure-details.ts";
import { describeLimit } from "./limit.ts";
import { nextStep } from "./next-step.ts";
import { describeLeftOut, describeTypes } from "./notes.ts";
import { marks, outcomeColor } from "./outcome-marks.ts";
import type { Reported } from "./reported.ts";
import { paint, printable, type Style, unbroken, wrap } from "./style.ts";
import { explainTwoCosts } from "./two-costs.ts";
import {
  describeGrowth,
  explainClock,
  explainMeasurement,
  explainOutcome,
  nameOutcome,
} from "./verdict.ts";

/** The first part of a report, known with the verdict: outcome, cost of a call, how it was measured. */
export function reportVerdict({ result, reused }: Reported, style: Style): string {
  const { exercise, outcome, subject } = result;
  const verdict = `${marks[outcome.outcome]} ${nameOutcome(result)}`;
  const rows: Detail[] = [
    ...failureDetails(result.outcome, result.provenance.shellLimits),
    ...costRows(result),
    ...measuredRows(result, reused),
    ...printedRows(result),
    ...leftoverRows(result),
    ...noteRows(describeLeftOut(result)),
  ];
  return lines([
    ...heading(exercise.id, `${exercise.title} (${subject})`, style),
    "",
    ...indent(explainedVerdict(result, verdict, style), 2),
    "",
    ...indent(layOut(rows, style), 4),
  ]);
}

/** The second part, known after profiling: where the time goes, and what to do next. */
export function reportEvidence(
  { result, sourceFolder, page }: Reported,
  style: Style,
  root: string,
): string {
  const rows: Detail[] = [
    ...limitRows(result),
    ...findingRows(result),
    ...explainTwoCosts(result).map((text): Detail => ["note", text]),
    ...noteRows(describeTypes(result)),
    ...pageRows(page, root),
    ["next", nextStep(result, sourceFolder)],
  ];
  return lines(indent(layOut(rows, style), 4));
}

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");

function heading(id: string, title: string, style: Style): string[] {
  const painted = paint(style, "bold", id);
  const fits = id.length + 2 + title.length <= style.width;
  return fits ? [`${painted}  ${title}`] : [painted, ...wrap(title, style.width)];
}

function explainedVerdict(result: GradingResult, verdict: string, style: Style): string[] {
  const painted = paint(style, ["bold", outcomeColor(result.outcome.outcome)], verdict);
  const [first = "", ...rest] = wrap(printable(explainOutcome(result)), style.width - 6);
  const fits = verdict.length + 3 + first.length <= style.width - 2;
  return fits
    ? [`${painted}  ${first}`, ...indent(rest, 4)]
    : [painted, ...indent([first, ...rest], 4)];
}

function costRows(result: GradingResult): Detail[] {
  const { outcome, bounds = [], growth } = result;
  if (!("measurement" in outcome)) return [];
  const rows: Detail[] = [outcome.measurement, ...bounds.map((bound) => bound.measurement)].map(
    (measurement) => {
      const { format, words } = metrics[measurement.metric];
      const { baseline, candidate } = costsOf(measurement);
      return [words.cost, `baseline ${format(baseline)}, this version ${format(candidate)}`];
    },
  );
  const grows: Detail[] = growth === undefined ? [] : [["growth", describeGrowth(growth)]];
  const clock = explainClock(result);
  return [...rows, ...grows, ...(clock === undefined ? [] : [["clock", clock] as const])];
}

function limitRows({ outcome, limit }: GradingResult): Detail[] {
  if (limit === undefined || !("measurement" in outcome)) return [];
  return [["limit", describeLimit(limit, outcome.measurement)]];
}

/** How many of the most important findings are shown. */
const mostFindings = 3;

const topicLabels: Readonly<Record<FindingTopic, string>> = {
  "hot spot": "hot spot",
  "what changed": "changed",
  "next bottleneck": "bottleneck",
  memory: "memory",
  shapes: "shapes",
  "event loop": "event loop",
};

function findingRows({ evidence }: GradingResult): Detail[] {
  if (evidence === undefined) return [];
  const { cpu } = evidence.candidate;
  const unknown: Detail[] = cpu.state === "missing" ? [["hot spot", `unknown: ${cpu.why}`]] : [];
  const found = findingsOf(evidence).slice(0, mostFindings);
  const hotLine = hotSpotOf(evidence.candidate)?.line;
  const line: Detail[] =
    hotLine === undefined
      ? []
      : [
          [
            "hot line",
            `${hotLine.file}:${hotLine.line}, ${formatShare(hotLine.share)}: ${hotLine.text}`,
          ],
        ];
  const rows = found.map(({ topic, text }, index): Detail => {
    const isAgain = topic === found[index - 1]?.topic;
    return [isAgain ? "" : topicLabels[topic], text];
  });
  return [...unknown, ...rows, ...line];
}

function pageRows(page: string | undefined, root: string): Detail[] {
  return page === undefined ? [] : [["report", relative(root, page)]];
}

function measuredRows(result: GradingResult, reused: boolean): Detail[] {
  const stored: Detail[] = reused
    ? [
        [
          "stored",
          `unchanged since ${localTime(result.gradedAt)}; to measure again: ${unbroken(`npm run grade -- ${result.exercise.id} --force`)}`,
        ],
      ]
    : [];
  if (!("measurement" in result.outcome)) return stored;
  return [["measured", explainMeasurement(result, result.outcome.measurement)], ...stored];
}

function printedRows({ hasPrinted, exercise }: GradingResult): Detail[] {
  if (hasPrinted !== true) return [];
  const tests = unbroken(`npm test -w @bottleneck/${exercise.id}`);
  return [
    [
      "note",
      `your code prints. That takes time, and the output is not shown here. To see it: ${tests}`,
    ],
  ];
}

function leftoverRows({ leftovers = [] }: GradingResult): Detail[] {
  if (leftovers.length === 0) return [];
  const kinds = [...new Set(leftovers)].join(", ");
  return [
    [
      "note",
      `your code leaves pending work (${kinds}). The grader does not wait for it: the answer must be complete when the call ends`,
    ],
  ];
}

const noteRows = (note: string | undefined): Detail[] =>
  note === undefined ? [] : [["note", note]];

const localTime = (iso: string) => new Date(iso).toLocaleString("sv-SE").slice(0, 16);

const labelWidth = 12;

/** Labels in their own column, or above the text in a narrow terminal. */
function layOut(rows: readonly Detail[], style: Style): string[] {
  const isNarrow = style.width < 60;
  const width = style.width - 4 - (isNarrow ? 2 : labelWidth);
  return rows.flatMap(([label, text]) => {
    const lines = wrap(printable(text), width);
    const painted = paint(style, "dim", label.padEnd(labelWidth));
    if (isNarrow) return [...(label === "" ? [] : [painted.trimEnd()]), ...indent(lines, 2)];
    return lines.map((line, index) => (index === 0 ? painted : " ".repeat(labelWidth)) + line);
  });
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === "" ? line : " ".repeat(by) + line));
}
