import { select } from "@bottleneck/author-directory/resource";

/** A period of days, both ends included, counted from the magazine's first day. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

export interface Author {
  readonly id: number;
  readonly name: string;
}

export interface Post {
  readonly id: number;
  readonly status: string;
  readonly day: number;
  readonly reads: number;
  readonly title: string;
}

/** The first `most` authors of a section, by name; authors of the same name by id. */
export function authorsOf(section: string, most: number): Author[] {
  return select(
    "SELECT id, name FROM authors WHERE section = ? ORDER BY name, id LIMIT ?",
    section,
    most,
  ).map(({ id, name }) => ({ id: Number(id), name: String(name) }));
}

/** Everything that authors wrote, the latest first, by author. */
export function postsByAuthor(authors: readonly Author[]): Map<number, Post[]> {
  const marks = authors.map(() => "?").join();
  const rows = select(
    `SELECT author_id, id, status, day, reads, title FROM posts WHERE author_id IN (${marks})` +
      " ORDER BY day DESC, id DESC",
    ...authors.map(({ id }) => id),
  );
  const byAuthor = new Map<number, Post[]>(authors.map(({ id }) => [id, []]));
  for (const { author_id, id, status, day, reads, title } of rows) {
    byAuthor.get(Number(author_id))?.push({
      id: Number(id),
      status: String(status),
      day: Number(day),
      reads: Number(reads),
      title: String(title),
    });
  }
  return byAuthor;
}

/** How many readers followed each author on a day. */
export function followersByAuthor(authors: readonly Author[], day: number): Map<number, number> {
  const marks = authors.map(() => "?").join();
  const rows = select(
    "SELECT author_id, count(*) AS followers FROM followers" +
      ` WHERE author_id IN (${marks}) AND since_day <= ? AND (until_day IS NULL OR until_day > ?)` +
      " GROUP BY author_id",
    ...authors.map(({ id }) => id),
    day,
    day,
  );
  return new Map(rows.map((row) => [Number(row.author_id), Number(row.followers)]));
}
