import {
  type Author,
  authorsOf,
  followersOn,
  type Period,
  type Post,
  postsByAuthor,
} from "./authors.ts";

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

/**
 * Lists the first authors of a section, by name, with what they published in a period.
 *
 * Authors who published nothing then have a line as well. A section that does not exist has no
 * authors, and a period that ends before it begins no posts.
 */
export function authorDirectory({ section, period, most }: DirectoryRequest): AuthorLine[] {
  const posts = postsByAuthor(section, most, period);
  return authorsOf(section, most).map((author) =>
    lineOf(author, posts.get(author.id) ?? [], period),
  );
}

function lineOf(author: Author, published: readonly Post[], period: Period): AuthorLine {
  const followers = followersOn(author, period.until);
  return {
    id: author.id,
    name: author.name,
    posts: published.length,
    reads: published.reduce((sum, { reads }) => sum + reads, 0),
    latest: published[0]?.title ?? null,
    followers,
    gained: followers - followersOn(author, period.from - 1),
  };
}
