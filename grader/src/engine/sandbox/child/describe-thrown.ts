/** What was thrown, in words that can be sent. */
import { inspect } from "node:util";
import type { ErrorBehind, ThrownError } from "../protocol.ts";

const longestText = 4000;

/** Of the causes and parts of an error. */
const mostBehind = 5;

const unreadable = "something that can't be looked at";

/** Whatever was thrown may do things when it is looked at. */
export function describeThrown(thrown: unknown): ThrownError {
  try {
    if (!(thrown instanceof Error)) return { name: "", message: printed(thrown), stack: "" };
    return { ...wordsOf(thrown), ...withBehind(thrown) };
  } catch {
    return { name: "", message: unreadable, stack: "" };
  }
}

/** Enough of a text to know it by. */
export function cut(text: unknown): string {
  return String(text).slice(0, longestText);
}

/** Without the getters of an object, which could do anything. */
export function printed(value: unknown): string {
  const looks = { customInspect: false, showProxy: true, depth: 2, breakLength: 76 };
  return cut(inspect(value, { ...looks, maxArrayLength: 12, maxStringLength: 400 }));
}

function wordsOf(error: Error): Omit<ThrownError, "behind"> {
  const message = readable(() => error.message, "(its message can't be read)");
  return {
    name: readable(() => error.name, "Error"),
    message,
    stack: readable(() => framesIn(error.stack, message), ""),
  };
}

/** Each of them may be a getter, and throw. */
function readable(read: () => unknown, otherwise: string): string {
  try {
    return cut(read());
  } catch {
    return otherwise;
  }
}

/**
 * The stack begins with the message, which is known, and may be as long as it likes. Before that, of
 * an import that fails, Node writes where it is.
 */
function framesIn(stack: unknown, message: string): string {
  const text = String(stack);
  const first = text.indexOf("\n    at ", Math.max(0, text.indexOf(message)) + message.length);
  const frames = first < 0 ? "" : text.slice(first + 1);
  const [, importing] = /^(file:\S+:\d+)\n/.exec(text) ?? [];
  return importing === undefined ? frames : `    at ${importing}:1\n${frames}`;
}

/** Breadth first, up to a number: they may contain each other. */
function withBehind(error: Error): Pick<ThrownError, "behind"> {
  const behind: ErrorBehind[] = [];
  const open = [error];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const [is, value] of behindOf(next)) {
      if (behind.length === mostBehind) return { behind };
      behind.push({ is, ...describeBehind(value) });
      if (value instanceof Error) open.push(value);
    }
  }
  return behind.length === 0 ? {} : { behind };
}

function behindOf(error: Error): (readonly [ErrorBehind["is"], unknown])[] {
  try {
    const parts = error instanceof AggregateError ? firstOf(error.errors) : [];
    const cause = error.cause === undefined ? [] : [["cause", error.cause] as const];
    return [...cause, ...parts.map((part) => ["part", part] as const)];
  } catch {
    return [];
  }
}

/** By their numbers: an iterator may never end. */
function firstOf(errors: readonly unknown[]): unknown[] {
  return Array.from({ length: Math.min(errors.length, mostBehind) }, (_, index) => errors[index]);
}

function describeBehind(value: unknown): Omit<ErrorBehind, "is"> {
  try {
    if (value instanceof Error) return wordsOf(value);
    return { name: "", message: printed(value), stack: "" };
  } catch {
    return { name: "", message: unreadable, stack: "" };
  }
}
