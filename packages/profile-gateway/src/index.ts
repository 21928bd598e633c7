import { type CachePolicy, ProfileCache } from "./profile-cache.ts";

/** One line of the gateway's log. */
export interface LogLine {
  /** Milliseconds since midnight; a line is never earlier than the one before. */
  readonly at: number;
  /**
   * `request`: the user calls the API, and the gateway needs the profile. `edit`: the user changes
   * it through the gateway, which stores the new version. `import`: the CRM changes it in the
   * database, which the gateway doesn't notice. `logout`: the gateway forgets the profile.
   */
  readonly kind: "request" | "edit" | "import" | "logout";
  /** A login: any text. */
  readonly user: string;
}

export interface Replay {
  /** For each request in turn, the version of the profile that the gateway worked with. */
  readonly served: readonly number[];
  /** Requests that the cache could answer. */
  readonly hits: number;
  /** Entries that left the cache because they were too old, and because it was full. */
  readonly expired: number;
  readonly evicted: number;
  /** The most entries that were in the cache after any line. */
  readonly mostCached: number;
  /** Who is in the cache at the time of the last line, the one that was used last first. */
  readonly cached: readonly string[];
}

/**
 * Replays a gateway's log with an empty cache under a policy, to see what the policy is worth.
 *
 * Every profile starts as version 1 and gets the next number with each edit and each import. Never
 * throws.
 */
export function replayLog(lines: readonly LogLine[], policy: CachePolicy): Replay {
  const cache = new ProfileCache(policy);
  const database = new Map<string, number>();
  const served: number[] = [];
  let hits = 0;
  let mostCached = 0;
  for (const { at, kind, user } of lines) {
    const version = database.get(user) ?? 1;
    if (kind === "request") {
      const cached = cache.get(user, at);
      if (cached === undefined) cache.set(user, version, at);
      else hits++;
      served.push(cached ?? version);
    } else if (kind === "logout") {
      cache.delete(user, at);
    } else {
      database.set(user, version + 1);
      if (kind === "edit") cache.set(user, version + 1, at);
    }
    mostCached = Math.max(mostCached, cache.size(at));
  }
  const cached = cache.users(lines.at(-1)?.at ?? 0);
  const { expired, evicted } = cache;
  return { served, hits, expired, evicted, mostCached, cached };
}
