import * as v from "valibot";
import { commonStack } from "./common-stack.ts";
import { type Whereabouts, whereaboutsMark } from "./protocol.ts";

const frameForm = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(200)),
  url: v.pipe(v.string(), v.maxLength(2000)),
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const form = v.strictObject({
  frames: v.pipe(v.array(frameForm), v.maxLength(20)),
  thrown: v.optional(v.pipe(v.string(), v.maxLength(4000))),
});

/** How many of the last looks count: those before may be of what has ended. */
const mostLooks = 20;

/**
 * Where a program was when it was looked at, as the text of a stack, or that it only waited at the
 * end; nothing where it was not seen.
 *
 * @param errors what its process wrote to standard error
 * @param url of the folder of its modules
 */
export function whereaboutsIn(errors: string, url: string): { stack?: string; waits?: true } {
  const looks = looksIn(errors).slice(-mostLooks);
  const stacks = looks.map(({ frames }) => ownOf(frames, url)).filter(({ length }) => length > 0);
  if (stacks.length > 0) return { stack: textOf(commonStack(stacks)) };
  const waits = looks.length === mostLooks && looks.every(({ frames }) => frames.length === 0);
  return waits ? { waits } : {};
}

/**
 * Where a program threw what is no Error, and so does not say it: where the same was thrown last, or
 * else the last object. Empty where that was not seen.
 *
 * @param message the thrown, as it is described
 */
export function stackOfThrown(errors: string, url: string, message: string): string {
  const throws = looksIn(errors)
    .map((look) => ({ ...look, frames: ownOf(look.frames, url) }))
    .filter(({ frames }) => frames.length > 0);
  const same = throws.findLast(({ thrown }) => thrown === message);
  const last = same ?? throws.findLast(({ thrown }) => thrown === "");
  return textOf(last?.frames ?? []);
}

const textOf = (frames: Whereabouts["frames"]) =>
  frames
    .map(({ name, url, line }) => `    at ${name || "<anonymous>"} (${url}:${line}:1)`)
    .join("\n");

const ownOf = (frames: Whereabouts["frames"], url: string) =>
  frames.filter((frame) => frame.url.startsWith(url));

function looksIn(errors: string): Whereabouts[] {
  return errors
    .split("\n")
    .filter((line) => line.startsWith(whereaboutsMark))
    .map((line) =>
      v.safeParse(v.pipe(v.string(), v.parseJson(), form), line.slice(whereaboutsMark.length)),
    )
    .flatMap((result) => (result.success ? [result.output] : []));
}
