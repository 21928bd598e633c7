import type { Channel, ChannelSummary, Status } from "./channel.ts";
import { columnStatistics, type Statistics } from "./statistics.ts";

const GAPPY_SHARE = 0.1;

/**
 * Summarizes a turbine's channels for its page, in the order given.
 *
 * @param channels any number of columns, of any lengths; a missing reading is NaN and counts for
 *   nothing but `missing`
 * @param threshold a reading is an outlier when its distance from the mean is more than this many
 *   standard deviations
 * @throws RangeError when the threshold is not a positive, finite number
 */
export function summarizeChannels(
  channels: readonly Channel[],
  threshold: number,
): ChannelSummary[] {
  checkThreshold(threshold);
  return channels.map((channel) => summarizeChannel(channel, threshold));
}

function summarizeChannel({ name, unit, readings }: Channel, threshold: number): ChannelSummary {
  const statistics = columnStatistics(readings, threshold);
  const missing = readings.length - statistics.present;
  return { name, unit, status: statusOf(statistics, missing), missing, ...statistics };
}

function statusOf({ present, min, max }: Statistics, missing: number): Status {
  if (present === 0) return "offline";
  if (present > 1 && min === max) return "frozen";
  return missing > GAPPY_SHARE * (present + missing) ? "gappy" : "ok";
}

function checkThreshold(threshold: number): void {
  if (!(threshold > 0 && threshold < Infinity)) {
    throw new RangeError(`The outlier threshold must be positive and finite, not ${threshold}`);
  }
}
