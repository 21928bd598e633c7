import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { LogLine, replayLog } from "./baseline/index.ts";
import type { CachePolicy } from "./baseline/profile-cache.ts";

const memberNames = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
const givenNames = ["ada", "bo", "chloé", "dmitri", "femi", "grace", "hülya", "ines"];

/** Log lines for each place in the cache. */
const linesPerPlace = 4;
const msPerLine = 10;

export default defineExercise<typeof replayLog>({
  title: "The gateway's profile cache",
  pathology: "quadratic algorithm",
  lesson: "L04",
  order: 500,
  difficulty: 2,
  prerequisites: ["contact-import"],
  origin: {
    url: "https://github.com/ckb-devrel/ccc/issues/243",
    summary:
      "A cache in CKB's JavaScript SDK kept its keys in the order of use, in an array beside its " +
      "map. So each get, set and delete searched that array and cut a key out of it. The report " +
      "proposes to drop the array and to use an order whose cost does not depend on the size: " +
      "the map's own, or a doubly linked list.",
  },
  entry: "replayLog",
  input: {
    make: makeLog,
    sizes: { check: [2, 12, 90], time: 800 },
    edgeCases: {
      "an empty log": () => [[], { capacity: 3, lifetimeMs: 100 }],
      "a single request": () => log({ capacity: 3, lifetimeMs: 100 }, "5 request ada"),
      "no room at all": () =>
        log({ capacity: 0, lifetimeMs: 100 }, "0 request ada", "1 request ada", "2 edit ada"),
      "room for one": () =>
        log(
          { capacity: 1, lifetimeMs: 100 },
          "0 request ada",
          "1 request bo",
          "2 request ada",
          "3 request ada",
        ),
      "no lifetime at all": () =>
        log({ capacity: 3, lifetimeMs: 0 }, "7 request ada", "7 request ada", "7 request bo"),
      "reading keeps an entry from being evicted": () =>
        log(
          { capacity: 2, lifetimeMs: 1000 },
          "0 request ada",
          "1 request bo",
          "2 request ada",
          "3 request cy",
          "4 request ada",
          "5 request bo",
        ),
      "reading does not make an entry live longer": () =>
        log(
          { capacity: 3, lifetimeMs: 100 },
          "0 request ada",
          "50 import ada",
          "99 request ada",
          "100 request ada",
          "150 request ada",
        ),
      "an edit makes an entry live longer": () =>
        log(
          { capacity: 3, lifetimeMs: 100 },
          "0 request ada",
          "60 edit ada",
          "120 request ada",
          "159 request ada",
          "160 request ada",
        ),
      "an entry that was stored again expires once": () =>
        log(
          { capacity: 3, lifetimeMs: 100 },
          "0 edit ada",
          "10 edit ada",
          "20 logout ada",
          "30 edit ada",
          "125 request ada",
          "130 request ada",
          "500 request bo",
        ),
      "expired entries make room before others have to go": () =>
        log(
          { capacity: 2, lifetimeMs: 100 },
          "0 request ada",
          "50 request bo",
          "60 request ada",
          "100 request cy",
          "101 request bo",
          "102 request cy",
        ),
      "an edit of an entry that is too old": () =>
        log({ capacity: 3, lifetimeMs: 100 }, "0 request ada", "100 edit ada"),
      "an edit when the only entry is too old": () =>
        log({ capacity: 1, lifetimeMs: 100 }, "0 request ada", "100 edit bo"),
      "the oldest entry is the one that was used last": () =>
        log(
          { capacity: 3, lifetimeMs: 100 },
          "0 request ada",
          "10 request bo",
          "20 request cy",
          "30 request ada",
          "105 request cy",
          "112 request di",
        ),
      "edits of profiles that are in the cache": () =>
        log(
          { capacity: 2, lifetimeMs: 1000 },
          "0 request ada",
          "1 request bo",
          "2 edit ada",
          "3 edit cy",
          "4 request ada",
          "5 request bo",
        ),
      "imports are not noticed": () =>
        log(
          { capacity: 2, lifetimeMs: 1000 },
          "0 request ada",
          "1 import ada",
          "2 request ada",
          "3 import bo",
          "4 request bo",
          "5 logout ada",
          "6 request ada",
        ),
      "logouts of users who are not in the cache": () =>
        log(
          { capacity: 2, lifetimeMs: 10 },
          "0 logout ada",
          "1 request bo",
          "20 logout bo",
          "21 logout cy",
        ),
      "everything expires at once": () =>
        log(
          { capacity: 9, lifetimeMs: 100 },
          ...["ada", "bo", "cy", "di", "ed"].map((user) => `5 request ${user}`),
          "105 import ada",
          "106 logout nobody",
        ),
      "users named like members of every object": () =>
        log(
          { capacity: 4, lifetimeMs: 30 },
          ...[...memberNames, ...memberNames.toReversed()].map(
            (user, at) => `${at * 5} request ${user}`,
          ),
        ),
      "users whose names look alike": () =>
        log(
          { capacity: 4, lifetimeMs: 30 },
          ...["é", "e\u0301", "É", "", "家", "🏠", "", "é"].map(
            (user, at) => `${at * 5} request ${user}`,
          ),
        ),
    },
    isValid: (lines, { capacity, lifetimeMs }) =>
      capacity >= 0 &&
      lifetimeMs >= 0 &&
      lines.every(({ at }, position) => at >= (lines[position - 1]?.at ?? 0)),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 36,
    stretch: 80,
    bounds: [{ metric: "allocated bytes", atMost: 0.1 }],
    growth: { below: 1.5, size: 250 },
  },
  diagnosis: { function: "dropExpired", file: "profile-cache.ts", lines: [76, 78] },
  hints: [
    "Grade once and read the two hottest lines. How many entries does each of them look at for " +
      "one request, and how many of these entries does the request change?",
    "The cache answers three questions: where is this user's entry, which entry is the least " +
      "recently used, and which entries have expired? How would you order the entries so that " +
      "looking at one of them answers the second question? And the third?",
    "All entries live equally long, and reading doesn't change that. So entries expire in the " +
      "order in which they were stored, and that is not the order of use. An entry can be part " +
      "of two orders at once, if neither is an array whose elements have to be moved.",
    "A Map from user to entry finds an entry. Let each entry know its neighbours in the order of " +
      "use (two fields, a doubly linked list). Then you can move it to the front and take it off " +
      "the end without a search. Also keep the entries in a queue, in the order in which they " +
      "were stored, and look only at its head to find the expired ones. Skip an entry there if " +
      "it was replaced, evicted or forgotten meanwhile. Or use the order in which a Map keeps " +
      "its keys, and measure what finding its first key costs after many deletions.",
  ],
});

