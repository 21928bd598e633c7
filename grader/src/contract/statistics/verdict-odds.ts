import {
  type ModeratedEstimate,
  moderatedEstimate,
  moderatedInterval,
  sideOf,
} from "./moderated-interval.ts";
import { createVariates, type Variates } from "./variates.ts";

/** How a grading comes to its verdict. */
export interface VerdictRule {
  /** The speedup that passes, as a ratio. */
  readonly target: number;
  /** As in `moderatedEstimate`. */
  readonly priorSpread: number;
  /** The verdict is sought after this many forks, and after every further one. */
  readonly fewestForks: number;
  /** With fewer forks, but at least this many, a verdict needs this many half-widths to the target. */
  readonly clear?: { readonly forks: number; readonly margin: number };
  /** Without a verdict after this many, the grading is inconclusive. */
  readonly mostForks: number;
  /** Added to every interval's half-width, in logs, as on a contended machine; usually 0. */
  readonly allowance?: number;
}

/** The probability of each verdict; they add up to 1. */
export interface VerdictOdds {
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
}

/** The same for every call, so that the same measurement has the same odds. */
const seed = 1;

/**
 * How likely a fresh grading of the same code ends in each verdict, given what one measurement of
 * it showed. Simulated: what the code's true speedup and spread may be is drawn from what the
 * measurement says, and then the forks of a grading of such code are drawn, one after the other,
 * until the rule decides. The true values are those of a normal sample, its variance known
 * beforehand as in `moderatedEstimate`, its mean not at all:
 * σ² = s̃²·d / χ²(d), mean ~ N(x̄, σ²/k). A. Gelman et al., Bayesian Data Analysis, 3rd edition
 * (2013), sections 3.2 and 3.3.
 *
 * @param logSpeedups ln(speedup) of each fork that was measured; at least one
 * @param gradings how many are simulated; the usual 20,000 leave a standard error of at most 0.0036
 * @throws RangeError for no forks, and for a rule or a number of gradings that can't be simulated
 */
export function verdictOdds(
  logSpeedups: readonly number[],
  rule: VerdictRule,
  gradings = 20_000,
): VerdictOdds {
  checkRequest(logSpeedups, rule, gradings);
  const measured = moderatedEstimate(logSpeedups, rule.priorSpread);
  const variates = createVariates(seed);
  const count = { passed: 0, failed: 0, inconclusive: 0 };
  for (let grading = 0; grading < gradings; grading++) {
    const code = drawCode(measured, variates);
    count[simulateGrading(() => code.center + code.spread * variates.normal(), rule)]++;
  }
  return {
    passed: count.passed / gradings,
    failed: count.failed / gradings,
    inconclusive: count.inconclusive / gradings,
  };
}

/** What some code truly does: the mean of its forks' log speedups, and their standard deviation. */
interface Code {
  readonly center: number;
  readonly spread: number;
}

function drawCode(measured: ModeratedEstimate, variates: Variates): Code {
  const { count, center, variance, degreesOfFreedom } = measured;
  if (variance === 0) return { center, spread: 0 };
  const chiSquare = variates.chiSquare(degreesOfFreedom);
  const spread = Math.sqrt((variance * degreesOfFreedom) / chiSquare);
  return { center: center + (spread / Math.sqrt(count)) * variates.normal(), spread };
}

/**
 * Plays one grading: forks one after the other, until the rule decides.
 *
 * @param draw the log speedup of the next fork
 */
export function simulateGrading(draw: () => number, rule: VerdictRule): keyof VerdictOdds {
  const goal = Math.log(rule.target);
  const forks: number[] = [];
  while (forks.length < rule.mostForks) {
    forks.push(draw());
    const margin = marginAfter(forks.length, rule);
    if (margin === undefined) continue;
    const { center, halfWidth } = moderatedInterval(forks, rule.priorSpread);
    const wide = margin * (halfWidth + (rule.allowance ?? 0));
    const side = sideOf({ center, halfWidth: wide }, goal);
    if (side !== "neither") return side === "above" ? "passed" : "failed";
  }
  return "inconclusive";
}

/** How many half-widths a verdict needs after some forks; undefined when none is given yet. */
function marginAfter(forks: number, { fewestForks, clear }: VerdictRule): number | undefined {
  if (forks >= fewestForks) return 1;
  return clear !== undefined && forks >= clear.forks ? clear.margin : undefined;
}

function checkRequest(logSpeedups: readonly number[], rule: VerdictRule, gradings: number): void {
  if (logSpeedups.length === 0) throw new RangeError("give the log speedup of at least one fork");
  if (!(rule.target > 0)) throw new RangeError(`give a target above 0, not ${rule.target}`);
  if (!(rule.fewestForks >= 1 && rule.mostForks >= rule.fewestForks)) {
    const range = `${rule.fewestForks} to ${rule.mostForks}`;
    throw new RangeError(
      `give at least one fork, and mostForks no less than fewestForks: ${range}`,
    );
  }
  if (!(Number.isInteger(gradings) && gradings >= 1)) {
    throw new RangeError(`simulate a whole number of gradings, at least one, not ${gradings}`);
  }
}
