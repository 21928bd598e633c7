import { formatEnds, formatMs, formatRatio } from "../../contract/format.ts";
import { type Measurement, speedupOf } from "../../engine/measurement/measurement.ts";
import type { BoundResult } from "../../engine/verdict/outcome.ts";
import type { GradingResult } from "../../grading/result.ts";
import { type Detail, failureDetails } from "../failure-details.ts";
import { describeLimit } from "../limit.ts";
import { nextStep } from "../next-step.ts";
import { describeLeftOut, describeTypes } from "../notes.ts";
import type { Reported } from "../reported.ts";
import {
  describeBound,
  describeGrowth,
  explainClock,
  explainOutcome,
  multipleOf,
  nameOutcome,
} from "../verdict.ts";
import { type Content, html, type Markup } from "./html.ts";
import { drawInterval } from "./interval-plot.ts";
import { capitalized, dateTime, type Tone, toneOf } from "./words.ts";

const marks: Readonly<Record<Tone, string>> = { good: "✓", bad: "✗", doubt: "?" };

/** The verdict, its measurements, what went wrong, and what to do next. */
export function verdictSection({ result, sourceFolder, reused }: Reported): Markup {
  const tone = toneOf(result.outcome.outcome);
  return html`<section id="verdict" class="verdict ${tone}" aria-labelledby="verdict-title">
<h2 id="verdict-title"><span aria-hidden="true">${marks[tone]}</span> ${capitalized(nameOutcome(result))}</h2>
<p class="says">${capitalized(explainOutcome(result))}</p>
${measuredPlots(result)}
${detailList(failureDetails(result.outcome, result.provenance.shellLimits))}
${notes(result, reused)}
<p class="next"><b>Next</b> ${withCommands(nextStep(result, sourceFolder))}</p>
</section>`;
}

function measuredPlots({ outcome, exercise, bounds = [], growth, limit }: GradingResult): Content {
  if (!("measurement" in outcome)) return undefined;
  const { target, stretch } = exercise;
  return [
    plotSpeedup(outcome.measurement, target, stretch),
    bounds.map(plotBound),
    growth && html`<p>Growth: ${describeGrowth(growth)}. ${growthPoints(growth.points)}</p>`,
    limit && html`<p>The machine's limit: ${describeLimit(limit, outcome.measurement)}.</p>`,
  ];
}

function plotSpeedup(measurement: Measurement, target: number, stretch: number): Markup {
  const interval = speedupOf(measurement);
  const ends = formatEnds(interval);
  return html`<figure>${drawInterval({
    description: `Speedup ${formatRatio(interval.estimate)}, between ${ends.low} and ${ends.high}; target ${formatRatio(target)}, stretch ${formatRatio(stretch)}.`,
    interval,
    marks: [
      { label: "target", value: target },
      { label: "stretch", value: stretch },
    ],
    met: "above",
  })}<figcaption>Speedup with its 99 % interval, in ${measurement.metric}; more is better. The axis is logarithmic; the shaded part meets the target.</figcaption></figure>`;
}

function plotBound(bound: BoundResult): Markup {
  return html`<figure>${drawInterval({
    description: describeBound(bound),
    interval: multipleOf(bound.measurement),
    marks: [{ label: "at most", value: bound.atMost }],
    met: "below",
  })}<figcaption>${bound.measurement.metric} as a multiple of the baseline's; less is better. This bound is ${boundWords[bound.decision]}.</figcaption></figure>`;
}

const boundWords = { kept: "met", broken: "not met", inconclusive: "undecided" } as const;

function growthPoints(points: readonly { size: number; cpuMs: number }[]): string {
  const words = points.map(({ size, cpuMs }) => `${formatMs(cpuMs)} at size ${size}`);
  return `Measured: ${words.join(", ")}.`;
}

function detailList(details: readonly Detail[]): Content {
  if (details.length === 0) return undefined;
  return html`<dl class="details">${details.map(([label, text]) => html`<dt>${label}</dt><dd><pre>${text}</pre></dd>`)}</dl>`;
}

function notes(result: GradingResult, reused: boolean): Content {
  const { hasPrinted, leftovers = [], gradedAt, exercise } = result;
  const kinds = [...new Set(leftovers)].join(", ");
  const texts = [
    explainClock(result),
    hasPrinted === true &&
      html`The code prints. That takes time, and the output is not shown here. To see it: <code>npm test -w @bottleneck/${exercise.id}</code>`,
    leftovers.length > 0 &&
      `The code leaves pending work (${kinds}). The grader does not wait for it: the answer must be complete when the call ends.`,
    describeLeftOut(result),
    describeTypes(result),
    reused &&
      html`Unchanged since ${dateTime(gradedAt)}, so this is the stored verdict. To measure again: <code>npm run grade -- ${exercise.id} --force</code>`,
  ];
  return texts.map((text) =>
    text === undefined || text === false ? "" : html`<p class="note">${text}</p>`,
  );
}

/** Finds commands: their words are joined by no-break spaces. */
function withCommands(text: string): Content {
  return text
    .split(/([^ \u00a0]+(?:\u00a0[^ \u00a0]+)+)/)
    .map((part, index) =>
      index % 2 === 0 ? part : html`<code>${part.replaceAll("\u00a0", " ")}</code>`,
    );
}
