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

/** Everything that an author wrote, the latest first. */
export function postsOf(author: Author): Post[] {
  const rows = select(
    "SELECT * FROM posts WHERE author_id = ? ORDER BY day DESC, id DESC",
    author.id,
  );
  return rows.map(({ id, status, day, reads, title }) => ({
    id: Number(id),
    status: String(status),
    day: Number(day),
    reads: Number(reads),
    title: String(title),
  }));
}

/** How many readers followed an author on a day. */
export function followersOn(author: Author, day: number): number {
  return select("SELECT * FROM followers WHERE author_id = ?", author.id).filter(
    (row) =>
      Number(row.since_day) <= day && (row.until_day === null || Number(row.until_day) > day),
  ).length;
}
