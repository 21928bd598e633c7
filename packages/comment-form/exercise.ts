import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { cleanComments } from "./baseline/index.ts";

export default defineExercise<typeof cleanComments>({
  title: "Comments from a form",
  pathology: "regular expression backtracking",
  lesson: "L09",
  order: 400,
  difficulty: 2,
  origin: {
    url: "https://github.com/advisories/GHSA-w5p7-h5w8-2hfq",
    summary:
      "CVE-2020-7753: one crafted text can keep all versions of the npm package trim before " +
      "0.0.3 busy. The regular expression that removes the blanks at the end of a text needs " +
      "time that grows much faster than the text.",
  },
  entry: "cleanComments",
  input: {
    make: (random, size) => [makeComments(random, size)],
    sizes: { check: [3, 20, 150, 1500], time: 2000 },
    edgeCases: {
      "no comments": () => [[]],
      "an empty comment": () => [[""]],
      "nothing but blanks": () => [[" ", "\t \t", " ".repeat(700)]],
      "nothing but line ends": () => [["\n", "\r\n\r\n", "\r\r\r", "\n\n\n\n\n", "\n \n\t\n "]],
      "one word": () => [["fine"]],
      "blanks at the end of a line, of the next and of the last": () => [["a  \nb\t\nc \t "]],
      "blanks at the start and inside of lines": () => [["  a\n\tb  c\n \t d\te"]],
      "line ends of all systems": () => [["a\r\nb\rc\nd\n\re\r\r\nf", "a \r\nb\t\rc \n"]],
      "empty lines at the start, at the end and between": () => [
        ["\n\na\n\n\n\nb\n\nc\n", " \n\ta\n \n \n \nb \n \n", "a\n\n\n", "\n\n\na"],
      ],
      "line and paragraph separators": () => [
        [
          "a \u2028b\t\u2029c ",
          "\u2028",
          " \u2028 \u2029 ",
          "a  \u2028\u2028  b",
          "a\n\u2028\n\nb",
        ],
      ],
      "other kinds of blank characters": () => [
        [
          "a\u00a0",
          "a \u00a0",
          "a\u00a0 ",
          "a\u3000\nb\u2003\nc\ufeff",
          "a\u000b\nb\f",
          "a\u200b ",
          "a \u0085",
        ],
      ],
      "blanks behind blanks of another kind": () => [["a \u00a0 \t", "\u3000 \t\n \u3000\t"]],
      "longer and longer runs at the end": () => [
        [1, 2, 63, 64, 65, 199, 200, 201, 399, 400, 401, 1000].map(
          (count) => `a${" ".repeat(count)}`,
        ),
      ],
      "longer and longer runs inside, and one blank at the end": () => [
        [1, 2, 63, 64, 65, 199, 200, 201, 1000].map((count) => `a${"\t ".repeat(count)}b `),
      ],
      "characters of two places": () => [["😀 \n😀\t", "\ud83d ", " \ude00"]],
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 50,
    stretch: 200,
    growth: { below: 1.5, size: 3000 },
  },
  diagnosis: { function: "trimLines", file: "lines.ts", lines: [15, 15] },
  hints: [
    "Grade once and look at the hottest line. Then give it comments of your own: a hundred short ones of 40 characters, and a single one of 4,000 characters. What must a comment look like to take long?",
    "Follow the pattern by hand through `a`, five blanks, `b`. Where does it start first, how far does it get, and what does it do when the line does not end there? And then?",
    "The pattern tries each blank of a run as a start. From each it reads the run to its end again, and finds the same `b`. Which one of these starts can be the start of the blanks at the end of a line? Or, from the other side: where would a person look first?",
    "Look from the end of each line: step back while the character before is a space or a tab, and cut there. Or keep the pattern, and let it start only where no blank stands before it: `(?<![ \\t])`. Be careful: `trimEnd` removes more kinds of whitespace, and `$` with the flag `m` knows more line ends than the line feed.",
  ],
});

const words = [
  "thanks",
  "for",
  "the",
  "recipe",
  "it",
  "worked",
  "größer",
  "see",
  "table",
  "😀",
  "a",
];
const lineEnds = ["\n", "\n", "\n", "\r\n", "\r", "\u2028"];
const tails = ["", "", "", " ", "\t", "   ", "\u00a0", " \u3000 "];

/** Some ordinary comments, and one with a pasted table that kept its blanks. */
function makeComments(random: Random, size: number): string[] {
  const ordinary = Array.from({ length: Math.ceil(size / 200) }, () => makeText(random));
  return random.shuffle([...ordinary, makeTable(random, size)]);
}

function makeText(random: Random): string {
  let text = "";
  for (let lines = random.int(1, 5); lines > 0; lines--) {
    text += makeLine(random) + random.pick(tails) + random.pick(lineEnds);
    if (random.chance(0.2)) text += "\n\n";
  }
  return random.chance(0.5) ? text : text.trimEnd();
}

function makeLine(random: Random): string {
  return Array.from({ length: random.int(0, 8) }, () => random.pick(words)).join(" ");
}

/** Two columns with `size` blanks between them, and some more at the end of the line. */
function makeTable(random: Random, size: number): string {
  const tabs = random.int(Math.floor(size / 4), Math.ceil((3 * size) / 4));
  const gap = " ".repeat(size - tabs) + "\t".repeat(tabs);
  const tail = " ".repeat(1 + Math.floor(size / 100));
  return `${makeLine(random)}\nflour${gap}${random.int(100, 900)} g${tail}\n${makeLine(random)}`;
}
