import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { Place, SideEvidence, TimeElsewhere } from "../../evidence/evidence.ts";
import { type BothMs, differenceOf, msPerSampleOf } from "./flame-difference.ts";
import { type Content, html, type Markup } from "./html.ts";
import { bytesText, changeText, missingNotes, msText, placeText, shareText } from "./words.ts";

/** A function on both sides; a side without it has no figures. */
interface FunctionRow {
  /** In the candidate, or in the baseline if only that has it. */
  readonly place: Place;
  readonly link: string | undefined;
  readonly sides: Readonly<Record<Side, OwnCost>>;
}

/** The cost of a function's own code; undefined if not measured. */
interface OwnCost {
  readonly msPerCall: number | undefined;
  readonly share: number | undefined;
  readonly bytesPerCall: number | undefined;
}

/** Gives the address of a line in the page's sources. */
export type LinkTo = (side: Side, file: string, line: number) => string | undefined;

/** Shown at first; the others are folded. */
const shownAtOnce = 15;

/** Own time and allocations of every function, before and after, the most time first. */
export function functionTable(
  evidence: Readonly<Record<Side, SideEvidence>>,
  linkTo: LinkTo,
): Markup {
  const rows = functionRows(evidence, linkTo);
  const most = Math.max(0, ...rows.map(mostMs));
  const others = rows.slice(shownAtOnce);
  const msPerSample = msPerSampleOf(evidence);
  const elsewhere = elsewhereRows(evidence, msPerSample);
  return html`${missingNotes(evidence, "cpu")}${missingNotes(evidence, "allocations")}
${tableOf([...rows.slice(0, shownAtOnce).map((row) => drawRow(row, most, msPerSample)), ...elsewhere], "Functions")}
${
  others.length === 0
    ? undefined
    : html`<details><summary>${others.length} more, each with less time</summary>${tableOf(
        others.map((row) => drawRow(row, most, msPerSample)),
        "More functions",
      )}</details>`
}`;
}

function tableOf(rows: Content, label: string): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}"><table class="functions">
<thead><tr><th scope="col" rowspan="2">Function</th><th scope="colgroup" colspan="3" class="n">Own time per call</th><th scope="colgroup" colspan="2" class="n">Share</th><th scope="colgroup" colspan="2" class="n">Bytes per call</th></tr>
<tr><th scope="col" class="n">baseline</th><th scope="col" class="n">this version</th><th scope="col" class="n">change</th><th scope="col" class="n">before</th><th scope="col" class="n">after</th><th scope="col" class="n">before</th><th scope="col" class="n">after</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function functionRows(
  evidence: Readonly<Record<Side, SideEvidence>>,
  linkTo: LinkTo,
): FunctionRow[] {
  const rows = new Map<string, FunctionRow>();
  const none = { baseline: noCost(evidence.baseline), candidate: noCost(evidence.candidate) };
  for (const side of ["candidate", "baseline"] as const) {
    for (const [key, { place, cost }] of ownCosts(evidence[side])) {
      const known = rows.get(key) ?? {
        place,
        link: linkTo(side, place.file, place.line),
        sides: none,
      };
      rows.set(key, { ...known, sides: { ...known.sides, [side]: cost } });
    }
  }
  return [...rows.values()].sort((a, b) => mostMs(b) - mostMs(a));
}

type OwnCosts = ReadonlyMap<string, { readonly place: Place; readonly cost: OwnCost }>;

/** By name and file: functions of both sides that share them are the same. */
function ownCosts(side: SideEvidence): OwnCosts {
  const { cpu, allocations } = side;
  const costs = new Map<string, { place: Place; cost: OwnCost }>();
  const keyOf = ({ name, file }: Place) => JSON.stringify([name, file]);
  for (const place of cpu.state === "seen" ? cpu.functions : []) {
    const { msPerCall, share } = place;
    costs.set(keyOf(place), { place, cost: { ...noCost(side), msPerCall, share } });
  }
  for (const place of allocations.state === "seen" ? allocations.functions : []) {
    const cost = costs.get(keyOf(place))?.cost ?? noCost(side);
    const { bytesPerCall } = place;
    costs.set(keyOf(place), { place, cost: { ...cost, bytesPerCall } });
  }
  return costs;
}

/** The cost of a function that a side does not have. */
function noCost({ cpu, allocations }: SideEvidence): OwnCost {
  const time = cpu.state === "seen" ? 0 : undefined;
  const bytesPerCall = allocations.state === "seen" ? 0 : undefined;
  return { msPerCall: time, share: time, bytesPerCall };
}

function mostMs({ sides }: FunctionRow): number {
  return Math.max(sides.baseline.msPerCall ?? 0, sides.candidate.msPerCall ?? 0);
}

function drawRow({ place, link, sides }: FunctionRow, most: number, msPerSample: BothMs): Content {
  const { baseline, candidate } = sides;
  const where = placeText(place);
  const source = link === undefined ? html`${where}` : html`<a href="${link}">${where}</a>`;
  return html`<tr><th scope="row"><code>${place.name}</code> <small>${source}</small></th>${timeCell(baseline, most)}${timeCell(candidate, most)}<td class="n">${timeChange(baseline.msPerCall, candidate.msPerCall, msPerSample)}</td><td class="n">${shareText(baseline.share)}</td><td class="n">${shareText(candidate.share)}</td><td class="n">${bytesText(baseline.bytesPerCall)}</td><td class="n">${bytesText(candidate.bytesPerCall)}</td></tr>
`;
}

/** Changes too small for the samples to show are shown as none. */
function timeChange(before: number | undefined, after: number | undefined, msPerSample: BothMs) {
  if (before === undefined || after === undefined || before + after === 0) return undefined;
  const { kind } = differenceOf({ baseline: before, candidate: after }, msPerSample);
  if (kind === "same") return "same";
  return html`<span class="${kind === "faster" ? "good" : "bad"}">${changeText(before, after)}</span>`;
}

function timeCell({ msPerCall }: OwnCost, most: number): Content {
  const width = most === 0 ? 0 : ((100 * (msPerCall ?? 0)) / most).toFixed(1);
  return html`<td class="n bar" style="--part:${width}%">${msText(msPerCall)}</td>`;
}

/** Below the functions: the time spent in none of them. */
function elsewhereRows(
  evidence: Readonly<Record<Side, SideEvidence>>,
  msPerSample: BothMs,
): Content[] {
  const kinds: readonly TimeElsewhere["kind"][] = ["Node.js", "V8 and the system", "waiting"];
  return kinds.map((kind) => {
    const before = timeElsewhere(evidence.baseline, kind);
    const after = timeElsewhere(evidence.candidate, kind);
    if (!before.msPerCall && !after.msPerCall) return undefined;
    return html`<tr class="elsewhere"><th scope="row">${kind}</th><td class="n">${msText(before.msPerCall)}</td><td class="n">${msText(after.msPerCall)}</td><td class="n">${timeChange(before.msPerCall, after.msPerCall, msPerSample)}</td><td class="n">${shareText(before.share)}</td><td class="n">${shareText(after.share)}</td><td></td><td></td></tr>
`;
  });
}

function timeElsewhere(
  side: SideEvidence,
  kind: TimeElsewhere["kind"],
): Omit<OwnCost, "bytesPerCall"> {
  const elsewhere = side.cpu.state === "seen" ? side.cpu.elsewhere : [];
  return elsewhere.find((time) => time.kind === kind) ?? noCost(side);
}
