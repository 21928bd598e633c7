import type { Arguments, Random } from "@bottleneck/grader/contract";
import { defineExercise, inputFile } from "@bottleneck/grader/contract";
import type { errorLatencies } from "./baseline/index.ts";

/** A service, and the way in which its logger writes a line. */
interface Service {
  readonly name: string;
  readonly layout: "level first" | "level last" | "all quoted";
}

const services: readonly Service[] = [
  { name: "checkout", layout: "level first" },
  { name: "cart", layout: "level first" },
  { name: "catalog", layout: "level first" },
  { name: "identity", layout: "level first" },
  { name: "zustellung-münchen", layout: "level first" },
  { name: "決済", layout: "level first" },
  { name: "edge", layout: "level last" },
  { name: "edge-canary", layout: "level last" },
  { name: "error-collector", layout: "level last" },
  { name: "legacy-shop", layout: "all quoted" },
];

const quietMessages = [
  "request completed",
  "request completed from the cache, 40 items, hit ratio 0.97",
  "served from the replica in eu-central-1b, the primary was busy",
  "größere Lieferung geteilt: 3 Pakete nach Köln",
  "batch of 40 items stored with 0 errors",
  "sampling at level=info until the deployment is complete",
];
const misleadingMessages = [
  'retried once, upstream said \\"level=error msg=reset by peer\\"',
  "was level=error in the shadow deployment, answered from the cache",
  "no error this time",
];
const errorMessages = [
  "upstream timed out after 3 attempts",
  "deadlock found, try restarting the transaction",
  'unexpected token \\"<\\" in C:\\\\gateway\\\\inbox',
  "Zahlung abgelehnt: Betrag über dem Limit",
];
const quietLevels = ["info", "info", "info", "info", "debug", "warn"];
const paths = ["/cart/17", "/search?q=terror&page=2", "/v2/items/93?fields=name,price", "/login"];
const units = ["us", "µs", "μs", "ms", "ms", "ms", "ms", "s"];

const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
const threeDigits = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, "0"));

/** Everything after the time. */
function fieldsOf(random: Random, service: Service, level: string, message: string): string {
  const { name, layout } = service;
  const duration = `${random.int(0, 900)}.${random.pick(threeDigits)}${random.pick(units)}`;
  const path = random.pick(paths);
  const status = level === "error" ? random.int(500, 504) : random.pick([200, 200, 204, 304, 404]);
  const request = random.int(0x100000, 0xffffff).toString(16);
  switch (layout) {
    case "level first":
      return `level=${level} service=${name} msg="${message}" method=GET path=${path} status=${status} duration=${duration} request=${request}`;
    case "level last":
      return `service=${name} method=GET path=${path} status=${status} tls duration=${duration} msg="${message}" request=${request} parent_level=${random.pick(quietLevels)} level=${level}`;
    case "all quoted":
      return `service="${name}" level="${level}" msg="${message}" method="POST" path="${path}" status="${status}" duration="${duration}" request="${request}"`;
  }
}

/** An error line's fields; now and then damaged: cut off, or without a duration. */
function errorFields(random: Random): string {
  const message = random.pick(random.chance(0.2) ? misleadingMessages : errorMessages);
  const fields = fieldsOf(random, random.pick(services), "error", message);
  if (random.chance(0.04)) return fields.slice(0, random.int(20, fields.length));
  return random.chance(0.04) ? fields.replace("duration=", "elapsed=") : fields;
}

function quietFields(random: Random): string {
  const message = random.pick(random.chance(0.03) ? misleadingMessages : quietMessages);
  return fieldsOf(random, random.pick(services), random.pick(quietLevels), message);
}

/** A log of one minute. Small ones hold more errors, so that every rule shows in them. */
function logText(random: Random, lineCount: number): string {
  // Quiet lines repeat, apart from their time, to keep a large log cheap to make.
  const quiet = Array.from({ length: Math.min(lineCount, 150) }, () => quietFields(random));
  const errorShare = lineCount < 1000 ? 0.3 : 0.02;
  const lineEnd = random.chance(0.2) ? "\r\n" : "\n";
  const minute = twoDigits[random.int(0, 59)];
  let text = "";
  for (let line = 0; line < lineCount; line++) {
    const second = twoDigits[Math.floor((line * 60) / lineCount)];
    const fields = random.chance(errorShare) ? errorFields(random) : random.pick(quiet);
    if (line > 0) text += lineEnd;
    text += `time=2026-03-14T09:${minute}:${second}.${random.pick(threeDigits)}Z ${fields}`;
  }
  return random.chance(0.5) ? text : text + lineEnd;
}

/** The plainest error line. */
function errorLine(service: string, duration: string, more = ""): string {
  return `time=2026-03-14T09:26:53.589Z level=error service=${service} duration=${duration}${more}`;
}

/** One call, with a log of this text. */
function callWith(text: string): Arguments<typeof errorLatencies> {
  return [inputFile("access.log", text)];
}

const log = (...lines: readonly string[]) => callWith(lines.join("\n"));

