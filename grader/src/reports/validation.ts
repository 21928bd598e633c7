import type { MetricName } from "../contract/index.ts";
import { type Metric, metrics } from "../engine/metrics/index.ts";
import { type Cell, type Figures, type Rates, wrongRate } from "../validation/tally.ts";

/** The gradings of the validation as a Markdown table, one row for each condition and ratio. */
export function reportCells(cells: readonly Cell[]): string {
  return table(
    [
      "machine",
      "speedup / target",
      "gradings",
      "passed / too slow / inconclusive, %",
      "the same, redrawn",
      "interval holds the truth, %",
      "seconds",
    ],
    cells.map((cell) => [
      cell.condition,
      String(cell.ratio),
      String(cell.gradings),
      rates(cell.rates),
      rates(cell.redrawn),
      percent(cell.coverage),
      cell.medianSeconds.toFixed(1),
    ]),
  );
}

/** Our rule and the naive ones on the same samples, as a Markdown table. */
export function reportRules(cells: readonly Cell[], figures: Figures): string {
  const row = (name: string, of: (cell: Cell) => Rates, flips: number) => {
    const wrongAt = (ratios: readonly number[]) => {
      const own = cells.filter(({ ratio }) => ratios.includes(ratio));
      return percent(own.reduce((sum, cell) => sum + wrongRate(cell, of(cell)), 0) / own.length);
    };
    return [
      name,
      wrongAt([0.95]),
      wrongAt([0.8]),
      wrongAt([1.05]),
      wrongAt([1.25]),
      percent(flips),
    ];
  };
  return table(
    [
      "rule",
      "false passes at 0.95, %",
      "at 0.8",
      "false fails at 1.05, %",
      "at 1.25",
      "two gradings contradict each other, %",
    ],
    [
      row("ours", ({ redrawn }) => redrawn, figures.flipRate),
      ...Object.entries(figures.naiveFlipRates).map(([rule, flips]) =>
        row(rule, ({ naive }) => naive[rule] as Rates, flips),
      ),
    ],
  );
}

const rates = (of: Rates) => [of.passed, of["too slow"], of.inconclusive].map(percent).join(" / ");

function percent(share: number): string {
  if (Number.isNaN(share)) return "-";
  const value = share * 100;
  return value === 0 || value >= 10 ? String(Math.round(value)) : value.toFixed(value < 1 ? 2 : 1);
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line), ""].join("\n");
}

/** One promise of the grading protocol, and whether it was kept. */
export interface Promised {
  readonly promise: string;
  readonly kept: boolean;
  readonly figure: string;
}

/** What a clear verdict may take of measuring, in seconds. */
function clearSecondsOf({ clock, method }: Metric): number {
  if (method.kind === "load") return 12;
  return clock === "wall" ? 8 : 2;
}

/** What the validation of a metric's verdicts must show. */
export function promisesOf(figures: Figures, metric: MetricName = "cpu time"): Promised[] {
  const { clock } = metrics[metric];
  const most = clearSecondsOf(metrics[metric]);
  const naive = Math.min(...figures.decisive.map((rule) => figures.naiveFlipRates[rule] ?? 0));
  return [
    {
      promise: `a clear verdict takes at most ${most} s of measuring (median, quiet)`,
      kept: figures.clearMedianSeconds <= most,
      figure: `${figures.clearMedianSeconds.toFixed(2)} s`,
    },
    {
      promise: "fewer than 1 % wrong verdicts at 0.8x and 1.25x of the target, in every condition",
      kept: figures.wrongFarFromTarget < 0.01,
      figure: `${percent(figures.wrongFarFromTarget)} % at most`,
    },
    ...Object.entries(figures.coverage).map(([condition, coverage]) => ({
      promise: `the 99 % interval holds the true speedup in at least 97 % of gradings, ${condition}`,
      kept: coverage >= 0.97,
      figure: `${percent(coverage)} %`,
    })),
    // What the other rules read of a window under load is no latency.
    ...(clock === "cpu"
      ? [
          {
            promise:
              "every rule that always decides contradicts itself at least ten times as often as ours",
            kept: naive > 0 && naive >= 10 * figures.flipRate,
            figure: `${percent(naive)} % against ${percent(figures.flipRate)} %`,
          },
        ]
      : []),
  ];
}
