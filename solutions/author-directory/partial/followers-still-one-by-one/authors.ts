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

/** What the first `most` authors of a section published in a period, the latest first, by author. */
export function postsByAuthor(
  section: string,
  most: number,
  { from, until }: Period,
): Map<number, Post[]> {
  const rows = select(
    "SELECT * FROM posts WHERE author_id IN (" +
      "SELECT id FROM authors WHERE section = ? ORDER BY name, id LIMIT ?" +
      ") AND status = 'published' AND day BETWEEN ? AND ? ORDER BY day DESC, id DESC",
    section,
    most,
    from,
    until,
  );
  const byAuthor = new Map<number, Post[]>();
  for (const { author_id, reads, title } of rows) {
    const post = { reads: Number(reads), title: String(title) };
    const posts = byAuthor.get(Number(author_id));
    if (posts === undefined) byAuthor.set(Number(author_id), [post]);
    else posts.push(post);
  }
  return byAuthor;
}

/** How many readers followed an author on a day. */
export function followersOn(author: Author, day: number): number {
  return select("SELECT * FROM followers WHERE author_id = ?", author.id).filter(
    (row) =>
      Number(row.since_day) <= day && (row.until_day === null || Number(row.until_day) > day),
  ).length;
}