export default defineExercise<typeof errorLatencies>({
  title: "Percentiles of the failing requests in an access log",
  pathology: "slow data pipeline",
  lesson: "L10",
  order: 900,
  difficulty: 3,
  prerequisites: ["scanner-archive"],
  origin: {
    url: "https://github.com/nodejs/node/pull/41276",
    summary:
      "A loop over a file's lines with readline spent a lot on each line. Taking one intermediate stream out of the path made the whole loop 20 to 58 % faster by the author's benchmarks. In a line pipeline, what is done for every line decides.",
  },
  entry: "errorLatencies",
  input: {
    make: (random, size) => callWith(logText(random, size)),
    sizes: { check: [1, 12, 150, 600, 1500], time: 10_000 },
    edgeCases: {
      "an empty file": () => log(""),
      "nothing but line ends": () => log("", "", "\r", ""),
      "one error line without a line end": () => log(errorLine("cart", "12.5ms")),
      "no error at all": () => log("time=09:00 level=info service=cart duration=1ms msg=fine", ""),
      "twenty errors of one service": () =>
        log(...Array.from({ length: 20 }, (_, index) => errorLine("cart", `${20 - index}ms`)), ""),
      "equal durations": () => log(...Array.from({ length: 41 }, () => errorLine("cart", "7ms"))),
      "every unit": () =>
        log(
          errorLine("a", "250us"),
          errorLine("b", "250\u00b5s"),
          errorLine("c", "250\u03bcs"),
          errorLine("d", "0.25ms"),
          errorLine("e", "0.00025s"),
          errorLine("f", "250ns"),
          errorLine("g", "250"),
        ),
      "levels quoted, last, first, repeated": () =>
        log(
          'time=1 service=a duration=1ms level="error"',
          "level=error time=1 service=b duration=2ms",
          "time=1 level=error service=c duration=3ms level=info",
          "time=1 level=info service=d duration=4ms level=error",
          'time=1 level=error service=e duration=5ms level="error"',
          'time=1 level="error" service=f duration=6ms msg="seen level=error, gave up"',
          "time=1\tlevel=error\tservice=g\tduration=7ms\t",
        ),
      "errors that are no level": () =>
        log(
          'time=1 level=info service=a duration=1ms msg="level=error"',
          'time=1 level=info service=b duration=1ms msg="it said \\"level=error\\" "',
          "time=1 level=errors service=c duration=1ms",
          'time=1 level="error " service=d duration=1ms',
          "time=1 parent_level=error service=e duration=1ms",
          "time=1 level=ERROR service=f duration=1ms",
          "time=1 level= error service=g duration=1ms",
          "time=1 level=info service=error duration=1ms error",
        ),
      "damaged lines": () =>
        log(
          errorLine("a", "1ms", ' msg="cut o'),
          errorLine("b", "1ms", ' msg="closed"and=more'),
          errorLine("c", "1ms", ' path=/a"b'),
          errorLine("d", "-1ms"),
          errorLine("e", "ms"),
          errorLine("", "1ms"),
          "level=error service=f duration=1ms",
          "time=1 level=error duration=1ms",
          "time=1 level=error service=g",
          errorLine("h", "1ms", ' msg="a backslash at the end \\\\"'),
          errorLine("i", "1ms", ' msg="a quote at the end \\"'),
        ),
      "unusual names": () =>
        log(
          ...[
            "__proto__",
            "constructor",
            "Z",
            "a",
            "é",
            "10",
            "9",
            '"two words"',
            '"a \\"b\\" \\\\c"',
            "😀",
          ].map((name) => errorLine(name, "3ms")),
        ),
      "line ends of Windows": () =>
        callWith(`${errorLine("cart", "1ms")}\r\n${errorLine("cart", "2ms")}\r\n`),
      "a line of 300 KB": () =>
        log(
          errorLine("a", "1ms"),
          errorLine("b", "2ms", ` msg="${"stack trace, ".repeat(24_000)}"`),
          errorLine("c", "3ms"),
        ),
      // Chunks of any power of two from 512 bytes to 1 MiB end inside a three-byte character here.
      "a megabyte of names in Japanese": () =>
        log(
          ...Array.from({ length: 3600 }, (_, index) =>
            errorLine(`${"決済処理受付".repeat(16)}${index % 7}`, `${index}ms`),
          ),
        ),
    },
  },
  // A tolerance, because 850.5 µs may be divided by 1,000 or multiplied by 0.001.
  answer: { compare: { kind: "within", relative: 1e-9 } },
  goal: {
    metric: "cpu time",
    target: 4.5,
    stretch: 10,
    // Catches versions that keep the whole log as lines while parsing. A log held as bytes does not
    // show at 2 MB: it takes no more memory than the garbage of a version that reads in chunks.
    bounds: [{ metric: "peak memory", atMost: 0.33 }],
  },
  allows: { modules: ["node:fs"] },
  diagnosis: { function: "parseFields", file: "logfmt.ts", lines: [13, 15] },
  hints: [
    "Look at the hottest function in the profile, and then at its callers. How often is it called for one file? For how many of those calls does the result reach the answer?",
    "Making the hottest function faster helps every line a little. Which lines would not need it at all? What is the least that you have to know about a line to be sure that it is one of those?",
    "A quick test may let a line through that turns out not to count, because the parser still has the last word. But it must never hold back a line that counts. Which texts does a line with the level error always contain, in every way of writing it? Mind a line that contains more than one of them.",
    "Search before you parse, and before you decode. Read the file in chunks into one Buffer with openSync and readSync. Look for those texts with buffer.indexOf, cut out the line around each hit at its newline bytes, and decode and parse only that line. Carry the unfinished line at the end of a chunk over to the next one as bytes. Treat what remains at the end of the file as a line.",
  ],
});
