import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { ServerEvent, serveExports } from "./baseline/index.ts";
import type { Limits } from "./baseline/limits.ts";

const plans = ["free", "team", "company"] as const;
const memberNames = ["__proto__", "constructor", "toString"];

/** The most exports that run at the same time. */
const mostRunning = 60;

export default defineExercise<typeof serveExports>({
  title: "The export server",
  pathology: "memory leak",
  lesson: "L03",
  order: 600,
  difficulty: 2,
  origin: {
    url: "https://github.com/nodejs/undici/issues/3157",
    summary:
      "Every fetch with the same long-lived AbortSignal added a listener to it. Nothing removed " +
      "the listeners when their request was over, and a user of undici saw Node warn about " +
      "their growing number. Helia, a library for IPFS, worked around it with a short-lived " +
      "signal for each request.",
  },
  entry: "serveExports",
  input: {
    make: makeMinutes,
    sizes: { check: [2, 12, 80], time: 300 },
    edgeCases: {
      "no events": () => [{ rowsPerPart: 10, partsPerExport: 5 }, []],
      "nothing but new limits": () => [
        { rowsPerPart: 10, partsPerExport: 5 },
        [limits(1, 1), limits(2, 2)],
      ],
      "one export, complete": () =>
        minutes(10, 5, start("a", 25), ready("a"), ready("a"), ready("a")),
      "one export without rows": () => minutes(10, 5, start("a", 0), ready("a"), ready("a")),
      "one export that needs too many parts": () =>
        minutes(10, 2, start("a", 25), ready("a"), ready("a"), ready("a"), ready("a")),
      "one export whose client goes": () =>
        minutes(10, 5, start("a", 25), ready("a"), gone("a"), ready("a")),
      "exports that still run at the end": () =>
        minutes(10, 5, start("b", 25), start("a", 25), ready("a"), limits(5, 5), start("c", 1)),
      "new limits before, while and after an export runs": () =>
        minutes(
          10,
          9,
          limits(8, 9),
          start("a", 30),
          ready("a"),
          limits(3, 9),
          ready("a"),
          ready("a"),
          limits(100, 9),
          ready("a"),
          limits(1, 1),
        ),
      "several changes between two parts": () =>
        minutes(
          10,
          9,
          start("a", 30),
          ready("a"),
          limits(3, 9),
          limits(4, 9),
          limits(5, 9),
          ready("a"),
          gone("a"),
        ),
      "one export ends while another goes on": () =>
        minutes(
          10,
          9,
          start("a", 5),
          start("b", 30),
          ready("a"),
          limits(4, 9),
          ready("b"),
          limits(6, 9),
          ready("b"),
          gone("b"),
        ),
      "the one that started first goes on": () =>
        minutes(
          10,
          9,
          start("b", 30),
          start("a", 5),
          limits(9, 9),
          ready("a"),
          limits(4, 9),
          ready("b"),
          limits(6, 9),
          ready("b"),
          gone("b"),
        ),
      "fewer parts allowed while an export runs": () =>
        minutes(10, 9, start("a", 90), ready("a"), ready("a"), limits(10, 1), ready("a")),
      "the same id again after its export ended": () =>
        minutes(
          10,
          9,
          start("a", 5),
          ready("a"),
          start("a", 30),
          limits(4, 9),
          ready("a"),
          gone("a"),
          limits(7, 9),
          start("a", 1),
          ready("a"),
        ),
      "the same id again while its export runs": () =>
        minutes(
          10,
          9,
          start("a", 50),
          ready("a"),
          limits(3, 9),
          start("a", 30),
          limits(4, 9),
          ready("a"),
          gone("a"),
        ),
      "every plan, and parts of at least one row": () => [
        { rowsPerPart: 3, partsPerExport: 9 },
        plans.flatMap((plan) => [start(plan, 4, plan), ready(plan), limits(1, 9), ready(plan)]),
      ],
      "events about exports that don't run": () =>
        minutes(
          10,
          9,
          ready("a"),
          gone("b"),
          start("a", 5),
          gone("b"),
          ready("a"),
          gone("a"),
          ready("a"),
        ),
      "ids like members of every object": () =>
        minutes(
          10,
          9,
          ...memberNames.flatMap((id) => [ready(id), start(id, 15), ready(id)]),
          limits(2, 9),
          ...memberNames.flatMap((id) => [ready(id), gone(id)]),
        ),
      "limits of an earlier call": () =>
        minutes(3, 9, start("a", 8), ready("a"), ready("a"), ready("a")),
    },
    isValid: (first, events) =>
      [first, ...events.map((event) => (event.kind === "limits" ? event.limits : first))].every(
        ({ rowsPerPart, partsPerExport }) => rowsPerPart >= 1 && partsPerExport >= 1,
      ),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "live bytes",
    target: 25,
    stretch: 60,
    bounds: [{ metric: "cpu time", atMost: 0.5 }],
  },
  diagnosis: { function: "adopt", file: "export.ts", lines: [50, 54] },
  hints: [
    "Call the server twice with the same events. Count how often the hottest function runs in " +
      "each call. The answers are the same. What is different?",
    "Follow one export from its first event to its report. After that, nobody in " +
      "`serveExports` holds it. Who else does, and since when?",
    "An object that lives as long as the process keeps everything alive that it refers to. " +
      "Count the ways in which an export can end. Each of them must undo what starting the " +
      "export did.",
    "Let the hub remove a listener again. For instance, `listen` can return a function that " +
      "removes it, or the hub can hold a Set of the exports themselves. Remove it where every " +
      "report is made, so that no outcome can miss it: complete, failed, aborted, replaced by " +
      "another export of the same id, and aborted at the end.",
  ],
});

/** `size` exports; the limits change once for every ten of them. */
function makeMinutes(random: Random, size: number): [Limits, ServerEvent[]] {
  const events: ServerEvent[] = [];
  const running: string[] = [];
  for (let started = 0; started < size; ) {
    const isFull = running.length >= mostRunning;
    if (!isFull && random.chance(0.3)) {
      const id = makeId(random, started, running);
      events.push({ kind: "start", id, plan: random.pick(plans), rows: random.int(0, 120) });
      running.push(id);
      started++;
      if (random.chance(0.1)) events.push({ kind: "limits", limits: makeLimits(random) });
    } else {
      const position = random.int(0, running.length - 1);
      const id = running[position] ?? "nobody";
      const isGone = random.chance(isFull ? 0.3 : 0.06);
      if (isGone) running.splice(position, 1);
      events.push({ kind: isGone ? "gone" : "ready", id });
    }
  }
  return [makeLimits(random), events];
}

function makeId(random: Random, started: number, running: readonly string[]): string {
  if (running.length > 0 && random.chance(0.03)) return random.pick(running);
  return random.chance(0.01) ? random.pick(memberNames) : `export-${started}`;
}

function makeLimits(random: Random): Limits {
  return { rowsPerPart: random.int(1, 60), partsPerExport: random.int(2, 20) };
}

function minutes(
  rowsPerPart: number,
  partsPerExport: number,
  ...events: ServerEvent[]
): [Limits, ServerEvent[]] {
  return [{ rowsPerPart, partsPerExport }, events];
}

function start(id: string, rows: number, plan: (typeof plans)[number] = "company"): ServerEvent {
  return { kind: "start", id, plan, rows };
}

function ready(id: string): ServerEvent {
  return { kind: "ready", id };
}

function gone(id: string): ServerEvent {
  return { kind: "gone", id };
}

function limits(rowsPerPart: number, partsPerExport: number): ServerEvent {
  return { kind: "limits", limits: { rowsPerPart, partsPerExport } };
}
