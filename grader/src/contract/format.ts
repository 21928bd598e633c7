/** `1.02x`, `11.8x`, `123x`: three digits, fewer when the rest is noise. */
export function formatRatio(ratio: number): string {
  return `${formatNumber(ratio)}x`;
}

/** Both ends of an interval of ratios, rounded outward: what is shown holds what was measured. */
export function formatEnds({ low, high }: { readonly low: number; readonly high: number }) {
  return {
    low: `${formatEnd(low, Math.floor)}x`,
    high: `${formatEnd(high, Math.ceil)}x`,
  };
}

/** A duration in the unit that reads best. */
export function formatMs(ms: number): string {
  if (Math.round(ms) >= 1000) return `${formatNumber(ms / 1000)} s`;
  if (Math.round(ms * 1000) >= 1000) return `${formatNumber(ms)} ms`;
  return `${formatNumber(ms * 1000)} µs`;
}

/** A number of bytes in the unit that reads best; 1 kB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (Math.round(bytes / 1e3) >= 1000) return `${formatNumber(bytes / 1e6)} MB`;
  if (Math.round(bytes) >= 1000) return `${formatNumber(bytes / 1e3)} kB`;
  return `${formatNumber(bytes)} B`;
}

/** A mean count: `1200`, `1.5`. */
export function formatCount(count: number): string {
  return formatNumber(count);
}

/** A share between 0 and 1 as whole percent. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A share as `formatShare` shows it, for what is computed from it and shown beside it. */
export const shownShare = (share: number): number => Math.round(share * 100) / 100;

/** A small probability in percent; below what 20,000 simulated gradings can tell from none, a limit. */
export function formatChance(probability: number): string {
  return probability < 0.0001 ? "< 0.01 %" : `${(100 * probability).toFixed(2)} %`;
}

function formatNumber(value: number): string {
  return String(Number(value.toFixed(decimalsOf(value))));
}

/** To as many digits, but always up or down. */
function formatEnd(value: number, round: (value: number) => number): string {
  const scale = 10 ** decimalsOf(value);
  // Twelve digits: 1.1 * 100 is a little more than 110.
  return formatNumber(round(Number((value * scale).toPrecision(12))) / scale);
}

/** Three digits from 1 on, none of them after the point from 100 on; two below 1. */
function decimalsOf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return magnitude < 0 ? Math.min(1 - magnitude, mostDecimals) : Math.max(0, 2 - magnitude);
}

/** What `toFixed` can do. */
const mostDecimals = 100;

/** `1 fork`, `3 forks`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
