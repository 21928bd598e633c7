import { formatMs, formatRatio } from "../../contract/format.ts";
import { costsOf, type Measurement, speedupOf } from "../../engine/measurement/measurement.ts";
import { metrics } from "../../engine/metrics/index.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { GradingResult } from "../../grading/result.ts";
import { explainTwoCosts } from "../two-costs.ts";
import { describeAllowed } from "../verdict.ts";
import { type Content, html, type Markup } from "./html.ts";
import { bytesText, changeText, countText, missingNotes, msText, shareText } from "./words.ts";

/** A figure of both sides. Costs have a change; figures about the measurement do not. */
interface ComparedRow {
  readonly what: string;
  readonly note?: string;
  readonly texts: Readonly<Record<Side, string>>;
  readonly change?: Content;
}

/** The cost of both sides, before and after; undefined if nothing was measured. */
export function comparisonTable(result: GradingResult): Markup | undefined {
  const rows = [...measuredRows(result), ...profiledRows(result)];
  if (rows.length === 0) return undefined;
  return html`<div class="scroll" role="region" aria-label="Before and after"><table class="compare">
<thead><tr><th scope="col">Per call</th><th scope="col" class="n">Baseline</th><th scope="col" class="n">This version</th><th scope="col" class="n">Change</th></tr></thead>
<tbody>${rows.map(drawRow)}</tbody></table></div>
<p class="note">The first figures were measured without a profiler. The profiles come from separate runs, and their figures include the profiler's overhead.</p>
${explainTwoCosts(result).map((text) => html`<p class="note">${text}</p>`)}
${evidenceNotes(result)}`;
}

function evidenceNotes({ evidence }: GradingResult): Content {
  if (evidence === undefined) return undefined;
  return (["cpu", "vitals", "allocations"] as const).map((piece) => missingNotes(evidence, piece));
}

function drawRow({ what, note, texts, change }: ComparedRow): Content {
  return html`<tr><th scope="row">${what}${note && html` <small>${note}</small>`}</th><td class="n">${texts.baseline}</td><td class="n">${texts.candidate}</td><td class="n">${change}</td></tr>
`;
}

function measuredRows({ outcome, bounds = [] }: GradingResult): ComparedRow[] {
  if (!("measurement" in outcome)) return [];
  const bounded = bounds.map((bound) =>
    costRow(bound.measurement, `at most ${describeAllowed(bound)} is allowed`),
  );
  return [costRow(outcome.measurement), ...bounded];
}

function costRow(measurement: Measurement, note = "measured"): ComparedRow {
  const { metric } = measurement;
  const { format } = metrics[metric];
  const { baseline, candidate } = costsOf(measurement);
  return {
    what: metric,
    note,
    texts: { baseline: format(baseline), candidate: format(candidate) },
    change: measuredChange(measurement),
  };
}

/** Only a change with a measured interval is shown as good or bad. */
function measuredChange(measurement: Measurement): Markup {
  const { estimate, low, high } = speedupOf(measurement);
  if (low <= 1 && high >= 1) return html`same`;
  return estimate > 1
    ? html`<span class="good">${formatRatio(estimate)} less</span>`
    : html`<span class="bad">${formatRatio(1 / estimate)} more</span>`;
}

function profiledRows({ evidence }: GradingResult): ComparedRow[] {
  if (evidence === undefined) return [];
  const read = (figure: (side: Side) => number | undefined) => ({
    baseline: figure("baseline"),
    candidate: figure("candidate"),
  });
  const cpu = (side: Side) =>
    evidence[side].cpu.state === "seen" ? evidence[side].cpu : undefined;
  const vitals = (side: Side) =>
    evidence[side].vitals.state === "seen" ? evidence[side].vitals : undefined;
  const allocated = (side: Side) =>
    evidence[side].allocations.state === "seen" ? evidence[side].allocations : undefined;
  return [
    costOf(
      "busy time",
      "by the CPU profile",
      read((side) => cpu(side)?.msPerCall),
      msText,
    ),
    costOf(
      "allocated, all",
      "heap and buffers",
      read((side) => vitals(side)?.bytesPerCall),
      bytesText,
    ),
    costOf(
      "allocated, own code",
      "heap profile",
      read((side) => allocated(side)?.bytesPerCall),
      bytesText,
    ),
    costOf(
      "collections",
      "of garbage",
      read((side) => vitals(side)?.collectionsPerCall),
      countText,
    ),
    plain(
      "garbage collection",
      "share of wall time",
      read((side) => vitals(side)?.garbageCollection),
      shareText,
    ),
    plain(
      "samples",
      "of the CPU profile",
      read((side) => cpu(side)?.samples),
      countText,
    ),
    plain(
      "calls",
      "profiled",
      read((side) => cpu(side)?.calls),
      countText,
    ),
  ];
}

type Figures = Readonly<Record<Side, number | undefined>>;
type Format = (figure: number | undefined) => string;

function plain(what: string, note: string, figures: Figures, format: Format): ComparedRow {
  return {
    what,
    note,
    texts: { baseline: format(figures.baseline), candidate: format(figures.candidate) },
  };
}

function costOf(what: string, note: string, figures: Figures, format: Format): ComparedRow {
  const change = changeText(figures.baseline, figures.candidate);
  return { ...plain(what, note, figures, format), change };
}

/** Busy time of both sides on one scale, so that the smaller one looks smaller. */
export function scaleBars(msPerCall: Readonly<Record<Side, number>>): Markup {
  const most = Math.max(msPerCall.baseline, msPerCall.candidate);
  const bar = (label: string, ms: number) =>
    html`<div><span>${label}</span><span class="track"><i style="width:${((100 * ms) / most).toFixed(2)}%"></i></span><b>${formatMs(ms)}</b></div>`;
  return html`<div class="scale">${bar("Baseline", msPerCall.baseline)}${bar("This version", msPerCall.candidate)}</div>`;
}
