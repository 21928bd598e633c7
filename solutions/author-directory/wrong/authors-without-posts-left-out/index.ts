import { select } from "@bottleneck/author-directory/resource";

/** A period of days, both ends included, counted from the magazine's first day. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** What the editors ask for. */
export interface DirectoryRequest {
  readonly section: string;
  readonly period: Period;
  /** How many authors the page has room for. */
  readonly most: number;
}

/** An author's line in the directory. */
export interface AuthorLine {
  readonly id: number;
  readonly name: string;
  /** Posts published in the period; neither drafts nor withdrawn ones. */
  readonly posts: number;
  /** Reads of these posts. */
  readonly reads: number;
  /** Title of the latest of these posts, of several on one day the one with the highest id. */
  readonly latest: string | null;
  /** Readers who followed the author on the period's last day. */
  readonly followers: number;
  /** How many more these are than on the day before the period. */
  readonly gained: number;
}

const directory = `
SELECT authors.id, name, count(*) AS posts, sum(reads) AS reads,
  (
    SELECT title FROM posts
    WHERE author_id = authors.id AND status = 'published' AND day BETWEEN ?2 AND ?3
    ORDER BY day DESC, id DESC LIMIT 1
  ) AS latest,
  (
    SELECT count(*) FROM followers
    WHERE author_id = authors.id AND since_day <= ?3 AND (until_day IS NULL OR until_day > ?3)
  ) AS followers,
  (
    SELECT count(*) FROM followers
    WHERE author_id = authors.id AND since_day < ?2 AND (until_day IS NULL OR until_day >= ?2)
  ) AS before
FROM authors CROSS JOIN posts ON author_id = authors.id AND status = 'published' AND day BETWEEN ?2 AND ?3
WHERE section = ?1
GROUP BY name, authors.id
ORDER BY name, authors.id
LIMIT ?4`;

/**
 * Lists the first authors of a section, by name, with what they published in a period.
 *
 * Authors who published nothing then have a line as well. A section that does not exist has no
 * authors, and a period that ends before it begins no posts.
 */
export function authorDirectory({ section, period, most }: DirectoryRequest): AuthorLine[] {
  return select(directory, section, period.from, period.until, most).map(
    ({ id, name, posts, reads, latest, followers, before }) => ({
      id: Number(id),
      name: String(name),
      posts: Number(posts),
      reads: Number(reads),
      latest: latest === null || latest === undefined ? null : String(latest),
      followers: Number(followers),
      gained: Number(followers) - Number(before),
    }),
  );
}
