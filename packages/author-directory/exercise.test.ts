import { operations, select } from "@bottleneck/author-directory/resource";
import { describe, expect, it } from "vitest";
import { authorDirectory } from "#subject";

const always = { from: 0, until: 999 };

describe("authorDirectory", () => {
  it("lists a section's authors by name, those of the same name by id", () => {
    const lines = authorDirectory({ section: "Arts", period: always, most: 1000 });
    const expected = select(
      "SELECT id, name FROM authors WHERE section = 'Arts' ORDER BY name, id",
    );
    expect(lines.map(({ id, name }) => [id, name])).toEqual(
      expected.map(({ id, name }) => [id, name]),
    );
    expect(new Set(lines.map(({ name }) => name)).size).toBeLessThan(lines.length);
  });

  it("stops when the page is full", () => {
    const all = authorDirectory({ section: "Books", period: always, most: 1000 });
    const five = authorDirectory({ section: "Books", period: always, most: 5 });
    expect(five).toEqual(all.slice(0, 5));
    expect(authorDirectory({ section: "Books", period: always, most: 0 })).toEqual([]);
  });

  it("counts what was published in the period, and neither drafts nor withdrawn posts", () => {
    const period = { from: 200, until: 300 };
    for (const line of authorDirectory({ section: "Letters", period, most: 10 })) {
      const [expected] = select(
        "SELECT count(*) AS posts, coalesce(sum(reads), 0) AS reads FROM posts" +
          " WHERE author_id = ? AND status = 'published' AND day >= 200 AND day <= 300",
        line.id,
      );
      expect({ posts: line.posts, reads: line.reads }).toEqual({ ...expected });
      expect(line.posts).toBeGreaterThan(0);
    }
  });

  it("counts each post once, however many readers follow its author", () => {
    const lines = authorDirectory({ section: "Science", period: always, most: 1000 });
    const [{ posts } = {}] = select(
      "SELECT count(*) AS posts FROM posts JOIN authors ON authors.id = author_id" +
        " WHERE section = 'Science' AND status = 'published'",
    );
    expect(lines.reduce((sum, line) => sum + line.posts, 0)).toBe(posts);
  });

  it("names the latest post, of several on one day the one with the highest id", () => {
    const [{ author, section, day, last } = {}] = select(
      "SELECT author_id AS author, section, day, max(posts.id) AS last FROM posts" +
        " JOIN authors ON authors.id = author_id WHERE status = 'published'" +
        " GROUP BY author, day HAVING count(*) > 2",
    );
    const period = { from: 0, until: Number(day) };
    const lines = authorDirectory({ section: String(section), period, most: 1000 });
    const [post] = select("SELECT title FROM posts WHERE id = ?", Number(last));
    expect(lines.find(({ id }) => id === author)?.latest).toBe(post?.title);
  });

  it("has a line for authors who published nothing in the period", () => {
    const lines = authorDirectory({ section: "Travel", period: { from: 3, until: 3 }, most: 1000 });
    expect(lines).toHaveLength(120);
    const quiet = lines.filter(({ posts }) => posts === 0);
    expect(quiet.length).toBeGreaterThan(50);
    expect(quiet[0]).toMatchObject({ reads: 0, latest: null });
  });

  it("counts the followers of the last day, and how many more they are than before", () => {
    const period = { from: 400, until: 700 };
    const followersOn = (author: number, day: number) =>
      select("SELECT * FROM followers WHERE author_id = ?", author).filter(
        (row) =>
          Number(row.since_day) <= day && (row.until_day === null || Number(row.until_day) > day),
      ).length;
    for (const line of authorDirectory({ section: "Books", period, most: 20 })) {
      expect(line.followers).toBe(followersOn(line.id, 700));
      expect(line.gained).toBe(followersOn(line.id, 700) - followersOn(line.id, 399));
    }
  });

  it("takes a section's name as it is, whatever it contains", () => {
    expect(authorDirectory({ section: "Kids' corner", period: always, most: 3 })).toHaveLength(3);
    expect(authorDirectory({ section: "' OR '1'='1", period: always, most: 3 })).toEqual([]);
  });

  it("asks the database at each call", () => {
    const request = { section: "Cities", period: { from: 100, until: 160 }, most: 3 };
    authorDirectory(request);
    const before = operations();
    authorDirectory(request);
    expect(operations()).toBeGreaterThan(before);
  });
});
