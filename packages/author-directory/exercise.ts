import { join } from "node:path";
import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { authorDirectory, DirectoryRequest } from "./baseline/index.ts";
import { writeMagazine } from "./magazine.ts";

const sections = ["Arts", "Books", "Cities", "Kids' corner", "Science", "Travel"];
const lastDay = 999;

export default defineExercise<typeof authorDirectory>({
  title: "The directory of authors",
  pathology: "chatty boundary",
  lesson: "L10",
  order: 1100,
  difficulty: 2,
  origin: {
    url: "https://github.com/MichalLytek/typegraphql-prisma/issues/383",
    summary:
      "A new version of typegraphql-prisma loaded related records with a call that Prisma does not batch. A query for all users with their posts had taken a few SELECT statements. Now it sent one more for every user again. The report shows both logs.",
  },
  entry: "authorDirectory",
  resource: {
    operation: "SQL statement",
    modules: ["node:sqlite"],
    atLeast: 1,
    makeFiles: (folder) => writeMagazine(join(folder, "magazine.sqlite")),
  },
  input: {
    make: (random, size) => [makeRequest(random, size)],
    sizes: { check: [2, 15, 120], time: 120 },
    edgeCases: {
      "a page without room": () => request("Arts", 100, 200, 0),
      "one author": () => request("Arts", 100, 200, 1),
      "a section that does not exist": () => request("Cooking", 0, lastDay, 50),
      "a section's name in another case": () => request("arts", 0, lastDay, 50),
      "a name with an apostrophe": () => request("Kids' corner", 200, 400, 200),
      "a text that is no name": () => request("' OR '1'='1", 0, lastDay, 50),
      "a section of two authors": () => request("Letters", 0, lastDay, 50),
      "all of a section, at all times": () => request("Books", 0, lastDay, 1000),
      "a day on which many posts appeared": () => request("Science", 500, 500, 200),
      "periods that end on such a day": () => request("Travel", 440, 460, 200),
      "a day between": () => request("Science", 503, 503, 200),
      "a period that ends before it begins": () => request("Cities", 300, 200, 200),
      "before the first day": () => request("Cities", -50, -1, 200),
      "after the last day": () => request("Cities", 1500, 2000, 200),
    },
    isValid: ({ period, most }) =>
      [period.from, period.until, most].every(Number.isSafeInteger) && most >= 0,
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 5,
    stretch: 12,
    bounds: [{ metric: "counted operations", atMost: 0.05 }],
  },
  diagnosis: { function: "postsOf", file: "authors.ts", lines: [33, 43] },
  hints: [
    "Find the hottest function in the profile. How often does it run for one page, and what does it ask for?",
    "Count what crosses the border between the program and the database for a page of 120 authors: statements one way, rows and columns the other. How many of those rows does the page show, and which of their columns?",
    "A database is good at picking, counting and adding up. What would a single statement have to say to answer for all authors of the page at once, and to leave out what the page does not show? Mind the authors who published nothing.",
    "Join the posts to the authors with a LEFT JOIN whose ON clause holds the status and the period. Then GROUP BY author, and let count() and sum() give the figures. Don't join the followers as well, or each post counts once for each follower. Use subqueries of their own to count the followers on both days and to find the latest title.",
  ],
});

function makeRequest(random: Random, most: number): DirectoryRequest {
  const from = random.int(0, 930);
  const until = from + random.int(20, 80);
  return { section: random.pick(sections), period: { from, until }, most };
}

function request(section: string, from: number, until: number, most: number): [DirectoryRequest] {
  return [{ section, period: { from, until }, most }];
}
