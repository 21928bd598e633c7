import * as v from "valibot";
import { type LastWords, lastWordsMark, type Reply, type Request } from "./protocol.ts";

const text = v.pipe(v.string(), v.maxLength(20_000));
const error = { name: text, message: text, stack: text };
const behind = v.strictObject({ is: v.picklist(["cause", "part"]), ...error });
const thrown = v.strictObject({
  ...error,
  behind: v.optional(v.pipe(v.array(behind), v.maxLength(10))),
});
/** A count or a duration: it can't be negative or endless. */
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Between two counts: whoever uses it looks whether it can be true. */
const difference = v.pipe(v.number(), v.finite());

/** The form of every reply: a child may send whatever it likes. */
const form = v.variant("kind", [
  v.strictObject({ kind: v.literal("ready") }),
  v.strictObject({ kind: v.literal("loaded") }),
  v.strictObject({
    kind: v.literal("missing export"),
    exports: v.pipe(v.array(text), v.maxLength(1000)),
    instead: v.optional(text),
  }),
  v.strictObject({ kind: v.literal("delivered") }),
  v.strictObject({ kind: v.literal("done"), cpuMs: amount, counted: v.optional(difference) }),
  v.strictObject({
    kind: v.literal("live bytes"),
    heap: amount,
    external: difference,
    buffers: difference,
    committed: amount,
  }),
  v.strictObject({ kind: v.literal("memory"), now: amount, peak: amount }),
  v.strictObject({ kind: v.literal("threw"), error: thrown }),
  v.strictObject({ kind: v.literal("changed built-ins"), what: text }),
  v.strictObject({
    kind: v.literal("leftovers"),
    resources: v.pipe(v.array(text), v.maxLength(1000)),
  }),
  v.strictObject({ kind: v.literal("answers") }),
  v.strictObject({
    kind: v.literal("not plain data"),
    index: v.pipe(v.number(), v.integer(), v.minValue(0)),
    what: text,
  }),
  v.strictObject({ kind: v.literal("recording") }),
  v.strictObject({ kind: v.literal("recorded"), recording: v.unknown() }),
]);

/** A reply that has the form of one, or in words what was sent instead. */
export function parseReply(body: Buffer, request: Request): Reply | string {
  const json = parseJson(body);
  if (json === undefined) return "sent a reply that is not JSON";
  const result = v.safeParse(form, json);
  if (!result.success) return "sent a reply that has not the form of one";
  const reply: Reply = result.output;
  const asked = request.kind === "collect" ? request.positions.length : 0;
  if (reply.kind === "not plain data" && reply.index >= asked) {
    return "sent more answers than it was asked for";
  }
  return reply;
}

const lastWordsForm = v.variant("kind", [
  v.strictObject({
    kind: v.literal("uncaught"),
    by: v.picklist(["throw", "rejection"]),
    error: thrown,
  }),
  v.strictObject({
    kind: v.literal("never settled"),
    what: v.picklist(["module", "entry"]),
  }),
  v.strictObject({ kind: v.literal("exit called"), stack: text }),
]);

/** The last words in what a child wrote to its standard error, if there are any. */
export function parseLastWords(errors: string): LastWords | undefined {
  const line = errors.split("\n").findLast((candidate) => candidate.startsWith(lastWordsMark));
  const result = v.safeParse(lastWordsForm, parseJson(line?.slice(lastWordsMark.length) ?? ""));
  return result.success ? result.output : undefined;
}

function parseJson(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
