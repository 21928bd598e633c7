import { formatBytes, formatCount, formatMs, formatShare } from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { SideEvidence, Vitals } from "../../evidence/evidence.ts";
import { describe } from "../../evidence/findings/loop-findings.ts";
import { type Content, html, type Markup } from "./html.ts";
import { missingNotes, sideNames, sides } from "./words.ts";

/** How busy the process was, and with what: a sentence, then the figures. */
export function vitalsSection(evidence: Readonly<Record<Side, SideEvidence>>): Markup {
  const seen = sides.flatMap((side) => {
    const { vitals } = evidence[side];
    return vitals.state === "seen" ? [{ side, vitals }] : [];
  });
  const { vitals } = evidence.candidate;
  return html`${missingNotes(evidence, "vitals")}
${vitals.state === "seen" ? html`<p>${loopSentence(vitals)} ${garbageSentence(vitals)}</p>` : undefined}
${seen.length === 0 ? undefined : vitalsTable(seen)}`;
}

function loopSentence({ loop }: Vitals): string {
  if (loop === undefined) {
    return "This version is synchronous: the event loop does not run during a call, and everything else on the thread waits until the call ends.";
  }
  const late = `99 of 100 timers were less than ${formatMs(loop.delayMs.p99)} late`;
  return `The event loop of this version was ${describe(loop)}; ${late}.`;
}

function garbageSentence({ garbageCollection, bytesPerCall }: Vitals): string {
  const share = formatShare(garbageCollection);
  return garbageCollection >= muchGarbage
    ? `Garbage collection takes ${share} of its time: a call allocates ${formatBytes(bytesPerCall)}.`
    : `Garbage collection takes ${share} of its time, which is little.`;
}

const muchGarbage = 0.1;

interface Row {
  readonly what: string;
  readonly read: (vitals: Vitals) => string | undefined;
}

const rows: readonly Row[] = [
  { what: "event loop busy", read: ({ loop }) => loop && formatShare(loop.utilization) },
  {
    what: "timers late, 99 of 100 less than",
    read: ({ loop }) => loop && formatMs(loop.delayMs.p99),
  },
  { what: "timers late, longest", read: ({ loop }) => loop && formatMs(loop.delayMs.longest) },
  { what: "garbage collection, of wall time", read: (of) => formatShare(of.garbageCollection) },
  { what: "collections per call", read: (of) => formatCount(of.collectionsPerCall) },
  { what: "allocated per call", read: (of) => formatBytes(of.bytesPerCall) },
  { what: "calls", read: (of) => formatCount(of.calls) },
];

function vitalsTable(sides: readonly { readonly side: Side; readonly vitals: Vitals }[]): Markup {
  const heads = sides.map(({ side }) => html`<th scope="col" class="n">${sideNames[side]}</th>`);
  const drawn = rows.map(({ what, read }) =>
    drawRow(
      what,
      sides.map(({ vitals }) => read(vitals)),
    ),
  );
  return html`<div class="scroll" role="region" aria-label="Vitals"><table>
<thead><tr><th scope="col">Vitals</th>${heads}</tr></thead>
<tbody>${drawn}</tbody></table></div>`;
}

/** Left out if neither side has the figure. */
function drawRow(what: string, figures: readonly (string | undefined)[]): Content {
  if (figures.every((figure) => figure === undefined)) return undefined;
  return html`<tr><th scope="row">${what}</th>${figures.map((figure) => html`<td class="n">${figure ?? "–"}</td>`)}</tr>
`;
}
