import { formatMs, plural } from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { CpuEvidence, SideEvidence } from "../../evidence/evidence.ts";
import { scaleBars } from "./comparison-table.ts";
import { type BothMs, type Comparison, comparerOf, msPerSampleOf } from "./flame-difference.ts";
import { type Box, layOutFlame, type MergedFrame, mergeFlames } from "./flame-layout.ts";
import { type Content, html, type Markup } from "./html.ts";
import { missingNotes, placeText, sideNames } from "./words.ts";

const noCpu: CpuEvidence = {
  msPerCall: 0,
  calls: 0,
  samples: 0,
  functions: [],
  lines: [],
  elsewhere: [],
  garbageCollection: 0,
  flame: [],
};

type BothSides = Readonly<Record<Side, CpuEvidence>>;

/** Both sides' flame graphs, compared. The script only adds zoom, search and keys. */
export function flameSection(evidence: Readonly<Record<Side, SideEvidence>>): Markup {
  const cpuOf = ({ cpu }: SideEvidence) => (cpu.state === "seen" ? cpu : noCpu);
  const both = { baseline: cpuOf(evidence.baseline), candidate: cpuOf(evidence.candidate) };
  return html`${missingNotes(evidence, "cpu")}${drawFlames(both, msPerSampleOf(evidence))}`;
}

const sideOrder = ["candidate", "baseline"] as const;

function drawFlames(sides: BothSides, msPerSample: BothMs): Markup | undefined {
  const shown = sideOrder.filter((side) => sides[side].msPerCall > 0);
  if (shown.length === 0) return undefined;
  const root = rootOf(sides);
  const compares = shown.length === 2;
  const compare = compares ? comparerOf(root, msPerSample) : undefined;
  return html`<p>Each box is a function, called by the function above it. Its width is its time per call, including the functions that it calls.${compares ? " The colour compares the versions." : undefined}</p>
${compares ? scaleBars(root.ms) : undefined}
<div class="flame-tools">${compares ? sideSwitches : undefined}${scriptedTools}</div>
${compares ? legend : undefined}
${shown.map((side) => drawSide(root, side, compare))}
<p class="flame-detail scripted" id="flame-detail" role="status" hidden>Click a box or press Enter to zoom in, Escape to go back; the arrow keys move between boxes.</p>`;
}

const scriptedTools = html`<span class="scripted" hidden><label>Find <input type="search" id="flame-find" placeholder="function or file" autocomplete="off" spellcheck="false"></label> <button type="button" id="flame-whole" disabled>Reset zoom</button></span>`;

const sideSwitches = html`<fieldset><legend>Width: time in</legend>${sideOrder.map(
  (side) =>
    html`<label><input type="radio" name="flame-side" id="flame-of-${side}"${side === "candidate" ? html` checked` : ""}> ${sideNames[side].toLowerCase()}</label>`,
)}</fieldset>
<label><input type="checkbox" id="one-scale"> same scale for both</label>`;

const legend = html`<ul class="legend flame-legend"><li><i class="faster3"></i><i class="faster2"></i><i class="faster1"></i>faster: 4x, 2x, 1.1x</li><li><i class="same"></i>no difference visible in this many samples</li><li><i class="slower1"></i><i class="slower2"></i><i class="slower3"></i>slower: 1.1x, 2x, 4x, or new</li></ul>`;

/** One call as the root, so that time outside of the side's own code gets a box too. */
function rootOf(sides: BothSides): MergedFrame {
  const { baseline, candidate } = sides;
  const own = mergeFlames({ baseline: baseline.flame, candidate: candidate.flame });
  const ms = { baseline: baseline.msPerCall, candidate: candidate.msPerCall };
  return { ...nowhere, name: "one call", ms, children: [...own, ...busyElsewhere(sides)] };
}

const nowhere = { file: "", line: 0 };

function busyElsewhere({ baseline, candidate }: BothSides): MergedFrame[] {
  const msOf = ({ elsewhere }: CpuEvidence, name: string) =>
    elsewhere.find(({ kind }) => kind === name)?.msPerCall ?? 0;
  return ["Node.js", "V8 and the system"].map((name) => {
    const ms = { baseline: msOf(baseline, name), candidate: msOf(candidate, name) };
    return { ...nowhere, name, ms, children: [] };
  });
}

type Compare = (frame: MergedFrame) => Comparison;

