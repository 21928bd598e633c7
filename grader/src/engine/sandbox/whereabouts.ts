import * as v from "valibot";
import { type Whereabouts, whereaboutsMark } from "./protocol.ts";

const frameForm = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(200)),
  url: v.pipe(v.string(), v.maxLength(2000)),
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const form = v.strictObject({ frames: v.pipe(v.array(frameForm), v.maxLength(20)) });

type Frame = Whereabouts["frames"][number];

/** How many of the last looks count: those before may be of what has ended. */
const mostLooks = 20;

/**
 * Where a program was when it was looked at, as the text of a stack: the function that it never
 * left meanwhile, at the line where it was most often, and those that had called that one. Empty
 * where it was not seen.
 *
 * @param errors what its process wrote to standard error @param url of the folder of its modules
 */
export function stackOfWhereabouts(errors: string, url: string): string {
  const stacks = looksIn(errors)
    .map(({ frames }) => frames.filter((frame) => frame.url.startsWith(url)).reverse())
    .filter((stack) => stack.length > 0)
    .slice(-mostLooks);
  const depth = commonDepth(stacks);
  const outer = Array.from({ length: depth }, (_, at) =>
    mostOften(stacks.map((stack) => stack[at])),
  );
  const inner = depth > 0 ? [] : [mostOften(stacks.map((stack) => stack.at(-1)))];
  return [...outer, ...inner]
    .filter((frame) => frame !== undefined)
    .reverse()
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

/** How many functions, from the outermost, are the same in all stacks. */
function commonDepth([first = [], ...others]: readonly (readonly Frame[])[]): number {
  const differs = first.findIndex(({ name, url }, at) =>
    others.some((stack) => stack[at]?.name !== name || stack[at]?.url !== url),
  );
  return differs === -1 ? first.length : differs;
}

function mostOften(frames: readonly (Frame | undefined)[]): Frame | undefined {
  const counts = new Map<string, number>();
  const keyOf = (frame: Frame) => `${frame.url}:${frame.line}`;
  const there = frames.filter((frame) => frame !== undefined);
  for (const frame of there) counts.set(keyOf(frame), (counts.get(keyOf(frame)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return there.find((frame) => counts.get(keyOf(frame)) === most);
}
