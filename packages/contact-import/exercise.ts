import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { ImportRow } from "./baseline/contact.ts";
import type { mergeContacts } from "./baseline/index.ts";

export default defineExercise<typeof mergeContacts>({
  title: "The contact import",
  pathology: "quadratic algorithm",
  lesson: "L08",
  order: 100,
  difficulty: 1,
  origin: {
    url: "https://github.com/anyproto/anytype-ts/pull/1999",
    summary:
      "In Anytype's desktop client several stores searched an array with find, includes or " +
      "indexOf once for each element of another array. One of these loops checked which messages " +
      "of a chat exist already. The pull request builds a Set or a Map before each loop.",
  },
  entry: "mergeContacts",
  input: {
    make: (random, size) => [makeRows(random, size)],
    sizes: { check: [3, 20, 150], time: 800 },
    edgeCases: {
      "an empty import": () => [[]],
      "one row": () => rowsOf("ada@example.org"),
      "one address thirty times": () => rowsOf(...new Array(30).fill("ada@example.org")),
      "addresses that differ in case": () =>
        rowsOf("Ada@Example.org", "ada@example.org", "ADA@EXAMPLE.ORG"),
      "addresses with blanks of several kinds around them": () =>
        rowsOf(
          "ada@example.org",
          " ada@example.org",
          "ada@example.org\t",
          "\u00a0ada@example.org\n",
        ),
      "addresses with blanks inside": () =>
        rowsOf("ada @example.org", "ada@example.org", "ada  @example.org", "ada @example.org"),
      "rows without an address, between others": () =>
        rowsOf("ada@example.org", "", "bo@example.org", "  ", "", "ada@example.org", "\t"),
      "only rows without an address": () => rowsOf("", " ", ""),
      "addresses named like members of every object": () =>
        rowsOf(...memberNames, ...memberNames, ...memberNames.map((name) => name.toUpperCase())),
      "addresses in other scripts": () =>
        rowsOf(
          "田中@例え.jp",
          "ŁUKASZ@łódź.pl",
          "łukasz@ŁÓDŹ.pl",
          "İ@x.tr",
          "i@x.tr",
          "ẞ@x.de",
          "ß@x.de",
          "ss@x.de",
        ),
      "an address in two Unicode forms": () => rowsOf("zoë@example.org", "zoe\u0308@example.org"),
      "addresses that are numbers": () => rowsOf("10", "9", "010", "10 ", "9.0"),
      "names and numbers that come late, twice, or not at all": () => [
        [
          { name: " ", email: "ada@example.org", phone: "" },
          { name: "Ada ", email: "ada@example.org", phone: " 030 1" },
          { name: "Ada Okafor", email: "ADA@example.org", phone: "030 2" },
          { name: "", email: "ada@example.org ", phone: "030 1 " },
          { name: "Bo", email: "", phone: "030 1" },
        ],
      ],
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 12,
    stretch: 40,
    growth: { below: 1.5, size: 1000 },
  },
  diagnosis: { function: "findDraft", file: "index.ts", lines: [23, 23] },
  hints: [
    "Grade once and look at the profile of your code. Which function takes the time, and how often does it run for an import of 800 rows?",
    "Take row 500 of an import. How many addresses does the function read to find out whether the row's contact exists already, and how many strings does it create on the way?",
    "The same addresses are cleaned up again for every row that follows. Clean up each address once and keep the result. That is a good step, but time the import again with twice as many rows. What still happens more than twice as often?",
    "Keep a `Map` from the cleaned address to its contact. For each row, look the address up with `get`. If the contact is new, add it with `set`. Rows without an address must not match each other: leave them out of the `Map`.",
  ],
});

const memberNames = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
const givenNames = ["ada", "bo", "chloé", "dmitri", "femi", "grace", "hülya", "ines"];
const familyNames = ["okafor", "silva", "larsen", "roth", "tanaka", "müller", "weiß", "vos"];
const domains = ["example.org", "example.com", "mail.example.net", "büro.example"];

/** Three rows in ten repeat an earlier address, one in twenty has none. */
function makeRows(random: Random, size: number): ImportRow[] {
  const rows: ImportRow[] = [];
  for (let position = 0; position < size; position++) {
    const repeated = position > 0 && random.chance(0.3) ? random.pick(rows) : undefined;
    const name = `${random.pick(givenNames)} ${random.pick(familyNames)}`;
    rows.push({
      name: random.chance(0.1) ? "" : name,
      email: retyped(random, repeated?.email ?? makeEmail(random, name, position)),
      phone: random.chance(0.3) ? "" : `+49 30 ${random.int(1000, 9999)}`,
    });
  }
  return rows;
}

function makeEmail(random: Random, name: string, position: number): string {
  if (random.chance(0.05)) return random.pick(["", " "]);
  if (random.chance(0.01)) return random.pick(memberNames);
  return `${name.replace(" ", ".")}${position}@${random.pick(domains)}`;
}

/** The address as another person might type it. */
function retyped(random: Random, email: string): string {
  if (random.chance(0.1)) return email.toUpperCase();
  return random.chance(0.1) ? ` ${email}` : email;
}

function rowsOf(...emails: readonly string[]): [ImportRow[]] {
  return [
    emails.map((email, position) => ({
      name: `Person ${position}`,
      email,
      phone: `030 ${position}`,
    })),
  ];
}
