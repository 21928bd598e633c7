import { plural } from "../../contract/format.ts";
import { linesOf } from "../../contract/lines.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { Place, SideEvidence } from "../../evidence/evidence.ts";
import { type Content, html, type Markup } from "./html.ts";
import { bytesText, missingNotes, msText, shareText, sideNames } from "./words.ts";

/** A source line and its own cost. */
interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly share: number;
  readonly msPerCall: number;
  readonly bytesPerCall: number;
}

/** Lines shown around a measured one, and the fewest lines that are folded. */
const context = 2;
const shortestFold = 6;
/** Lines below this share may be folded. */
const worthSeeing = 0.003;
/** Characters of a side. With more, the page would be slow, so only measured lines are shown. */
const longestSource = 16_000;
const longestLine = 400;

/** A side's files with the cost of each line; lines without cost are folded. */
export function sourceView(both: Readonly<Record<Side, SideEvidence>>, side: Side): Markup {
  const evidence = both[side];
  const { sources } = evidence;
  const length = Object.values(sources).reduce((sum, text) => sum + text.length, 0);
  const files = Object.keys(sources)
    .map((file) => ({ file, lines: costsOfLines(evidence, file) }))
    .sort((a, b) => heatOf(b.lines) - heatOf(a.lines));
  const starts = new Set(functionStarts(evidence));
  return html`<h3>${sideNames[side]}</h3>
${missingNotes(both, "cpu", [side])}${missingNotes(both, "lineAllocations", [side])}
${files.map(({ file, lines }) => drawFile(file, lines, { side, evidence, starts, isLong: length > longestSource }))}`;
}

interface FileContext {
  readonly side: Side;
  readonly evidence: SideEvidence;
  /** The first lines of functions with a cost, as `lineKey` names them. */
  readonly starts: ReadonlySet<string>;
  readonly isLong: boolean;
}

/** The address of a line on the page; undefined if the side does not have the file. */
export function lineAddress(evidence: SideEvidence, side: Side, file: string, line: number) {
  const index = Object.keys(evidence.sources).indexOf(file);
  return index < 0 ? undefined : `${side}-${index}-${line}`;
}

const lineKey = (file: string, line: number) => `${line}:${file}`;

function functionStarts({ cpu, allocations }: SideEvidence): string[] {
  const places: readonly Place[] = [
    ...(cpu.state === "seen" ? cpu.functions : []),
    ...(allocations.state === "seen" ? allocations.functions : []),
  ];
  return places.map(({ file, line }) => lineKey(file, line));
}

function costsOfLines({ sources, cpu, lineAllocations }: SideEvidence, file: string): SourceLine[] {
  const times = cpu.state === "seen" ? cpu.lines.filter((line) => line.file === file) : [];
  const bytes =
    lineAllocations.state === "seen"
      ? lineAllocations.lines.filter((line) => line.file === file)
      : [];
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  const texts = linesOf((sources[file] ?? "").replace(/\r?\n$/, ""));
  return texts.map((text, index) => {
    const onLine = times.filter(({ line }) => line === index + 1);
    return {
      number: index + 1,
      text: text.replaceAll("\t", "  "),
      share: sum(onLine.map(({ share }) => share)),
      msPerCall: sum(onLine.map(({ msPerCall }) => msPerCall)),
      bytesPerCall: sum(
        bytes.filter(({ line }) => line === index + 1).map(({ bytesPerCall }) => bytesPerCall),
      ),
    };
  });
}

function heatOf(lines: readonly SourceLine[]): number {
  return lines.reduce((sum, { share }) => sum + share, 0);
}

function drawFile(file: string, lines: readonly SourceLine[], about: FileContext): Markup {
  const stretches = stretchesOf(file, lines, about.starts);
  return html`<div class="scroll source" role="region" aria-label="${sideNames[about.side]}: ${file}"><div>
<p class="file"><code>${file}</code> ${shareText(heatOf(lines))}</p>
<table class="lines" aria-hidden="true">${columns}<thead>${head}</thead></table>
${stretches.map((stretch) => drawStretch(stretch, file, about))}
</div></div>`;
}

/** Neighbouring lines that are all shown or all folded. */
interface Stretch {
  readonly isFolded: boolean;
  readonly lines: readonly SourceLine[];
}

function stretchesOf(
  file: string,
  lines: readonly SourceLine[],
  starts: ReadonlySet<string>,
): Stretch[] {
  const isWorthSeeing = (line: SourceLine | undefined) =>
    line !== undefined &&
    (line.share >= worthSeeing || line.bytesPerCall > 0 || starts.has(lineKey(file, line.number)));
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(isWorthSeeing),
  );
  const stretches: { isFolded: boolean; lines: SourceLine[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const isFolded = !isNear[index];
    const last = stretches.at(-1);
    if (last?.isFolded === isFolded) last.lines.push(line);
    else stretches.push({ isFolded, lines: [line] });
  }
  return joined(stretches);
}

/** Unfolds short stretches, and joins them with their neighbours. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const isFolded = stretch.isFolded && stretch.lines.length >= shortestFold;
    const last = result.at(-1);
    if (last !== undefined && !last.isFolded && !isFolded) {
      result[result.length - 1] = { isFolded, lines: [...last.lines, ...stretch.lines] };
    } else result.push({ isFolded, lines: stretch.lines });
  }
  return result;
}

function drawStretch({ isFolded, lines }: Stretch, file: string, about: FileContext): Content {
  if (!isFolded) return drawLines(lines, file, about);
  const words = `Lines ${lines[0]?.number} to ${lines.at(-1)?.number}: nothing measured`;
  if (about.isLong) {
    return html`<p class="fold">${words}; left out because the source is long</p>`;
  }
  return html`<details><summary>${words} (${plural(lines.length, "line")})</summary>${drawLines(lines, file, about)}</details>`;
}

/** Every table has a head for screen readers; the visible head is at the top of the file. */
function drawLines(lines: readonly SourceLine[], file: string, about: FileContext): Markup {
  return html`<table class="lines">${columns}<thead class="unseen">${head}</thead>
<tbody>${lines.map((line) => drawLine(line, file, about))}</tbody></table>`;
}

const columns = html`<colgroup><col class="number"><col class="figure"><col class="figure"><col class="figure"><col></colgroup>`;
const head = html`<tr><th scope="col">Line</th><th scope="col">Self</th><th scope="col">Per call</th><th scope="col">Bytes</th><th scope="col">Source</th></tr>`;

function drawLine(
  line: SourceLine,
  file: string,
  { side, evidence, starts }: FileContext,
): Content {
  const { number, text, share, msPerCall, bytesPerCall } = line;
  const id = starts.has(lineKey(file, number)) && lineAddress(evidence, side, file, number);
  const heat = heatClass(share);
  const figure = (words: string) => (words === "–" ? "" : words);
  return html`<tr${heat && html` class="${heat}"`}${id ? html` id="${id}"` : ""}><th scope="row">${number}</th><td>${figure(shareText(share))}</td><td>${figure(msText(msPerCall))}</td><td>${figure(bytesText(bytesPerCall))}</td><td>${shortened(text)}</td></tr>
`;
}

function heatClass(share: number): string | undefined {
  if (share < 0.02) return undefined;
  if (share < 0.08) return "heat1";
  if (share < 0.2) return "heat2";
  return share < 0.4 ? "heat3" : "heat4";
}

function shortened(text: string): string {
  return text.length <= longestLine ? text : `${text.slice(0, longestLine)} …`;
}
