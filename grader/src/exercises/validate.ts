import * as v from "valibot";

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

const goal = v.pipe(
  v.strictObject({
    metric: v.literal("cpu time"),
    target: v.pipe(v.number(), v.gtValue(1, "must be more than 1")),
    stretch: v.number(),
  }),
  v.check((value) => value.stretch >= value.target, "stretch must not be below target"),
);

const diagnosis = v.pipe(
  v.strictObject({ function: text, file: text, lines: v.tuple([count, count]) }),
  v.check((value) => value.lines[0] <= value.lines[1], "lines must be [first, last]"),
);

/** The shape of a manifest, for values that did not go through the compiler. */
const manifest = v.strictObject({
  title: text,
  pathology: text,
  lesson: text,
  order: v.number(),
  difficulty: v.picklist([1, 2, 3, 4]),
  prerequisites: v.optional(v.array(text)),
  origin: v.strictObject({ url: v.pipe(v.string(), v.url()), summary: text }),
  entry: text,
  input: v.strictObject({
    make: callable,
    sizes: v.strictObject({ check: v.pipe(v.array(count), v.minLength(1)), time: count }),
    edgeCases: v.record(v.string(), callable),
    isValid: v.optional(callable),
  }),
  answer: v.strictObject({ compare: comparison, mayChangeInput: v.optional(v.boolean()) }),
  goal,
  allows: v.optional(v.strictObject({ modules: v.optional(v.array(text)) })),
  limits: v.optional(
    v.strictObject({ seconds: v.optional(v.number()), megabytes: v.optional(v.number()) }),
  ),
  diagnosis,
  hints: v.pipe(v.array(text), v.minLength(3, "must hold three hints or more")),
});

/** What is wrong with a manifest, one sentence for each problem; empty when it is sound. */
export function problemsOf(value: unknown): string[] {
  if (value === undefined)
    return ["it has no default export; write `export default defineExercise({ ... })`"];
  const result = v.safeParse(manifest, value);
  return (result.issues ?? []).map((issue) => {
    const path = v.getDotPath(issue);
    return path === null ? issue.message : `${path}: ${issue.message}`;
  });
}
