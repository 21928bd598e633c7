/** How much a cache holds, and for how long. */
export interface CachePolicy {
  /** The most entries at any time; 0 keeps nothing. */
  readonly capacity: number;
  /** An entry that was stored at t is good until just before t + lifetimeMs. Reading doesn't count. */
  readonly lifetimeMs: number;
}

/** An entry, in its place in the order of use. */
interface Entry {
  readonly user: string;
  readonly version: number;
  readonly expiresAt: number;
  /** The neighbours: used after this one, and before it. */
  newer: Entry;
  older: Entry;
  /** False once it was replaced, evicted, forgotten or too old. */
  isCached: boolean;
}

/**
 * Keeps the profiles that were used last. Every call says what time it is, in milliseconds that never
 * run backwards; entries that have expired by then leave the cache before anything else is done.
 */
export class ProfileCache {
  /** Entries that had to go because they were too old. */
  expired = 0;
  /** Entries that had to go because the cache was full: always the one that was not used longest. */
  evicted = 0;
  private readonly policy: CachePolicy;
  private readonly entries = new Map<string, Entry>();
  /** Closes the order of use to a ring: its `older` was used last, its `newer` not for longest. */
  private readonly ends: Entry = newRing();
  /** In the order in which they were stored, which is the one in which they expire. */
  private stored: Entry[] = [];
  /** Everything before this position in `stored` has left the cache. */
  private oldest = 0;

  constructor(policy: CachePolicy) {
    this.policy = policy;
  }

  /** The version that is stored for the user; it becomes the one that was used last. */
  get(user: string, now: number): number | undefined {
    this.dropExpired(now);
    const entry = this.entries.get(user);
    if (entry === undefined) return undefined;
    unlink(entry);
    linkAsNewest(entry, this.ends);
    return entry.version;
  }

  /** Stores a version, in place of an older one, as the one that was used last. */
  set(user: string, version: number, now: number): void {
    this.dropExpired(now);
    const replaced = this.entries.get(user);
    if (replaced !== undefined) {
      replaced.isCached = false;
      unlink(replaced);
    }
    const expiresAt = now + this.policy.lifetimeMs;
    const ends = this.ends;
    const entry = { user, version, expiresAt, newer: ends, older: ends, isCached: true };
    this.entries.set(user, entry);
    this.stored.push(entry);
    linkAsNewest(entry, ends);
    if (this.entries.size > this.policy.capacity) {
      this.remove(ends.newer);
      this.evicted++;
    }
  }

  /** Forgets a user. */
  delete(user: string, now: number): void {
    this.dropExpired(now);
    const entry = this.entries.get(user);
    if (entry !== undefined) this.remove(entry);
  }

  /** How many entries there are. */
  size(now: number): number {
    this.dropExpired(now);
    return this.entries.size;
  }

  /** Who is in the cache, the one that was used last first. */
  users(now: number): string[] {
    this.dropExpired(now);
    const users: string[] = [];
    for (let entry = this.ends.older; entry !== this.ends; entry = entry.older) {
      users.push(entry.user);
    }
    return users;
  }

  private remove(entry: Entry): void {
    entry.isCached = false;
    this.entries.delete(entry.user);
    unlink(entry);
  }

  private dropExpired(now: number): void {
    for (
      let entry = this.stored[this.oldest];
      entry !== undefined;
      entry = this.stored[this.oldest]
    ) {
      if (entry.isCached && entry.expiresAt > now) break;
      if (entry.isCached) {
        this.remove(entry);
        this.expired++;
      }
      this.oldest++;
    }
    // Cut off what has left the cache once it is most of the list: a copied entry for each one left.
    if (this.oldest > 32 && 2 * this.oldest > this.stored.length) {
      this.stored = this.stored.slice(this.oldest);
      this.oldest = 0;
    }
  }
}

/** An entry that is its own neighbour on both sides. */
function newRing(): Entry {
  const ends = { user: "", version: 0, expiresAt: 0, isCached: false } as Entry;
  ends.newer = ends;
  ends.older = ends;
  return ends;
}

function unlink({ newer, older }: Entry): void {
  newer.older = older;
  older.newer = newer;
}

function linkAsNewest(entry: Entry, ends: Entry): void {
  entry.newer = ends;
  entry.older = ends.older;
  ends.older.newer = entry;
  ends.older = entry;
}
