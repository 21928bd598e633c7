import { formatCount, formatMs, formatRatio, plural } from "../../contract/format.ts";
import { metrics } from "../../engine/metrics/index.ts";
import type { GradingResult } from "../../grading/result.ts";
import { explainMeasurement } from "../verdict.ts";
import type { PageLink, StatedDiagnosis } from "./context.ts";
import { type Content, html, type Markup } from "./html.ts";
import { dateTime } from "./words.ts";

/** The pages of other tools, or why there are none. */
export function linksSection(links: readonly PageLink[]): Markup | undefined {
  if (links.length === 0) return undefined;
  return html`<ul class="links">${links.map((link) =>
    link.state === "there"
      ? html`<li><a href="${link.href}">${link.label}</a>${link.says && html`: <span>${link.says}</span>`}</li>`
      : html`<li>${link.label}: <span class="missing">${link.why}</span></li>`,
  )}</ul>`;
}

/** What the student said about the bottleneck, and how it was judged. */
export function diagnosisSection({ statedAt, when, answers }: StatedDiagnosis): Markup {
  const right = answers.filter(({ judged }) => judged === "right").length;
  return html`<p>Stated on ${dateTime(statedAt)}${when && `, ${when}`}: ${right} of ${answers.length} right.</p>
<dl class="diagnosis">${answers.map(
    ({ question, said, judged, why }) =>
      html`<dt>${question}</dt><dd><p><b class="${judged === "right" ? "good" : "bad"}">${judged === "right" ? "✓" : "✗"} ${judged}</b> You said: <q>${said}</q></p><p>${why}</p></dd>`,
  )}</dl>`;
}

/** How, where and when everything above was measured. */
export function methodSection(result: GradingResult): Markup {
  const { outcome } = result;
  const sentence =
    "measurement" in outcome && html`<p>${explainMeasurement(result, outcome.measurement)}.</p>`;
  const facts = [...measurementFacts(result), ...provenanceFacts(result)];
  return html`${sentence || undefined}<dl class="facts">${facts.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`;
}

type Fact = readonly [what: string, value: Content];

const clocks = { cpu: "CPU time", wall: "wall clock", none: "none (counted)" } as const;

function measurementFacts({ outcome }: GradingResult): Fact[] {
  if (!("measurement" in outcome)) return [];
  const { metric, forks, seconds, contention } = outcome.measurement;
  const pairs = forks.reduce((sum, fork) => sum + fork.pairs.length, 0);
  const dropped = forks.reduce((sum, fork) => sum + fork.dropped, 0);
  const cpus = [...new Set(forks.map(({ cpu }) => cpu).filter((cpu) => cpu !== undefined))];
  return [
    ["metric", metric],
    ["clock", clocks[metrics[metric].clock]],
    ["forks", `${forks.length} fresh pairs of processes`],
    ["pairs", `${pairs}${dropped === 0 ? "" : `, ${dropped} dropped`}`],
    ["time spent", formatMs(seconds * 1000)],
    ["contention", formatRatio(contention)],
    ["pinned to", cpus.length === 0 ? "no CPU" : `CPU ${cpus.join(", ")}`],
  ];
}

function provenanceFacts({
  provenance,
  exercise,
  submission,
  gradedAt,
  seconds,
}: GradingResult): Fact[] {
  const { seeds } = provenance;
  return [
    ["isolation", provenance.isolation],
    ["CPU time read", provenance.cpuTimeRead],
    ["Node", provenance.node],
    ["V8", provenance.v8],
    [
      "machine",
      `${provenance.cpuModel}, ${plural(provenance.cores, "core")}, ${formatCount(provenance.memoryBytes / 1e9)} GB of memory`,
    ],
    ["system", `${provenance.platform}, ${provenance.release}`],
    ["machine's id", html`<code>${provenance.machine}</code>`],
    ["load before", provenance.load.toFixed(2)],
    ["seeds", `check ${seeds.check}, time ${seeds.time}`],
    ["submission", html`<code>${submission}</code>`],
    ["exercise", html`${exercise.id} <code>${exercise.version}</code>`],
    ["grader", html`${provenance.graderVersion} <code>${provenance.grader}</code>`],
    ["graded", `${dateTime(gradedAt)}, in ${formatMs(seconds * 1000)}`],
  ];
}
