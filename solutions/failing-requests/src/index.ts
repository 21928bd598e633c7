import { parseEntry } from "./access-entry.ts";
import { forEachCandidate } from "./candidates.ts";

/** How slow the failing requests of one service were. */
export interface ServiceErrors {
  readonly service: string;
  /** How many error lines the service wrote. */
  readonly errors: number;
  /** The 95th percentile of their durations, by nearest rank, in milliseconds. */
  readonly p95Ms: number;
}

/**
 * Sums up the error lines of an access log, per service, in the order of the services' names.
 *
 * A line counts when its `level` is `error` and its `time`, `service` and `duration` are there and
 * well-formed; every other line is passed over. The file is UTF-8, one logfmt line per request.
 *
 * @param path of the access log
 * @throws the file system's error when the file cannot be read
 */
export function errorLatencies(path: string): ServiceErrors[] {
  const durations = errorDurations(path);
  return [...durations.keys()]
    .sort()
    .map((service) => summarize(service, durations.get(service) ?? []));
}

function errorDurations(path: string): Map<string, number[]> {
  const durations = new Map<string, number[]>();
  forEachCandidate(path, (line) => {
    const entry = parseEntry(line);
    if (entry?.level !== "error") return;
    const known = durations.get(entry.service);
    if (known === undefined) durations.set(entry.service, [entry.durationMs]);
    else known.push(entry.durationMs);
  });
  return durations;
}

function summarize(service: string, durations: readonly number[]): ServiceErrors {
  return { service, errors: durations.length, p95Ms: nearestRank(durations, 95) };
}

/** The smallest value that at least `percent` of the values do not exceed. */
function nearestRank(values: readonly number[], percent: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  // Multiplied before it is divided: 0.95 has no exact binary form, and a rank may not drift by one.
  const rank = Math.ceil((percent * ascending.length) / 100);
  return ascending[rank - 1] ?? 0;
}
