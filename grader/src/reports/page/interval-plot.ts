import { formatRatio } from "../../contract/format.ts";
import type { Interval } from "./context.ts";
import { type Content, html, type Markup } from "./html.ts";
import { type LogAxis, logAxis, percent } from "./log-axis.ts";

/** A marked value on the axis, such as the target. */
export interface AxisMark {
  readonly label: string;
  readonly value: number;
}

/** An interval on a logarithmic axis of ratios. */
export interface IntervalPlot {
  /** The plot in words. */
  readonly description: string;
  readonly interval: Interval;
  /** Drawn from top to bottom; the first one decides the verdict. */
  readonly marks: readonly AxisMark[];
  /** The side of the first mark on which it is met. */
  readonly met: "above" | "below";
}

const labelHeight = 17;
const barRoom = 34;
const tickRoom = 22;

/** Draws an interval and its marks. Positions are in percent, so that text keeps its size. */
export function drawInterval({ description, interval, marks, met }: IntervalPlot): Markup {
  const { estimate, low, high } = interval;
  const axis = logAxis([1, estimate, low, high, ...marks.map(({ value }) => value)]);
  const barY = marks.length * labelHeight + barRoom / 2;
  const axisY = marks.length * labelHeight + barRoom;
  return html`<svg class="plot interval" role="img" aria-label="${description}" width="100%" height="${axisY + tickRoom}">
${drawZone(axis, marks[0], met, axisY)}
${drawTicks(axis, axisY)}
${marks.map((mark, index) => drawMark(axis, mark, index, axisY))}
<line class="bar" x1="${percent(axis.at(low))}" x2="${percent(axis.at(high))}" y1="${barY}" y2="${barY}"/>
${[low, high].map((end) => drawEnd(percent(axis.at(end)), barY))}
<circle class="estimate" cx="${percent(axis.at(estimate))}" cy="${barY}" r="5"/>
${drawEstimate(axis, interval, barY)}
</svg>`;
}

/** The zone in which the first mark is met. */
function drawZone(
  axis: LogAxis,
  mark: AxisMark | undefined,
  met: "above" | "below",
  height: number,
): Content {
  if (mark === undefined) return undefined;
  const at = axis.at(mark.value);
  const [start, width] = met === "above" ? [at, 100 - at] : [0, at];
  return html`<rect class="zone" x="${percent(start)}" y="2" width="${percent(width)}" height="${height - 2}"/>`;
}

function drawEnd(x: string, y: number): Markup {
  return html`<line class="bar" x1="${x}" x2="${x}" y1="${y - 6}" y2="${y + 6}"/>`;
}

function drawTicks(axis: LogAxis, y: number): Content {
  const ticks = axis.ticks.map((tick) => {
    const x = percent(axis.at(tick));
    return html`<line class="tick" x1="${x}" x2="${x}" y1="${y}" y2="${y + 4}"/><text class="tick" x="${x}" y="${y + 17}" text-anchor="middle">${formatRatio(tick)}</text>`;
  });
  return html`<line class="axis" x1="0" x2="100%" y1="${y}" y2="${y}"/>${ticks}`;
}

function drawMark(axis: LogAxis, { label, value }: AxisMark, index: number, axisY: number): Markup {
  const x = axis.at(value);
  const top = index * labelHeight;
  const side = x > 50 ? { anchor: "end", dx: -5 } : { anchor: "start", dx: 5 };
  return html`<line class="${index === 0 ? "mark first" : "mark"}" x1="${percent(x)}" x2="${percent(x)}" y1="${top + 2}" y2="${axisY}"/>
<text class="mark" x="${percent(x)}" dx="${side.dx}" y="${top + 13}" text-anchor="${side.anchor}">${label} ${formatRatio(value)}</text>`;
}

/** Beside the bar, on the side with more room. */
function drawEstimate(axis: LogAxis, { estimate, low, high }: Interval, y: number): Markup {
  const isLeft = axis.at(low) > 100 - axis.at(high);
  const [end, anchor, dx] = isLeft ? [low, "end", -12] : [high, "start", 12];
  return html`<text class="estimate" x="${percent(axis.at(end))}" dx="${dx}" y="${y + 5}" text-anchor="${anchor}">${formatRatio(estimate)}</text>`;
}
