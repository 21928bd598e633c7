import type { ThrownError } from "../sandbox/protocol.ts";
import type { Failure } from "../sandbox/sandbox.ts";
import { withMissingGlobal } from "./missing-globals.ts";
import type { Outcome } from "./outcome.ts";
import { withoutNodesAdvice } from "./permission-words.ts";

/** The outcome of a candidate's process that failed. `on` names the input, where there was one. */
export function outcomeOfFailure(failure: Failure, on?: string): Outcome {
  const where = on === undefined ? {} : { on };
  switch (failure.kind) {
    case "threw":
      return { outcome: "crashed", during: failure.during, ...describeThrow(failure), ...where };
    case "exited": {
      const { during, how, stack = "" } = failure;
      return { outcome: "crashed", during, what: how, stack, ...where };
    }
    case "never settled": {
      const { during } = failure;
      return { outcome: "crashed", during, what: describeUnsettled(failure), stack: "", ...where };
    }
    case "timed out":
      return { outcome: "timed out", during: failure.during, seconds: failure.seconds, ...where };
    case "out of time": {
      const { seconds, spent } = failure;
      return { outcome: "timed out", during: "a call", seconds, spent };
    }
    case "out of memory":
      return { outcome: "out of memory", megabytes: failure.megabytes };
    case "missing export":
      return { outcome: "refused", reasons: [describeMissingExport(failure)] };
    case "changed built-ins":
      return { outcome: "tampered", what: failure.what, with: "built-ins" };
    case "broke the protocol":
      return { outcome: "tampered", what: failure.what, with: "channel" };
  }
}

function describeThrow({ error, uncaught }: Failure & { kind: "threw" }) {
  const what = `${describeError(error)}${uncaught === undefined ? "" : uncaughtWords[uncaught]}`;
  const behind = error.behind?.map(({ is, ...inner }) => ({
    is,
    what: inner.name === "" ? inner.message : describeError(inner),
    stack: inner.stack,
  }));
  return { what, stack: error.stack, ...(behind && { behind }) };
}

const uncaughtWords = { throw: " (uncaught)", rejection: " (an unhandled rejection)" } as const;

function describeError({ name, message }: Pick<ThrownError, "name" | "message">): string {
  if (name === "") return `threw ${message}`;
  return message === "" ? name : `${name}: ${withMissingGlobal(withoutNodesAdvice(message))}`;
}

function describeUnsettled({ what, entry }: Failure & { kind: "never settled" }): string {
  const promise = what === "module" ? "a top-level await waits for" : `${entry} returned`;
  return `${promise} a promise that never settles: nothing is left to do that could settle it`;
}

function describeMissingExport({
  entry,
  exports,
  instead,
}: Failure & { kind: "missing export" }): string {
  const must = `src/index.ts must export the function ${entry}`;
  if (instead !== undefined) return `${must}; what it exports by that name is ${instead}`;
  const found = exports.length === 0 ? "nothing" : exports.map(visible).join(", ");
  const advice = exports.includes("default")
    ? `; write export function ${entry}, without default`
    : "";
  return `${must}; it exports ${found}${advice}`;
}

/** A name may hold characters that nobody sees. */
const visible = (name: string) =>
  name.replaceAll(/\p{Cf}/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