/** Four lines for each place in the cache. Some users call often, most of them rarely. */
function makeLog(random: Random, size: number): [LogLine[], CachePolicy] {
  const users = Array.from({ length: 3 * size }, (_, position) => makeUser(random, position));
  const lines: LogLine[] = [];
  let at = random.int(0, 1000);
  for (let line = 0; line < linesPerPlace * size; line++) {
    at += random.int(0, 2 * msPerLine);
    const user = users[Math.floor(users.length * random.float() ** 3)] ?? "";
    lines.push({ at, kind: makeKind(random), user });
  }
  const lifetimeMs = Math.ceil(size * msPerLine * (1.2 + random.float()));
  return [lines, { capacity: size, lifetimeMs }];
}

function makeKind(random: Random): LogLine["kind"] {
  if (random.chance(0.85)) return "request";
  return random.pick(["edit", "edit", "import", "logout"]);
}

function makeUser(random: Random, position: number): string {
  return random.chance(0.005) ? random.pick(memberNames) : `${random.pick(givenNames)}.${position}`;
}

/** A log from lines written as `12 request ada`. */
function log(policy: CachePolicy, ...texts: string[]): [LogLine[], CachePolicy] {
  const lines = texts.map((text) => {
    const [at, kind, user = ""] = text.split(" ");
    return { at: Number(at), kind: kind as LogLine["kind"], user };
  });
  return [lines, policy];
}
