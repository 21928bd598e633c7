import type { Failure } from "../sandbox/sandbox.ts";

/** What a side did, as the end of a sentence that begins with it. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case "threw":
      return `threw ${describeError(failure.error)}`;
    case "exited":
      return failure.how;
    case "never settled":
      return "waits for a promise that never settles";
    case "timed out":
      return `had not answered after ${failure.seconds} s`;
    case "out of time":
      return `ran out of time (one grading gives it ${failure.seconds} s in all)`;
    case "out of memory":
      return `ran out of memory (${failure.megabytes} MB)`;
    case "missing export":
      return describeExports(failure);
    case "changed built-ins":
    case "broke the protocol":
      return `can't be believed (it ${failure.what})`;
  }
}

function describeExports({ entry, exports, instead }: Failure & { kind: "missing export" }) {
  if (instead !== undefined) return `exports ${entry} as ${instead}`;
  return `does not export ${entry}; it exports ${exports.join(", ") || "nothing"}`;
}

/** Of a message only the beginning: it may go on for pages. */
const longestMessage = 200;

function describeError({ name, message }: { readonly name: string; readonly message: string }) {
  const [firstLine = ""] = message.split("\n");
  return [name, firstLine.slice(0, longestMessage)].filter((part) => part !== "").join(": ");
}
