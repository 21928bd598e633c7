/** `1.02x`, `11.8x`, `123x`: three digits, fewer when the rest is noise. */
export function formatRatio(ratio: number): string {
  return `${formatNumber(ratio)}x`;
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

/** A small probability in percent; below what 20,000 simulated gradings can tell from none, a limit. */
export function formatChance(probability: number): string {
  return probability < 0.0001 ? "< 0.01 %" : `${(100 * probability).toFixed(2)} %`;
}

function formatNumber(value: number): string {
  if (value >= 100) return String(Math.round(value));
  if (value >= 1) return String(Number(value.toFixed(value >= 10 ? 1 : 2)));
  return String(Number(value.toPrecision(2)));
}

/** `1 fork`, `3 forks`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
