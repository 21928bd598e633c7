/** How much a cache holds, and for how long. */
export interface CachePolicy {
  /** The most entries at any time; 0 keeps nothing. */
  readonly capacity: number;
  /** An entry that was stored at t is good until just before t + lifetimeMs. Reading doesn't count. */
  readonly lifetimeMs: number;
}

interface Entry {
  readonly user: string;
  readonly version: number;
  readonly expiresAt: number;
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
  /** The one that was used last comes last. */
  private readonly entries = new Map<string, Entry>();

  constructor(policy: CachePolicy) {
    this.policy = policy;
  }

  /** The version that is stored for the user; it becomes the one that was used last. */
  get(user: string, now: number): number | undefined {
    this.dropExpired(now);
    const entry = this.entries.get(user);
    if (entry === undefined) return undefined;
    this.entries.delete(user);
    this.entries.set(user, entry);
    return entry.version;
  }

  /** Stores a version, in place of an older one, as the one that was used last. */
  set(user: string, version: number, now: number): void {
    this.dropExpired(now);
    this.entries.delete(user);
    this.entries.set(user, { user, version, expiresAt: now + this.policy.lifetimeMs });
    if (this.entries.size > this.policy.capacity) {
      const [unused] = this.entries.keys();
      this.entries.delete(unused ?? user);
      this.evicted++;
    }
  }

  /** Forgets a user. */
  delete(user: string, now: number): void {
    this.dropExpired(now);
    this.entries.delete(user);
  }

  /** How many entries there are. */
  size(now: number): number {
    this.dropExpired(now);
    return this.entries.size;
  }

  /** Who is in the cache, the one that was used last first. */
  users(now: number): string[] {
    this.dropExpired(now);
    return [...this.entries.keys()].reverse();
  }

  private dropExpired(now: number): void {
    for (const entry of this.entries.values()) {
      if (entry.expiresAt > now) continue;
      this.entries.delete(entry.user);
      this.expired++;
    }
  }
}
