import { formatEnds, formatRatio } from "../../contract/format.ts";
import type { OutcomeName } from "../../engine/verdict/outcome.ts";
import type { GradingSummary } from "./context.ts";
import { type Content, html, type Markup } from "./html.ts";
import { type LogAxis, logAxis, percent } from "./log-axis.ts";
import { dateTime, toneOf } from "./words.ts";

/** Only the latest gradings are drawn: more can't be told apart. */
const mostShown = 40;
const plotHeight = 190;
const top = 8;
/** Below the plot: gradings without a speedup, then dates. */
const laneY = top + plotHeight + 16;
const height = laneY + 34;

/** Draws an exercise's gradings in order: speedups with intervals, targets, outcomes. */
export function drawHistory(history: readonly GradingSummary[], current: string): Markup {
  if (history.length < 2) return html`<p>This is the first recorded grading of this exercise.</p>`;
  const shown = history.slice(-mostShown);
  const axis = logAxis(shown.flatMap(({ speedup, target }) => [1, target, ...ends(speedup)]));
  const places = shown.map((grading, index) => ({ grading, x: placeOf(index, shown.length) }));
  return html`<svg class="plot history" role="img" aria-label="${describe(shown)}" width="100%" height="${height}">
${drawScale(axis)}
${drawTargets(axis, shown)}
${places.map(({ grading, x }) => drawGrading(axis, grading, x, grading.gradedAt === current))}
${drawDates(shown)}
</svg>
${drawLegend(shown)}
${listGradings(history, current)}`;
}

const ends = (speedup: GradingSummary["speedup"]) =>
  speedup === undefined ? [] : [speedup.low, speedup.high];

function placeOf(index: number, count: number): number {
  return ((index + 0.5) * 100) / count;
}

function heightOf(axis: LogAxis, value: number): number {
  return Number((top + plotHeight * (1 - axis.at(value) / 100)).toFixed(1));
}

function describe(shown: readonly GradingSummary[]): string {
  const passed = shown.filter(({ outcome }) => outcome === "passed").length;
  return `Speedup of ${shown.length} gradings in order; ${passed} passed. The table below has the numbers.`;
}

function drawScale(axis: LogAxis): Content {
  const lines = axis.ticks.map((tick) => {
    const y = heightOf(axis, tick);
    return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="tick" x="-8" y="${y + 4}" text-anchor="end">${formatRatio(tick)}</text>`;
  });
  return html`${lines}<line class="axis" x1="0" x2="100%" y1="${top + plotHeight}" y2="${top + plotHeight}"/>`;
}

/** A line for each run of gradings with the same target: an exercise's target may change. */
function drawTargets(axis: LogAxis, shown: readonly GradingSummary[]): Content {
  const starts = [...shown.keys()].filter((at) => shown[at]?.target !== shown[at - 1]?.target);
  const placed = (index: number) => percent((100 * index) / shown.length);
  return starts.map((start, index) => {
    const y = heightOf(axis, shown[start]?.target ?? 1);
    const end = starts[index + 1] ?? shown.length;
    return html`<line class="target" x1="${placed(start)}" x2="${placed(end)}" y1="${y}" y2="${y}"/>`;
  });
}

function drawGrading(axis: LogAxis, grading: GradingSummary, x: number, isCurrent: boolean) {
  const { outcome, speedup, subject } = grading;
  const y = speedup === undefined ? laneY : heightOf(axis, speedup.estimate);
  const classes = `grading ${toneOf(outcome)}${subject === "your code" ? "" : " other"}${isCurrent ? " current" : ""}`;
  const at = percent(x);
  return html`<g class="${classes}"><title>${inWords(grading)}</title>${speedup && html`<line class="error" x1="${at}" x2="${at}" y1="${heightOf(axis, speedup.low)}" y2="${heightOf(axis, speedup.high)}"/>`}${isCurrent ? html`<circle class="halo" cx="${at}" cy="${y}" r="9"/>` : ""}${drawOutcome(outcome, at, y)}</g>`;
}

/** The shape repeats the colour: a disc passed, a ring is inconclusive, a cross did not pass. */
function drawOutcome(outcome: OutcomeName, x: string, y: number): Markup {
  if (toneOf(outcome) !== "bad") return html`<circle class="dot" cx="${x}" cy="${y}" r="4"/>`;
  return html`<svg class="cross" x="${x}" y="${y}" overflow="visible"><path d="M-4-4 4 4M-4 4 4-4"/></svg>`;
}

function drawDates(shown: readonly GradingSummary[]): Content {
  const y = height - 3;
  const dates = [
    ["start", "0", shown[0]],
    ["end", "100%", shown.at(-1)],
  ] as const;
  return dates.map(
    ([anchor, x, grading]) =>
      grading &&
      html`<text class="tick" x="${x}" y="${y}" text-anchor="${anchor}">${dateTime(grading.gradedAt)}</text>`,
  );
}

function drawLegend(shown: readonly GradingSummary[]): Markup {
  const tones = new Set(shown.map(({ outcome }) => toneOf(outcome)));
  const entries = [
    ["good", "passed", "passed"],
    ["bad", "crashed", "did not pass"],
    ["doubt", "inconclusive", "inconclusive"],
  ] as const;
  const marks = entries
    .filter(([tone]) => tones.has(tone))
    .map(([tone, outcome, words]) =>
      legendEntry(`grading ${tone}`, drawOutcome(outcome, "8", 8), words),
    );
  const line = html`<line class="target" x1="0" x2="16" y1="8" y2="8"/>`;
  const others = shown.some(({ subject }) => subject !== "your code");
  const hasUnmeasured = shown.some(({ speedup }) => speedup === undefined);
  return html`<ul class="legend">${marks}${legendEntry("", line, "target")}<li>bar: 99 % interval</li>${hasUnmeasured ? html`<li>below the axis: no speedup measured</li>` : ""}${others ? html`<li>paler: not your code</li>` : ""}</ul>`;
}

function legendEntry(classes: string, mark: Markup, words: string): Markup {
  return html`<li><svg class="plot key" width="16" height="16" aria-hidden="true"><g class="${classes}">${mark}</g></svg>${words}</li>`;
}

function inWords({ gradedAt, outcome, speedup, subject }: GradingSummary): string {
  const measured = speedup === undefined ? "" : `, ${formatRatio(speedup.estimate)}`;
  return `${dateTime(gradedAt)}, ${subject}: ${outcome}${measured}`;
}

/** The plot's numbers as a table, also for screen readers. */
function listGradings(history: readonly GradingSummary[], current: string): Markup {
  const rows = history
    .toReversed()
    .map((grading) => gradingRow(grading, grading.gradedAt === current));
  return html`<details><summary>All gradings as a table (${history.length})</summary><div class="scroll" role="region" aria-label="All gradings"><table>
<thead><tr><th scope="col">Graded</th><th scope="col">Version</th><th scope="col">Verdict</th><th scope="col" class="n">Speedup</th><th scope="col" class="n">99 % interval</th><th scope="col" class="n">Target</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}

function gradingRow(
  { gradedAt, subject, outcome, speedup, target }: GradingSummary,
  isCurrent: boolean,
) {
  const ends = speedup && formatEnds(speedup);
  const range = ends && `${ends.low} to ${ends.high}`;
  return html`<tr${isCurrent ? html` aria-current="true"` : ""}><th scope="row">${dateTime(gradedAt)}</th><td>${subject}</td><td class="${toneOf(outcome)}">${outcome}</td><td class="n">${speedup && formatRatio(speedup.estimate)}</td><td class="n">${range}</td><td class="n">${formatRatio(target)}</td></tr>
`;
}
