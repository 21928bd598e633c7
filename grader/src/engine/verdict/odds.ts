import {
  type VerdictOdds,
  type VerdictRule,
  verdictOdds,
} from "../../contract/statistics/verdict-odds.ts";
import type { Measurement } from "../measurement/measurement.ts";
import { clearMargin, type Schedule } from "../measurement/schedule.ts";
import { metrics } from "../metrics/index.ts";

/** The rule by which `measure` and `decide` reach a verdict, for a simulation. */
export function ruleOf(
  schedule: Schedule,
  target: number,
  { metric, allowance }: Pick<Measurement, "metric" | "allowance">,
): VerdictRule {
  const { spread } = metrics[metric];
  return {
    target,
    priorSpread: spread,
    fewestForks: schedule.fewestForks,
    mostForks: schedule.mostForks,
    clear: { forks: schedule.fewestClearForks, margin: clearMargin },
    allowance,
  };
}

/** The probability of each verdict if the same code were graded again. */
export function oddsOf(measurement: Measurement, target: number, schedule: Schedule): VerdictOdds {
  const logSpeedups = measurement.forks.map(({ logSpeedup }) => logSpeedup);
  return verdictOdds(logSpeedups, ruleOf(schedule, target, measurement));
}