function drawSide(root: MergedFrame, side: Side, compare: Compare | undefined): Markup {
  const { boxes, omitted } = layOutFlame(root, side);
  const rows = 1 + Math.max(...boxes.map(({ depth }) => depth));
  const scale = root.ms[side] / Math.max(root.ms.baseline, root.ms.candidate);
  const left = omitted === 0 ? "" : `${plural(omitted, "frame")} too narrow to draw.`;
  return html`<div class="flame" data-side="${side}"><div class="flame-boxes" role="tree" aria-label="Flame graph: ${sideNames[side]}" style="--rows:${rows};--scale:${scale.toFixed(4)}" data-total="${root.ms[side].toPrecision(4)}">
${boxes.map((box) => drawBox(box, compare?.(box.frame), side))}</div><p class="note">${onlyOnOtherSide(root, side)} ${left}</p></div>`;
}

/** The box is plain without a comparison: then the other side has no profile. */
function drawBox(
  { frame, start, width, depth }: Box,
  compared: Comparison | undefined,
  side: Side,
): Content {
  const { name } = frame;
  const place = `--x:${short(start)};--w:${short(width)};--d:${depth}`;
  const change =
    compared === undefined ? formatMs(frame.ms[side]) : changeText(frame, compared, side);
  return html`<div class="box ${colourOf(compared)}" role="treeitem" aria-level="${depth + 1}" tabindex="${depth === 0 ? 0 : -1}" style="${place}" title="${inWords(frame, compared, side)}"><b>${name}</b> <span>${change}</span></div>
`;
}

function colourOf(compared: Comparison | undefined): string {
  const { difference } = compared ?? { difference: { kind: "same" } };
  return difference.kind === "same" ? "same" : `${difference.kind}${difference.degree}`;
}

function changeText({ ms }: MergedFrame, { isMoved }: Comparison, side: Side): string {
  if (isMoved) return `${formatMs(ms[side])}, moved`;
  if (ms.baseline === 0) return `${formatMs(ms.candidate)}, new`;
  if (ms.candidate === 0) return `${formatMs(ms.baseline)}, gone`;
  return `${formatMs(ms.baseline)} → ${formatMs(ms.candidate)}`;
}

function inWords(frame: MergedFrame, compared: Comparison | undefined, side: Side): string {
  const where = frame.file === "" ? "" : `, ${placeText(frame)}`;
  const former = frame.formerName === undefined ? "" : `, formerly ${frame.formerName}`;
  const ms = `${formatMs(frame.ms[side])} per call in ${sideNames[side].toLowerCase()}`;
  return `${frame.name}${where}${former}: ${ms}${compared === undefined ? "" : comparedInWords(frame, compared, side)}`;
}

function comparedInWords({ ms }: MergedFrame, compared: Comparison, side: Side): string {
  const other = side === "candidate" ? "baseline" : "candidate";
  const otherName = sideNames[other].toLowerCase();
  if (compared.isMoved) {
    return `, called from elsewhere in ${otherName}, where it takes ${formatMs(compared.ms[other])}`;
  }
  return ms[other] === 0 ? `, none in ${otherName}` : `, ${formatMs(ms[other])} in ${otherName}`;
}

/** Five digits: a thousandth of a pixel. */
function short(share: number): string {
  return String(Number(share.toFixed(5)));
}

/** What this side's graph can't show, because it takes no time here. */
function onlyOnOtherSide(root: MergedFrame, side: Side): string {
  const other = side === "candidate" ? "baseline" : "candidate";
  const names = topmostOnly(root, other).map(({ name, ms }) => `${name} (${formatMs(ms[other])})`);
  if (names.length === 0 || root.ms[side] === 0 || root.ms[other] === 0) return "";
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  const where =
    other === "baseline"
      ? "Gone (only in the baseline's graph)"
      : "New (only in this version's graph)";
  return `${where}: ${names.slice(0, mostNamed).join(", ")}${more}.`;
}

const mostNamed = 3;

function topmostOnly(frame: MergedFrame, side: Side): MergedFrame[] {
  const other = side === "candidate" ? "baseline" : "candidate";
  const here = frame.children.filter(({ ms }) => ms[other] === 0 && ms[side] > 0);
  const below = frame.children.filter((child) => child.ms[other] > 0);
  return [...here, ...below.flatMap((child) => topmostOnly(child, side))].sort(
    (a, b) => b.ms[side] - a.ms[side],
  );
}
