import type { Side } from "../../engine/sandbox/sandbox.ts";
import { findingsOf } from "../../evidence/findings/findings.ts";
import type { GradingResult } from "../../grading/result.ts";
import type { Reported } from "../reported.ts";
import { nameOutcome } from "../verdict.ts";
import { scriptAndPolicy, style } from "./assets.ts";
import { diagnosisSection, linksSection, methodSection } from "./closing-sections.ts";
import { comparisonTable } from "./comparison-table.ts";
import type { PageContext } from "./context.ts";
import { flameSection } from "./flame-section.ts";
import { functionTable } from "./function-table.ts";
import { drawHistory } from "./history-plot.ts";
import { html, type Markup } from "./html.ts";
import { shapesSection } from "./shapes-table.ts";
import { lineAddress, sourceView } from "./source-view.ts";
import { verdictSection } from "./verdict-section.ts";
import { vitalsSection } from "./vitals-section.ts";
import { dateTime } from "./words.ts";

/** One grading as a self-contained page: no network, no other file. */
export function reportPage(reported: Reported, context: PageContext): string {
  const { result } = reported;
  const { script, policy } = scriptAndPolicy();
  const sections = sectionsOf(result, context);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${result.exercise.id}: ${nameOutcome(result)}, ${dateTime(result.gradedAt)}</title>
<style>${style}</style>
</head>
<body>
<header><p>${result.exercise.id}</p><h1>${result.exercise.title}</h1><p class="about">${result.subject}, graded <time datetime="${result.gradedAt}">${dateTime(result.gradedAt)}</time></p></header>
<nav aria-label="Sections"><ul><li><a href="#verdict">Verdict</a></li>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${verdictSection(reported)}
${sections.map(drawSection)}
</main>
${script}
</body>
</html>
`.toString();
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

function drawSection({ id, title, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}</section>
`;
}

/** Everything after the verdict, without the empty sections. */
function sectionsOf(result: GradingResult, { history, links, diagnosis }: PageContext): Section[] {
  const { evidence } = result;
  const sections: [id: string, title: string, body: Markup | undefined][] = [
    ["findings", "Findings", findingsList(result)],
    [
      "history",
      "History",
      history.length === 0 ? undefined : drawHistory(history, result.gradedAt),
    ],
    ["compared", "Before and after", comparisonTable(result)],
    ["flame", "Flame graph", evidence && flameSection(evidence)],
    ["functions", "Functions", evidence && functions(evidence)],
    ["lines", "Source", evidence && lines(evidence)],
    ["shapes", "Shapes", evidence && shapesSection(evidence)],
    ["vitals", "Vitals", evidence && vitalsSection(evidence)],
    ["pages", "Other tools", linksSection(links)],
    ["diagnosis", "Your diagnosis", diagnosis && diagnosisSection(diagnosis)],
    ["method", "How it was measured", methodSection(result)],
  ];
  return sections.flatMap(([id, title, body]) => (body === undefined ? [] : [{ id, title, body }]));
}

type Evidence = NonNullable<GradingResult["evidence"]>;

function findingsList({ evidence }: GradingResult): Markup {
  if (evidence === undefined) {
    return html`<p class="missing">No profiles: the grader profiles only versions with a measured speedup.</p>`;
  }
  const findings = findingsOf(evidence);
  if (findings.length === 0) return html`<p>Nothing stands out.</p>`;
  return html`<ul class="findings">${findings.map(({ topic, text }, index) => html`<li><b>${topic === findings[index - 1]?.topic ? undefined : topic}</b> <span>${text}</span></li>`)}</ul>`;
}

function functions(evidence: Evidence): Markup {
  return functionTable(evidence, (side: Side, file, line) => {
    const address = lineAddress(evidence[side], side, file, line);
    return address && `#${address}`;
  });
}

function lines(evidence: Evidence): Markup {
  return html`${sourceView(evidence, "candidate")}${sourceView(evidence, "baseline")}`;
}
