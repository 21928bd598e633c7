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
  /** The one that was used last comes first. */
  private entries: Entry[] = [];

  constructor(policy: CachePolicy) {
    this.policy = policy;
  }

  /** The version that is stored for the user; it becomes the one that was used last. */
  get(user: string, now: number): number | undefined {
    this.dropExpired(now);
    const entry = this.take(user);
    if (entry === undefined) return undefined;
    this.entries.unshift(entry);
    return entry.version;
  }

  /** Stores a version, in place of an older one, as the one that was used last. */
  set(user: string, version: number, now: number): void {
    this.dropExpired(now);
    this.take(user);
    this.entries.unshift({ user, version, expiresAt: now + this.policy.lifetimeMs });
    if (this.entries.length > this.policy.capacity) {
      this.entries.pop();
      this.evicted++;
    }
  }

  /** Forgets a user. */
  delete(user: string, now: number): void {
    this.dropExpired(now);
    this.take(user);
  }

  /** How many entries there are. */
  size(now: number): number {
    this.dropExpired(now);
    return this.entries.length;
  }

  /** Who is in the cache, the one that was used last first. */
  users(now: number): string[] {
    this.dropExpired(now);
    return this.entries.map((entry) => entry.user);
  }

  private take(user: string): Entry | undefined {
    const position = this.entries.findIndex((entry) => entry.user === user);
    return position === -1 ? undefined : this.entries.splice(position, 1)[0];
  }

  private dropExpired(now: number): void {
    const alive = this.entries.filter((entry) => entry.expiresAt > now);
    this.expired += this.entries.length - alive.length;
    this.entries = alive;
  }
}
