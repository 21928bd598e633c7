import * as v from "valibot";
import { commonStack } from "./common-stack.ts";
import { type Whereabouts, whereaboutsMark } from "./protocol.ts";

const frameForm = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(200)),
  url: v.pipe(v.string(), v.maxLength(2000)),
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const form = v.strictObject({ frames: v.pipe(v.array(frameForm), v.maxLength(20)) });

/** How many of the last looks count: those before may be of what has ended. */
const mostLooks = 20;

/**
 * Where a program was when it was looked at, as the text of a stack; empty where it was not seen.
 *
 * @param errors what its process wrote to standard error
 * @param url of the folder of its modules
 */
export function stackOfWhereabouts(errors: string, url: string): string {
  const stacks = looksIn(errors)
    .map(({ frames }) => frames.filter((frame) => frame.url.startsWith(url)))
    .filter((stack) => stack.length > 0)
    .slice(-mostLooks);
  return commonStack(stacks)
    .map(({ name, url: file, line }) => `    at ${name || "<anonymous>"} (${file}:${line}:1)`)
    .join("\n");
}

function looksIn(errors: string): Whereabouts[] {
  return errors
    .split("\n")
    .filter((line) => line.startsWith(whereaboutsMark))
    .map((line) =>
      v.safeParse(v.pipe(v.string(), v.parseJson(), form), line.slice(whereaboutsMark.length)),
    )
    .flatMap((result) => (result.success ? [result.output] : []));
}
