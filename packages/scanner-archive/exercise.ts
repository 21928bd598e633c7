import {
  type Arguments,
  defineExercise,
  outputFile,
  type Random,
} from "@bottleneck/grader/contract";
import type { archiveMessages } from "./baseline/index.ts";

export default defineExercise<typeof archiveMessages>({
  title: "The archive of the parcel scanners",
  pathology: "chatty boundary",
  lesson: "L10",
  order: 880,
  difficulty: 1,
  origin: {
    url: "https://github.com/pinojs/sonic-boom/issues/22",
    summary:
      "A logger's file stream began to hand each line to the operating system immediately. Its benchmark of short lines went from 3.5 s to 20.5 s. The variant that collects 4 kB first stayed at 3.3 s.",
  },
  entry: "archiveMessages",
  input: {
    make: (random, size) => hourOf(Array.from({ length: size }, () => messageFrom(random))),
    sizes: { check: [1, 3, 20, 400], time: 3000 },
    edgeCases: {
      "no message": () => hourOf([]),
      "one message": () => hourOf([plain]),
      "an empty message at the front": () => hourOf(["", plain]),
      "a message that is cut off after three": () => hourOf([plain, plain, plain, '{"scan', plain]),
      "a message with a line break after many": () => hourOf([...repeated(900), "{\n}", plain]),
      "the shortest messages": () => hourOf(["{}", "{}", "{}", "{", "{}"]),
      "characters of every kind": () =>
        hourOf(["é", "Łódź", "田中", "😀", "half \ud83d", "\r", "\u2028", "\0"].map(noteOf)),
      "a message of 200 KB between short ones": () =>
        hourOf([plain, noteOf("päckchen ".repeat(20_000)), plain]),
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: { metric: "cpu time", target: 10, stretch: 20 },
  allows: { modules: ["node:fs"], outputFiles: true },
  diagnosis: { function: "append", file: "archive-file.ts", lines: [28, 31] },
  hints: [
    "Which function takes the time, and how much of it is spent in code of this project? Look at what it calls.",
    "How often does one archive ask the operating system for something, and how much does it hand over each time?",
    "Asking costs about the same for one line as for a thousand. What does the archive already know but ask for again with each message?",
    "Open the file once, and collect lines until there are some 64 kB of them. Write them in one go, and write the rest wherever archiving ends.",
  ],
});

const plain = '{"scanner":"MUC-4","at":1773480413589,"parcel":"00340434161094022115","event":"in"}';
const noteOf = (text: string) => `{"note":"${text}"}`;

const scanners = ["MUC-4", "MUC-5", "CGN-1", "Köln-Süd", "HAM-12"];
const events = ["in", "sorted", "out", "weighed", "returned"];

function hourOf(messages: readonly string[]): Arguments<typeof archiveMessages> {
  return [outputFile("scanners.jsonl"), messages];
}

function messageFrom(random: Random): string {
  const message = JSON.stringify({
    scanner: random.pick(scanners),
    at: 1_773_480_000_000 + random.int(0, 3_600_000),
    parcel: `003404341610${random.int(10_000_000, 99_999_999)}`,
    event: random.pick(events),
  });
  return random.chance(0.0001) ? message.slice(0, 20) : message;
}

const repeated = (times: number) => Array.from({ length: times }, () => plain);
