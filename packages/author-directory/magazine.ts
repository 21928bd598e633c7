import { renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const schema = `
CREATE TABLE authors (
  id INTEGER PRIMARY KEY,
  section TEXT NOT NULL,
  name TEXT NOT NULL
);
CREATE INDEX authors_by_section ON authors (section, name);

CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  author_id INTEGER NOT NULL REFERENCES authors,
  status TEXT NOT NULL,    -- 'draft', 'published' or 'withdrawn'
  day INTEGER NOT NULL,    -- of publication, counted from the magazine's first day
  reads INTEGER NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX posts_by_author ON posts (author_id, day);

CREATE TABLE followers (
  author_id INTEGER NOT NULL REFERENCES authors,
  reader_id INTEGER NOT NULL,
  since_day INTEGER NOT NULL,
  until_day INTEGER,       -- NULL while the reader follows
  PRIMARY KEY (author_id, reader_id)
) WITHOUT ROWID;
`;

/** The magazine's sections, each with as many authors. */
const sections = ["Arts", "Books", "Cities", "Kids' corner", "Science", "Travel"];
const authorsPerSection = 120;
/** With two authors each. */
const smallSections = ["Letters", "Obituaries"];
const lastDay = 1000;

/**
 * Writes the magazine's database, always with the same rows.
 *
 * @param path the file; an earlier one is replaced at once when the new one is complete
 */
export function writeMagazine(path: string): void {
  state = seed;
  const unfinished = `${path}.${process.pid}`;
  rmSync(unfinished, { force: true });
  const database = new DatabaseSync(unfinished);
  // Nobody needs what is left of it after a crash.
  database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  fill(database);
  database.close();
  renameSync(unfinished, path);
}

function fill(database: DatabaseSync): void {
  database.exec(`PRAGMA foreign_keys = OFF; BEGIN; ${schema}`);
  const addAuthor = database.prepare("INSERT INTO authors VALUES (?, ?, ?)");
  const addPost = database.prepare("INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const addFollower = database.prepare("INSERT INTO followers VALUES (?, ?, ?, ?)");
  let post = 0;
  const places = [
    ...sections.flatMap((section) => Array.from({ length: authorsPerSection }, () => section)),
    ...smallSections.flatMap((section) => [section, section]),
  ];
  for (const [index, section] of shuffled(places).entries()) {
    const author = index + 1;
    addAuthor.run(author, section, nameOf());
    for (let left = draw(10) === 0 ? 0 : draw(90); left > 0; left--) {
      post++;
      // Authors publish in batches: several posts share a day.
      const day = draw(3) === 0 ? 10 * draw(lastDay / 10) : draw(lastDay);
      addPost.run(post, author, pick(statuses), day, draw(9000), titleOf(post), summary, body);
    }
    for (let left = draw(4) === 0 ? 0 : draw(26); left > 0; left--) {
      const since = draw(lastDay);
      const until = draw(4) === 0 ? since + draw(300) : null;
      addFollower.run(author, left * 7919 + draw(7919), since, until);
    }
  }
  database.exec("COMMIT");
}

const statuses = ["published", "published", "published", "published", "draft", "withdrawn"];
const givenNames = [
  "Ada",
  "Bo",
  "Chloé",
  "Dmitri",
  "Femi",
  "Grace",
  "Hülya",
  "Inês",
  "Jörg",
  "千代",
];
const familyNames = ["Okafor", "Silva", "Larsen", "Roth", "Tanaka", "Müller", "O'Neill", "van Dyk"];
const subjects = [
  "bridges",
  "the last ferry",
  "cold soup",
  "a night train",
  "old maps",
  "small rooms",
];
const summary = "In which the author looks twice at what everybody passes on the way to work.";
const body =
  "It rained on the morning of the second day, and nobody had thought of a roof. ".repeat(5);

const seed = 20_260_314;
let state = seed;

/** A whole number from 0 to below `count`, by Marsaglia's xorshift. */
function draw(count: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % count;
}

function pick(texts: readonly string[]): string {
  return texts[draw(texts.length)] ?? "";
}

function nameOf(): string {
  return `${pick(givenNames)} ${pick(familyNames)}`;
}

function titleOf(post: number): string {
  return `On ${pick(subjects)}, part ${post}`;
}

function shuffled(texts: readonly string[]): string[] {
  const result = [...texts];
  for (let last = result.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    [result[last], result[other]] = [result[other] ?? "", result[last] ?? ""];
  }
  return result;
}
