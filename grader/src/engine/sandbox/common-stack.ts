/** A function that ran, and the line it was at, from 1. */
export interface StackFrame {
  readonly name: string;
  readonly url: string;
  readonly line: number;
}

/**
 * Where a program was that was looked at several times: the function that it never left meanwhile,
 * at the line where it was most often, and those that had called that one. Where it left all, the
 * one that it was in most often.
 *
 * @param stacks innermost function first, as is the result
 */
export function commonStack(stacks: readonly (readonly StackFrame[])[]): StackFrame[] {
  const seen = stacks.filter((stack) => stack.length > 0).map((stack) => stack.toReversed());
  const depth = commonDepth(seen);
  const outer = Array.from({ length: depth }, (_, at) => mostOften(seen.map((stack) => stack[at])));
  const inner = depth > 0 ? [] : [mostOften(seen.map((stack) => stack.at(-1)))];
  return [...outer, ...inner].filter((frame) => frame !== undefined).reverse();
}

/** How many functions, from the outermost, are the same in all stacks. */
function commonDepth([first = [], ...others]: readonly (readonly StackFrame[])[]): number {
  const differs = first.findIndex(({ name, url }, at) =>
    others.some((stack) => stack[at]?.name !== name || stack[at]?.url !== url),
  );
  return differs === -1 ? first.length : differs;
}

function mostOften(frames: readonly (StackFrame | undefined)[]): StackFrame | undefined {
  const counts = new Map<string, number>();
  const keyOf = ({ url, line }: StackFrame) => `${url}:${line}`;
  const there = frames.filter((frame) => frame !== undefined);
  for (const frame of there) counts.set(keyOf(frame), (counts.get(keyOf(frame)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return there.find((frame) => counts.get(keyOf(frame)) === most);
}
