/** A logarithmic axis on which equal ratios are equally far apart. */
export interface LogAxis {
  /** The position of a value, in percent of the axis. */
  at(value: number): number;
  /** Round values to label. */
  readonly ticks: readonly number[];
}

/** Space beyond the outermost values on each side, as a share of the axis. */
const margin = 0.06;
const narrowestRatio = 2;
const mostTicks = 6;

/** An axis for all these values; values without a logarithm are left out. */
export function logAxis(values: readonly number[]): LogAxis {
  const logs = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log);
  const least = logs.length === 0 ? 0 : Math.min(...logs);
  const most = logs.length === 0 ? 0 : Math.max(...logs);
  const span = Math.max(most - least, Math.log(narrowestRatio)) / (1 - 2 * margin);
  const start = (least + most - span) / 2;
  const at = (value: number) => {
    const position = (100 * (Math.log(value) - start)) / span;
    return Math.min(100, Math.max(0, position));
  };
  return { at, ticks: ticksBetween(start, start + span) };
}

const tickSteps = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]];

/** As many round values as fit between two logarithms. */
function ticksBetween(start: number, end: number): number[] {
  const first = Math.floor(start / Math.LN10);
  const powers = Array.from(
    { length: Math.ceil(end / Math.LN10) - first + 1 },
    (_, index) => 10 ** (first + index),
  );
  const ticksWith = (steps: readonly number[]) =>
    powers
      .flatMap((power) => steps.map((step) => Number((step * power).toPrecision(3))))
      .filter((tick) => Math.log(tick) >= start && Math.log(tick) <= end);
  const choices = tickSteps.map(ticksWith);
  return choices.find((ticks) => ticks.length <= mostTicks) ?? thinned(choices.at(-1) ?? []);
}

function thinned(ticks: readonly number[]): number[] {
  const every = Math.ceil(ticks.length / mostTicks);
  return ticks.filter((_, index) => index % every === 0);
}

/** A position on an axis as an attribute of SVG. */
export function percent(position: number): string {
  return `${Number(position.toFixed(2))}%`;
}
