/**
 * The editors, who change the magazine's database while others ask it. In a grading this runs in a
 * process of its own.
 */
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(new URL("magazine.sqlite", import.meta.url));
// Nobody needs what is left of it after a crash.
database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");

const readPost = database.prepare("SELECT status, reads, title, id FROM posts WHERE id = ?");
const writePost = database.prepare(
  "UPDATE posts SET status = ?, reads = ?, title = ? WHERE id = ?",
);
const writeFollower = database.prepare(
  "UPDATE followers SET since_day = ?, until_day = ? WHERE author_id = ? AND reader_id = ?",
);
const followers = database
  .prepare("SELECT since_day, until_day, author_id, reader_id FROM followers")
  .all();
const posts = Number(database.prepare("SELECT max(id) AS last FROM posts").get()?.last);

/** In all sections together: some in every section. */
const changedPosts = 60;
const changedFollowers = 24;

/** Puts back what the last edition has changed. */
let undo: (() => void)[] = [];

/** Changes posts and followers. What is in the database then depends on the edition alone. */
export function change(edition: number): void {
  const draw = drawing(edition);
  database.exec("BEGIN");
  for (const putBack of undo.reverse()) putBack();
  undo = [];
  for (let count = 0; count < changedPosts; count++) changePost(1 + draw(posts), draw);
  for (let count = 0; count < changedFollowers; count++)
    changeFollower(draw(followers.length), draw);
  database.exec("COMMIT");
}

function changePost(id: number, draw: Draw): void {
  const { status, reads, title } = readPost.get(id) ?? {};
  if (status === undefined || reads === undefined || title === undefined) return;
  undo.push(() => writePost.run(status, reads, title, id));
  writePost.run(draw(4) === 0 ? "withdrawn" : "published", draw(9000), `${title}, revised`, id);
}

function changeFollower(index: number, draw: Draw): void {
  const {
    since_day: since,
    until_day: until,
    author_id: author,
    reader_id: reader,
  } = followers[index] ?? {};
  if (since === undefined || until === undefined || author === undefined || reader === undefined) {
    return;
  }
  undo.push(() => writeFollower.run(since, until, author, reader));
  const day = draw(1000);
  writeFollower.run(day, draw(4) === 0 ? day + draw(300) : null, author, reader);
}

/** Draws a whole number from 0 to below `count`. */
type Draw = (count: number) => number;

/** Mulberry32 by T. Ettinger. */
function drawing(seed: number): Draw {
  let state = seed;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}
