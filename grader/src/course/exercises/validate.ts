import * as v from "valibot";
import { type EntryKind, type MetricName, metricNames } from "../../contract/index.ts";
import { lessons } from "../../contract/lessons.ts";
import { pathologyNames } from "../../contract/pathologies.ts";
import { metrics, type Needs } from "../../engine/metrics/index.ts";
import { problemOfModule } from "./allowed-modules.ts";
import { wordsOfIssue } from "./manifest-issues.ts";

const text = v.pipe(v.string(), v.trim(), v.minLength(1, "must not be empty"));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const callable = v.custom<(...args: never) => unknown>(
  (value) => typeof value === "function",
  "must be a function",
);

const comparison = v.variant("kind", [
  v.strictObject({ kind: v.literal("exact") }),
  v.strictObject({ kind: v.literal("within"), relative: v.pipe(v.number(), v.gtValue(0)) }),
  v.strictObject({ kind: v.literal("unordered") }),
]);

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const metric = v.picklist(metricNames);

const goal = v.pipe(
  v.strictObject({
    metric,
    target: v.pipe(v.number(), v.gtValue(1, "must be more than 1")),
    stretch: v.number(),
    bounds: v.optional(v.array(v.strictObject({ metric, atMost: positive }))),
    growth: v.optional(v.strictObject({ below: v.pipe(v.number(), v.gtValue(1)), size: count })),
    seconds: v.optional(positive),
  }),
  v.check((value) => value.stretch >= value.target, "stretch must not be below target"),
  v.check(
    ({ metric: primary, bounds = [] }) => bounds.every((bound) => bound.metric !== primary),
    "a bound must use another metric than the goal",
  ),
);

const method = v.picklist(["GET", "POST", "PUT", "DELETE"]);
const serverRequest = v.strictObject({ method, path: text, body: v.optional(v.string()) });
const load = v.strictObject({
  probe: v.strictObject({ request: serverRequest, everyMs: positive }),
  background: v.optional(
    v.strictObject({ request: v.union([serverRequest, callable]), connections: count }),
  ),
  windowMs: positive,
});

const diagnosis = v.pipe(
  v.strictObject({ function: text, file: text, lines: v.tuple([count, count]) }),
  v.check((value) => value.lines[0] <= value.lines[1], "lines must be [first, last]"),
);

const module = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const isName = dataset.typed && dataset.value !== "";
    const message = isName ? problemOfModule(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  }),
);

/** The template's is still to be written. */
const lesson = v.pipe(
  text,
  v.check((name) => name in lessons || name.startsWith("TODO"), unknownLesson),
);

function unknownLesson({ input }: { readonly input: unknown }): string {
  const all = Object.keys(lessons);
  return `there is no lesson "${input}"; the lessons are ${all.at(0)} to ${all.at(-1)}`;
}

/** The shape of a manifest, for values that the compiler did not check. */
const manifest = v.pipe(
  v.strictObject({
    title: text,
    pathology: v.picklist(pathologyNames),
    lesson,
    order: v.number(),
    difficulty: v.picklist([1, 2, 3, 4]),
    prerequisites: v.optional(v.array(text)),
    origin: v.strictObject({ url: v.pipe(v.string(), v.url()), summary: text }),
    entry: text,
    entryKind: v.optional(v.picklist(["function", "async function", "server"])),
    resource: v.optional(
      v.strictObject({
        operation: text,
        modules: v.optional(v.array(module)),
        atLeast: v.optional(positive),
        makeFiles: v.optional(callable),
      }),
    ),
    load: v.optional(load),
    input: v.strictObject({
      make: callable,
      sizes: v.strictObject({ check: v.pipe(v.array(count), v.minLength(1)), time: count }),
      edgeCases: v.record(v.string(), callable),
      isValid: v.optional(callable),
    }),
    answer: v.strictObject({ compare: comparison, mayChangeInput: v.optional(v.boolean()) }),
    goal,
    work: v.optional(callable),
    allows: v.optional(
      v.strictObject({
        modules: v.optional(v.array(module)),
        outputFiles: v.optional(v.boolean()),
      }),
    ),
    limits: v.optional(
      v.strictObject({ seconds: v.optional(v.number()), megabytes: v.optional(v.number()) }),
    ),
    diagnosis,
    hints: v.pipe(v.array(text), v.minLength(3, "must have three hints or more")),
    giveaways: v.optional(v.array(text)),
  }),
  v.check(
    ({ goal, resource }) => resource !== undefined || !asks(goal, "a resource"),
    "counted operations need `resource`, which counts them",
  ),
  v.check(
    ({ goal, resource }) => resource?.atLeast === undefined || asks(goal, "a resource"),
    "`resource.atLeast` needs counted operations, as the goal or a bound",
  ),
  v.check(
    ({ allows, entryKind = "function" }) =>
      allows?.outputFiles !== true || entryKind === "function",
    "output files need a synchronous function: what is written later would not be timed",
  ),
  v.check(
    ({ allows, entryKind }) => !needsNetwork(allows?.modules) || isAwaited(entryKind),
    "modules of the network need an async function or a server: the sandbox opens the network to no others",
  ),
  v.check(
    ({ goal, entryKind, load }) =>
      (entryKind === "server" && load !== undefined) || !asks(goal, "a server under load"),
    "latency and time per request need a server, and `load` to put it under",
  ),
  v.check(
    ({ goal, load }) =>
      load === undefined ||
      load.background !== undefined ||
      !metricsOf(goal).includes("time per request"),
    "time per request needs `load.background`, the requests that it measures",
  ),
  v.check(
    ({ work, entryKind }) => work === undefined || entryKind !== "server",
    "a server can't have `work`: that is the work of a call",
  ),
  v.check(
    ({ goal, entryKind = "function" }) => entryKind !== "function" || !asks(goal, "an event loop"),
    "event-loop delay needs an async function or a server: while a synchronous function runs, nothing else can",
  ),
);

const isAwaited = (kind: EntryKind = "function") => kind !== "function";

const needsNetwork = (modules: readonly string[] = []) =>
  modules.some((name) => /^node:(net|http|https|http2|tls|dgram|dns)(\/|$)/.test(name));

type Goal = v.InferOutput<typeof goal>;

/** The metrics of a goal and its bounds. */
const metricsOf = ({ metric, bounds = [] }: Goal): readonly MetricName[] => [
  metric,
  ...bounds.map((bound) => bound.metric),
];

/** Whether a goal or one of its bounds can only be measured of an exercise that has this. */
const asks = (asked: Goal, what: Needs) =>
  metricsOf(asked).some((name) => metrics[name].needs === what);

/** What is wrong with a manifest, one sentence for each problem; empty if it is valid. */
export function problemsOf(value: unknown): string[] {
  if (value === undefined)
    return ["it has no default export; write `export default defineExercise({ ... })`"];
  const result = v.safeParse(manifest, value);
  return (result.issues ?? []).map((issue) => wordsOfIssue(issue, manifest));
}
